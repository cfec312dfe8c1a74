"""A form as structure: who hands it in when, which items it asks for, which checks they must pass.

A definition is data; nothing in it is evaluated as code. It is stored as the content of its file (see `reading`), so an
old return is read by the form it was made with.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from hengzhi.core.periods import Period, period
from hengzhi.core.words import Words


class Cadence(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: 12}


class ItemType(StrEnum):
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    TEXT = "text"
    YES_NO = "yes_no"


NUMERIC = frozenset({ItemType.WHOLE, ItemType.DECIMAL, ItemType.MONEY, ItemType.PERCENT})
PLACES = {ItemType.WHOLE: 0, ItemType.DECIMAL: 2, ItemType.MONEY: 2, ItemType.PERCENT: 2}


@dataclass(frozen=True)
class Item:
    """One thing asked for. `scope` is its statistical scope (口径), `source` where its definition stands."""

    code: str
    name: Words
    unit: Words
    type: ItemType
    scope: Words
    source: Words
    may_not_apply: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.type in NUMERIC

    @property
    def places(self) -> int:
        """How many decimals its values may have."""
        return PLACES.get(self.type, 0)


@dataclass(frozen=True)
class Range:
    """The value lies between `least` and `most`, both included; beyond them it is impossible when `is_hard`."""

    item: str
    least: Decimal | None
    most: Decimal | None
    is_hard: bool


@dataclass(frozen=True)
class Total:
    """The value is the sum of other items of the form."""

    item: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Compare:
    """The value stands in a relation to another item: of this form, or of `form` for the same department and period."""

    item: str
    operator: str
    other: str
    form: str
    is_hard: bool


@dataclass(frozen=True)
class Share:
    """The value is `part` of `whole` in percent, to within `tolerance` percentage points."""

    item: str
    part: str
    whole: str
    tolerance: Decimal


@dataclass(frozen=True)
class Change:
    """The value moved no more than so many percent from that of the last period."""

    item: str
    percent: Decimal


class Among(StrEnum):
    HISTORY = "history"
    PEERS = "peers"


@dataclass(frozen=True)
class Outlier:
    """The value lies near the department's own earlier ones, or those other departments give for the period."""

    item: str
    among: Among


Check = Range | Total | Compare | Share | Change | Outlier
OPERATORS = ("<", "<=", "=", ">=", ">")


@dataclass(frozen=True)
class Collector:
    """Who hands a form in: one department or all of a kind ("" for all), from a day to a day."""

    department: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Definition:
    """A form. `owner` is the department that answers for it, "" for the office.

    `opens_days_before` counts back from the last day of a period, `due_workdays` on from the opening.
    """

    code: str
    version: int
    name: Words
    owner: str
    cadence: Cadence
    opens_days_before: int
    due_workdays: int
    source: Words
    valid_from: date
    valid_to: date | None
    collectors: tuple[Collector, ...]
    items: tuple[Item, ...]
    checks: tuple[Check, ...]

    @cached_property
    def by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    def checks_of(self, item: str) -> Iterator[Check]:
        return (check for check in self.checks if check.item == item)

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def period_of(self, day: date) -> Period:
        """Return the period of this form that holds a day."""
        match self.cadence:
            case Cadence.MONTH:
                return period(f"{day:%Y-%m}")
            case Cadence.QUARTER:
                return period(f"{day:%Y}-Q{(day.month + 2) // 3}")
        return period(f"{day:%Y}")

    def fits(self, one: Period) -> bool:
        """Say whether a period is one of this form's."""
        return self.period_of(one.first) == one

    def names_forms(self) -> set[str]:
        """Return the codes of the other forms its checks look at."""
        return {check.form for check in self.checks if isinstance(check, Compare) and check.form}
