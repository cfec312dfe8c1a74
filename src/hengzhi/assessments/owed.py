"""Tasks and values that had fallen due by the day of a snapshot, department by department.

A task counts as done by the day of the report that was accepted. A return counts value by value: those handed in by the
day the return was first handed in, those left empty as missing, those not applicable not at all; a return never handed in
is missing whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
from django.utils.translation import gettext as _

from hengzhi.assessments.facts import Item
from hengzhi.assessments.scheme import LineKind
from hengzhi.core.errors import HengzhiError
from hengzhi.snapshots.engine import open_engine
from hengzhi.snapshots.manifest import Manifest, column_types, snapshot_day

NOT_AGREED = frozenset({"planned", "cancelled"})
TASK_COLUMNS = ("department", "due_on", "reported_on", "done_on", "state")
RETURN_COLUMNS = ("department", "due_on", "handed_in_on", "items")
VALUE_COLUMNS = ("item", "status")
MISSING, NOT_APPLICABLE = "missing", "not_applicable"


class NoBasis(HengzhiError):
    """The snapshot or the indicators in use lack what a scheme needs."""


@dataclass(frozen=True)
class Owed:
    """Something that fell due: whose it was, and the item a line is scored from."""

    department: str
    item: Item


@dataclass(frozen=True)
class Tables:
    """The tables of a snapshot on an engine that holds them."""

    manifest: Manifest
    engine: duckdb.DuckDBPyConnection

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterable[tuple]:
        """Return the key and some columns of every row of a table; raises NoBasis where the snapshot lacks one."""
        entry = self.manifest["tables"].get(table)
        lacking = [name for name in columns if name not in column_types(entry)] if entry else [""]
        if lacking:
            what = f"{table}.{lacking[0]}".rstrip(".")
            text = _("The snapshot does not hold %(what)s, which the scheme needs; take a new snapshot.")
            raise NoBasis(text % {"what": what})
        return self.engine.table(table).select(entry["key"], *columns).fetchall()


def items_due(manifest: Manifest, kind: LineKind, year: int) -> dict[str, tuple[Item, ...]]:
    """Return what fell due in a year up to the day of the snapshot, by department; raises NoBasis."""
    until = snapshot_day(manifest)
    found: dict[str, list[Item]] = {}
    with open_engine(manifest) as engine:
        for one in READERS[kind](Tables(manifest, engine)):
            if one.item.due_on.year == year and one.item.due_on <= until:
                found.setdefault(one.department, []).append(one.item)
    return {department: tuple(sorted(items, key=_place)) for department, items in found.items()}


def _place(item: Item) -> tuple[date, str]:
    return item.due_on, item.code


def tasks(tables: Tables) -> Iterator[Owed]:
    """Yield every task that was agreed on."""
    for code, department, due_on, reported_on, done_on, state in tables.rows("tasks", TASK_COLUMNS):
        if state not in NOT_AGREED and due_on is not None:
            yield Owed(department, Item(code, due_on, (reported_on or done_on) if done_on else None))


def values(tables: Tables) -> Iterator[Owed]:
    """Yield every value that returns owed: those handed in together as one item of so many."""
    left_out: dict[str, dict[str, list[str]]] = {}
    for code, item, status in tables.rows("reported_values", VALUE_COLUMNS):
        left_out.setdefault(code.removesuffix(f"-{item}"), {}).setdefault(status, []).append(code)
    for code, department, due_on, handed_in_on, items in tables.rows("returns", RETURN_COLUMNS):
        without = left_out.get(code, {})
        missing = without.get(MISSING, []) if handed_in_on else []
        count = items - len(without.get(NOT_APPLICABLE, [])) - len(missing)
        if count:
            yield Owed(department, Item(code, due_on, handed_in_on, count))
        yield from (Owed(department, Item(value, due_on, None)) for value in missing)


READERS: Mapping[LineKind, Callable[[Tables], Iterator[Owed]]] = {LineKind.TASKS: tasks, LineKind.CELLS: values}
