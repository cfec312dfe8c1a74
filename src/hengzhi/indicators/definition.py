"""An indicator as structure: what is counted, of which rows, placed in time by which date.

A definition is data and is stored as canonical JSON; its digest is its version stamp. Nothing here is evaluated as code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from hengzhi.core.calendar import ONE_DAY
from hengzhi.core.periods import Period, month_after
from hengzhi.core.tables import ColumnType
from hengzhi.core.words import Words
from hengzhi.indicators.encoding import plain, rebuilt, scalar
from hengzhi.snapshots.manifest import digest_of


class Aggregate(StrEnum):
    COUNT = "count"
    SUM = "sum"
    MEDIAN = "median"
    COUNT_DISTINCT = "count_distinct"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class Operator(StrEnum):
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    NOT_IN = "not_in"
    IS_NULL = "is_null"
    NOT_NULL = "is_not_null"


NULLNESS = frozenset({Operator.IS_NULL, Operator.NOT_NULL})
LISTS = frozenset({Operator.IN, Operator.NOT_IN})
EQUALITY = frozenset({Operator.EQUAL, Operator.UNEQUAL})

OPERATORS: Mapping[ColumnType, frozenset[Operator]] = {
    ColumnType.TEXT: EQUALITY | LISTS | NULLNESS,
    ColumnType.BOOLEAN: EQUALITY | NULLNESS,
    ColumnType.INTEGER: frozenset(Operator),
    ColumnType.DECIMAL: frozenset(Operator),
    ColumnType.DATE: frozenset(Operator),
}
SUMMABLE = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL})


@dataclass(frozen=True)
class OtherColumn:
    """A column of the same row, to compare with."""

    name: str


@dataclass(frozen=True)
class SnapshotDay:
    """The day of the snapshot, to compare with a date: a limit that ends later has not run out yet."""

    snapshot: str = "day"


Scalar = str | int | Decimal | date | bool


@dataclass(frozen=True)
class Condition:
    """A row passes when the comparison is true; one with a null on either side is not."""

    column: str
    operator: Operator
    value: Scalar | OtherColumn | SnapshotDay | tuple[Scalar, ...] | None = None

    def on(self, day: date) -> "Condition":
        """Return the condition with the day of the snapshot put in."""
        return replace(self, value=day) if isinstance(self.value, SnapshotDay) else self

    @property
    def columns(self) -> frozenset[str]:
        other = {self.value.name} if isinstance(self.value, OtherColumn) else set()
        return frozenset({self.column} | other)

    @classmethod
    def from_json(cls, content: Mapping) -> "Condition":
        value = content["value"]
        if isinstance(value, list):
            value = tuple(scalar(item) for item in value)
        elif isinstance(value, dict) and "name" in value:
            value = OtherColumn(value["name"])
        elif isinstance(value, dict) and "snapshot" in value:
            value = SnapshotDay()
        else:
            value = scalar(value)
        return cls(content["column"], Operator(content["operator"]), value)


@dataclass(frozen=True)
class AnyOf:
    """A row passes when at least one of the conditions does."""

    conditions: tuple[Condition, ...]

    def on(self, day: date) -> "AnyOf":
        """Return the conditions with the day of the snapshot put in."""
        return AnyOf(tuple(condition.on(day) for condition in self.conditions))

    @property
    def columns(self) -> frozenset[str]:
        return frozenset().union(*(condition.columns for condition in self.conditions))

    @classmethod
    def from_json(cls, content: Mapping) -> "AnyOf":
        return cls(rebuilt(Condition, content["conditions"]))


@dataclass(frozen=True)
class Measure:
    """One number over the rows of a table: those that pass every condition, placed in a period by `date`."""

    table: str
    aggregate: Aggregate
    date: str
    column: str | None = None
    where: tuple[Condition | AnyOf, ...] = ()

    def on(self, day: date) -> "Measure":
        """Return the measure with the day of the snapshot put in."""
        return replace(self, where=tuple(condition.on(day) for condition in self.where))

    @property
    def is_additive(self) -> bool:
        """Whether the number of a year is the sum of its months'."""
        return self.aggregate in {Aggregate.COUNT, Aggregate.SUM}

    @property
    def columns(self) -> frozenset[str]:
        """All columns the measure reads."""
        named = {self.date} | ({self.column} if self.column else set())
        return frozenset(named).union(*(condition.columns for condition in self.where))

    @cached_property
    def code(self) -> str:
        """A name that two measures share only when they are the same."""
        return "m" + digest_of(plain(self))[:12]

    @classmethod
    def from_json(cls, content: Mapping) -> "Measure":
        where = tuple((AnyOf if "conditions" in item else Condition).from_json(item) for item in content["where"])
        return cls(**{**content, "aggregate": Aggregate(content["aggregate"]), "where": where})


@dataclass(frozen=True)
class Example:
    """Rows and the numbers they must give; `tables` pairs a table's name with its rows as text in columns.

    A `numerator` of None says that there is nothing to measure. Without `as_of` the snapshot is of the period's last day.
    """

    says: str
    period: str
    tables: tuple[tuple[str, str], ...]
    numerator: int | Decimal | None
    denominator: int | Decimal | None = None
    area: str = ""
    by: str = ""
    item: str = ""
    as_of: date | None = None

    @classmethod
    def from_json(cls, content: Mapping) -> "Example":
        tables = tuple((name, rows) for name, rows in content["tables"])
        values = {name: scalar(content[name]) for name in ("numerator", "denominator", "as_of")}
        return cls(**{**content, **values, "tables": tables})


@dataclass(frozen=True)
class Definition:
    code: str
    name: Words
    unit: str
    better: Better
    owner: str
    source: Words
    reviewed: date
    numerator: Measure
    denominator: Measure | None = None
    caveats: tuple[Words, ...] = ()
    breakdowns: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    version: int = 1
    valid_from: date | None = None
    valid_to: date | None = None

    @cached_property
    def digest(self) -> str:
        """The version stamp: the digest of everything but the examples, which prove the formula and are no part of it."""
        content = self.to_json()
        del content["examples"]
        return digest_of(content)

    @cached_property
    def formula(self) -> str:
        """The digest of what decides the numbers; a new wording of the name leaves it as it is."""
        parts = self.numerator, self.denominator, self.unit, self.valid_from, self.valid_to
        return digest_of(plain(parts))

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    def on(self, day: date) -> "Definition":
        """Return the definition with the day of the snapshot put into its conditions."""
        denominator = self.denominator and self.denominator.on(day)
        return replace(self, numerator=self.numerator.on(day), denominator=denominator)

    def covers(self, period: Period) -> bool:
        """Whether the indicator is in force on every day of `period`."""
        has_begun = self.valid_from is None or self.valid_from <= period.first
        return has_begun and (self.valid_to is None or month_after(period.last) <= self.valid_to + ONE_DAY)

    def meets(self, value: Decimal | None, target: Decimal) -> bool | None:
        """Whether `value` meets `target`; None when there is no value or neither direction is better."""
        if value is None or self.better is Better.NONE:
            return None
        return value >= target if self.better is Better.HIGHER else value <= target

    def to_json(self) -> dict:
        return plain(self)

    @classmethod
    def from_json(cls, content: Mapping) -> "Definition":
        """Return the definition that `to_json` gave."""
        denominator = content["denominator"]
        return cls(**{
            **content,
            "name": Words.from_json(content["name"]),
            "source": Words.from_json(content["source"]),
            "better": Better(content["better"]),
            "numerator": Measure.from_json(content["numerator"]),
            "denominator": None if denominator is None else Measure.from_json(denominator),
            "caveats": rebuilt(Words, content["caveats"]),
            "breakdowns": tuple(content["breakdowns"]),
            "examples": rebuilt(Example, content["examples"]),
            **{name: scalar(content[name]) for name in ("reviewed", "valid_from", "valid_to")},
        })
