"""Readers of single values of a definition file; each raises WrongValue saying what would be right."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from hengzhi.core.packs import WrongValue, amount, one_of
from hengzhi.core.packs import day as written_day
from hengzhi.core.tables import ColumnType
from hengzhi.indicators.definition import Words


def text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise WrongValue("write a text in quotes")
    return value


def words(value: object) -> Words:
    """Read a text in both languages."""
    if not isinstance(value, dict) or set(value) != {"zh", "en"}:
        raise WrongValue('write { zh = "…", en = "…" }')
    return Words(text(value["zh"]), text(value["en"]))


def choice(*known: str) -> Callable[[object], str]:
    read = one_of(*known)
    return lambda value: read(text(value))


def day(value: object) -> date:
    """Read a day written as TOML has it or as a text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return written_day(value)
    raise WrongValue("write an existing day as YYYY-MM-DD")


def whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongValue("write a whole number")
    return value


def number(value: object) -> int | Decimal:
    """Read a number; one with decimals is kept as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise WrongValue("write a number such as 95 or 95.5")
    return value if isinstance(value, int) else amount(str(value))


def money(value: object) -> Decimal:
    return Decimal(number(value))


def version(value: object) -> int:
    if whole(value) < 1:
        raise WrongValue("write 1 or more")
    return whole(value)


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("write true or false")
    return value


def list_of(read: Callable[[object], object]) -> Callable[[object], tuple]:
    def read_all(value: object) -> tuple:
        if not isinstance(value, list):
            raise WrongValue("write a list in [ ]")
        return tuple(read(item) for item in value)

    return read_all


def some_of(read: Callable[[object], object]) -> Callable[[object], tuple]:
    """Read a list that has something in it."""

    def read_some(value: object) -> tuple:
        if not value:
            raise WrongValue("write at least one value in [ ]")
        return list_of(read)(value)

    return read_some


OF_TYPE: dict[ColumnType, Callable[[object], object]] = {
    ColumnType.TEXT: text,
    ColumnType.INTEGER: whole,
    ColumnType.DECIMAL: money,
    ColumnType.DATE: day,
    ColumnType.BOOLEAN: truth,
}
