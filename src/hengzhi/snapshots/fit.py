"""Whether rows fit the contract of their table, and the rows as typed columns when they do."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.core.errors import HengzhiError
from hengzhi.core.tables import Column, ColumnType, Table

ARROW = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.DECIMAL: pa.decimal128(16, 2),
    ColumnType.DATE: pa.date32(),
    ColumnType.BOOLEAN: pa.bool_(),
}
PYTHON = {
    ColumnType.TEXT: str,
    ColumnType.INTEGER: int,
    ColumnType.DECIMAL: Decimal,
    ColumnType.DATE: date,
    ColumnType.BOOLEAN: bool,
}
WANTED = {
    ColumnType.TEXT: gettext_lazy("a text"),
    ColumnType.INTEGER: gettext_lazy("a whole number"),
    ColumnType.DECIMAL: gettext_lazy("a decimal with at most two places and 14 digits before them"),
    ColumnType.DATE: gettext_lazy("a date"),
    ColumnType.BOOLEAN: gettext_lazy("true or false"),
}
# Python counts a truth value as a number and an instant as a day; a snapshot may not.
IMPOSTORS = {ColumnType.INTEGER: bool, ColumnType.DATE: datetime}
SHOWN = 40


class UnfitRow(HengzhiError):
    """A row of a mechanism's table that breaks the table's contract."""

    def __init__(self, table: Table, row: Sequence, column: str, found: object, wanted: str) -> None:
        names = [known.name for known in table.columns]
        key = row[names.index(table.key)] if len(row) == len(names) else row[0] if row else ""
        super().__init__(
            _("Table %(table)s, row %(key)s, column %(column)s: found %(found)s; wanted %(wanted)s.")
            % {"table": table.name, "key": key, "column": column, "found": _shown(found), "wanted": wanted}
        )


def _shown(value: object) -> str:
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def schema(columns: Sequence[tuple[str, ColumnType]]) -> pa.Schema:
    return pa.schema([(name, ARROW[kind]) for name, kind in columns])


def check_width(table: Table, row: Sequence) -> None:
    if len(row) != len(table.columns):
        found = _("%(count)s cells") % {"count": len(row)}
        raise UnfitRow(table, row, "*", found, _("%(count)s cells") % {"count": len(table.columns)})


def arrow_table(table: Table, rows: list[tuple], areas: Collection[str | None]) -> pa.Table:
    """Return `rows` sorted by key as typed columns; raises UnfitRow for the first that does not fit.

    `areas` are the codes a row may lie in, with None if a row may lie in no area.
    """
    names = [column.name for column in table.columns]
    _check_keys(table, rows, names.index(table.key))
    rows = sorted(rows, key=itemgetter(names.index(table.key)))
    _check_unique(table, rows, names.index(table.key))
    values = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [_array(table, column, cells, rows) for column, cells in zip(table.columns, values, strict=True)]
    _check_areas(table, rows, values[names.index(table.area)], areas)
    return pa.Table.from_arrays(arrays, schema=schema([(column.name, column.type) for column in table.columns]))


def _check_keys(table: Table, rows: list[tuple], at: int) -> None:
    for row in rows:
        if not isinstance(row[at], str) or not row[at]:
            raise UnfitRow(table, row, table.key, row[at], _("a text that identifies the row"))


def _check_unique(table: Table, rows: list[tuple], at: int) -> None:
    for before, row in pairwise(rows):
        if before[at] == row[at]:
            raise UnfitRow(table, row, table.key, row[at], _("each row once"))


def _check_areas(table: Table, rows: list[tuple], found: Sequence, areas: Collection[str | None]) -> None:
    if strangers := set(found) - set(areas):
        row, area = next((row, area) for row, area in zip(rows, found, strict=True) if area in strangers)
        raise UnfitRow(table, row, table.area, area, _("the code of an area of the snapshot"))


def _array(table: Table, column: Column, cells: Sequence, rows: list[tuple]) -> pa.Array:
    if all(_is_of(column.type, kind) for kind in set(map(type, cells))):
        try:
            return pa.array(cells, ARROW[column.type])
        except (pa.ArrowException, OverflowError):
            pass  # some cell is out of range; the search below names it
    row, cell = next((row, cell) for row, cell in zip(rows, cells, strict=True) if not _fits(column.type, cell))
    raise UnfitRow(table, row, column.name, cell, str(WANTED[column.type]))


def _is_of(wanted: ColumnType, kind: type) -> bool:
    if kind is type(None):
        return True
    return issubclass(kind, PYTHON[wanted]) and not issubclass(kind, IMPOSTORS.get(wanted, ()))


def _fits(wanted: ColumnType, cell: object) -> bool:
    if not _is_of(wanted, type(cell)):
        return False
    try:
        pa.array([cell], ARROW[wanted])
    except (pa.ArrowException, OverflowError):
        return False
    return True
