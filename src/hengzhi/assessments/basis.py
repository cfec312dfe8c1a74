"""The facts a snapshot holds for every department: figures, tasks that had fallen due, values that were owed.

Nothing but the snapshot is read, and the targets that were set; so the same snapshot gives the same facts for ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from hengzhi.assessments.facts import Fact, IndicatorFact, Item, ItemsFact, Measured
from hengzhi.assessments.scheme import COUNTED, Line, LineKind, Rule, Scheme
from hengzhi.core.errors import HengzhiError, near
from hengzhi.core.periods import Period, period
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.evaluate import Evaluation, evaluate
from hengzhi.snapshots.engine import open_engine
from hengzhi.snapshots.manifest import Manifest, column_types, snapshot_day

Targets = Mapping[tuple[str, str], Decimal]  # by indicator and who holds it: a department or an area


class NoBasis(HengzhiError):
    """The snapshot or the indicators in use lack what a scheme needs."""


@dataclass(frozen=True)
class Source:
    """A table of the snapshot whose rows fall due one by one.

    `done_on` is the column that decides whether a row was in time, `counts_when` one that must be filled for it to
    count; rows with one of `void` in `state` were not owed.
    """

    table: str
    department: str
    due_on: str
    done_on: str
    counts_when: str
    state: str
    void: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.department, self.due_on, self.done_on, self.counts_when, self.state


SOURCES: Mapping[LineKind, Source] = {
    LineKind.TASKS: Source(
        "tasks", "department", "due_on", "reported_on", "done_on", "state", frozenset({"planned", "cancelled"})
    ),
    LineKind.CELLS: Source(
        "reported_values", "department", "due_on", "submitted_on", "submitted_on", "status", frozenset({"not_applicable"})
    ),
}
MISSING = "missing"  # a value that was left empty in a return is missing, though the return was handed in


@dataclass(frozen=True)
class Question:
    """What is asked of a snapshot."""

    manifest: Manifest
    scheme: Scheme
    year: int
    area: str
    departments: tuple[str, ...]
    definitions: Mapping[str, Definition]
    targets: Targets

    @property
    def period(self) -> Period:
        return period(str(self.year))


def facts_in(question: Question) -> dict[str, dict[str, Fact]]:
    """Return every department's facts by line, but for those that people give; raises NoBasis."""
    evaluation = evaluate(question.manifest, _definitions(question))
    items = {
        kind: _items(question, SOURCES[kind]) for kind in COUNTED if any(line.kind is kind for line in question.scheme.lines)
    }
    return {
        department: {
            line.code: _fact(question, evaluation, items, department, line)
            for line in question.scheme.lines_of(department) if line.kind in {LineKind.INDICATOR, *COUNTED}
        }
        for department in question.departments
    }


def _definitions(question: Question) -> dict[str, Definition]:
    wanted = question.scheme.indicators
    if unknown := sorted(wanted - set(question.definitions)):
        text = _("The scheme needs the indicator “%(code)s”, which no pack defines.") % {"code": unknown[0]}
        raise NoBasis(text + near(unknown[0], question.definitions))
    return {code: question.definitions[code] for code in wanted}


def _fact(question: Question, evaluation: Evaluation, items: Mapping, department: str, line: Line) -> Fact:
    if line.kind in COUNTED:
        return ItemsFact(items[line.kind].get(department, ()))
    item = department if line.by else ""
    base = None
    if line.rule is Rule.CHANGE:
        base = _measured(evaluation, question, line, item, question.period.year_before())
    target = question.targets.get((line.indicator, department), question.targets.get((line.indicator, question.area)))
    return IndicatorFact(
        now=_measured(evaluation, question, line, item, question.period), target=target, base=base, area=question.area,
        period=question.period.text, item=item,
    )


def _measured(evaluation: Evaluation, question: Question, line: Line, item: str, over: Period) -> Measured:
    value = evaluation.value(line.indicator, area=question.area, period=over, by=line.by, item=item)
    return Measured(value.numerator, value.denominator, value.unit)


def _items(question: Question, source: Source) -> dict[str, tuple[Item, ...]]:
    """Return the rows of a table that fell due in the year, up to the day of the snapshot, by department."""
    until = snapshot_day(question.manifest)
    found: dict[str, list[Item]] = {}
    for code, department, due_on, done_on, counted, state in _rows(question.manifest, source):
        is_due = due_on is not None and due_on.year == question.year and due_on <= until
        if not is_due or state in source.void:
            continue
        is_done = counted is not None and state != MISSING
        found.setdefault(department, []).append(Item(code, due_on, (done_on or counted) if is_done else None))
    return {department: tuple(sorted(items, key=_place)) for department, items in found.items()}


def _place(item: Item) -> tuple[date, str]:
    return item.due_on, item.code


def _rows(manifest: Manifest, source: Source) -> Iterable[tuple]:
    entry = manifest["tables"].get(source.table)
    lacking = [name for name in source.columns if name not in column_types(entry)] if entry else [source.table]
    if lacking:
        text = _("The snapshot does not hold %(what)s, which the scheme needs; take a new snapshot.")
        raise NoBasis(text % {"what": lacking[0] if entry is None else f"{source.table}.{lacking[0]}"})
    with open_engine(manifest) as engine:
        return engine.table(source.table).select(entry["key"], *source.columns).fetchall()
