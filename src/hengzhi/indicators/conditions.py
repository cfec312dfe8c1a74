"""Reading the conditions of a measure: `["column", "operator", value]`, or `{ any = [conditions] }`.

A value is written out, or is `{ column = "…" }` for another column of the row, or `{ snapshot = "day" }`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hengzhi.core.errors import near
from hengzhi.core.packs import WrongValue
from hengzhi.core.tables import Column, ColumnType
from hengzhi.indicators import values
from hengzhi.indicators.definition import (
    LISTS,
    NULLNESS,
    OPERATORS,
    AnyOf,
    Condition,
    Operator,
    OtherColumn,
    SnapshotDay,
)
from hengzhi.indicators.sheet import Sheet, shown

FORM = 'write ["column", "operator", value] or { any = [ … ] }'


@dataclass(frozen=True)
class Where:
    """The list of conditions of one part of a sheet, over one table."""

    sheet: Sheet
    part: str
    table: str

    def wrong(self, found: str, wanted: str) -> None:
        self.sheet.wrong(self.part, "where", found, wanted)

    def column(self, name: object, types: Iterable[ColumnType]) -> Column | None:
        return self.sheet.column(self.part, "where", self.table, name, types)


def read_where(where: Where, content: object) -> tuple[Condition | AnyOf, ...]:
    """Read a list of conditions that must all hold; what is wrong goes to the sheet."""
    if not isinstance(content, list):
        where.wrong(f"where is {shown(content)}", f"write a list; {FORM}")
        return ()
    found = [_any_of(where, item["any"]) if _is_group(item) else _condition(where, item) for item in content]
    return tuple(item for item in found if item is not None)


def _is_group(item: object) -> bool:
    return isinstance(item, dict) and set(item) == {"any"}


def _any_of(where: Where, content: object) -> AnyOf | None:
    if not isinstance(content, list) or not content:
        where.wrong(f"any is {shown(content)}", "write a list of conditions")
        return None
    found = [_condition(where, item) for item in content]
    return AnyOf(tuple(item for item in found if item is not None))


def _condition(where: Where, item: object) -> Condition | None:
    if not isinstance(item, list) or len(item) not in {2, 3}:
        where.wrong(f"a condition is {shown(item)}", FORM)
        return None
    column = where.column(item[0], ColumnType)
    operator = column and _operator(where, column, item[1])
    if not operator:
        return None
    if (operator in NULLNESS) != (len(item) == 2):
        wanted = "write no value behind it" if operator in NULLNESS else "write a value behind it"
        where.wrong(f"{column.name} {operator} has {'a' if operator in NULLNESS else 'no'} value", wanted)
        return None
    return Condition(column.name, operator, _value(where, column, operator, item[2:]))


def _operator(where: Where, column: Column, found: object) -> Operator | None:
    fitting = [str(operator) for operator in Operator if operator in OPERATORS[column.type]]
    if found in fitting:
        return Operator(found)
    wanted = f"for a column of type {column.type} write one of {' '.join(fitting)}.{near(str(found), fitting)}"
    where.wrong(f"{column.name} is compared by {shown(found)}", wanted)
    return None


def _value(where: Where, column: Column, operator: Operator, given: list):
    if operator in NULLNESS:
        return None
    value = given[0]
    if isinstance(value, dict) and set(value) == {"column"} and operator not in LISTS:
        other = where.column(value["column"], [column.type])
        return OtherColumn(other.name) if other else None
    if value == {"snapshot": "day"} and column.type is ColumnType.DATE and operator not in LISTS:
        return SnapshotDay()
    read = values.OF_TYPE[column.type]
    try:
        return values.some_of(read)(value) if operator in LISTS else read(value)
    except WrongValue as error:
        where.wrong(f"{column.name} {operator} {shown(value)}", error.wanted)
        return None
