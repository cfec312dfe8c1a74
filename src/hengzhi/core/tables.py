"""The contract between a mechanism and the snapshots: which table it gives, column by column.

Figures may use nothing else. No column holds personal data.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


class ColumnType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"  # two places: money in yuan
    DATE = "date"  # a local day
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Column:
    name: str
    type: ColumnType
    says: str


@dataclass(frozen=True)
class Table:
    """A table a mechanism gives to snapshots.

    `key` identifies a row and is the register's code; `placed_by` is the date column whose month decides the
    partition a row lies in; `area` is the column with the area code. `rows` yields tuples in column order.
    """

    name: str
    says: str
    key: str
    placed_by: str
    area: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[tuple]]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def declared_tables() -> dict[str, Table]:
    """Collect the tables of every mechanism, by name."""
    return {table.name: table for table in _declared()}


def _declared() -> Iterator[Table]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and module_has_submodule(app.module, "tables") and app.label != "core":
            yield from import_module(f"{app.name}.tables").TABLES
