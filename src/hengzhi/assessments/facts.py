"""What a line is scored from: figures of a snapshot, items that were due, scores that people gave.

Facts are plain data that a lock keeps: from them and the scheme every score can be computed again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hengzhi.indicators.encoding import plain, rebuilt, scalar
from hengzhi.indicators.units import UNITS

Number = int | Decimal


@dataclass(frozen=True)
class Measured:
    """A figure as numerator and denominator, so that the value is exact; a denominator of None is one."""

    numerator: Number | None
    denominator: Number | None
    unit: str

    @property
    def value(self) -> Fraction | None:
        """The value in its unit, None where there was nothing to measure."""
        if self.numerator is None:
            return None
        if self.denominator is None:
            return Fraction(self.numerator)
        if not self.denominator:
            return None
        return Fraction(self.numerator) * Fraction(UNITS[self.unit].per) / Fraction(self.denominator)

    @classmethod
    def from_json(cls, content: Mapping) -> "Measured":
        return cls(scalar(content["numerator"]), scalar(content["denominator"]), content["unit"])


@dataclass(frozen=True)
class IndicatorFact:
    """A value of the year, that of the year before where the rule needs it, the target, and where the figure stands."""

    now: Measured
    target: Decimal | None
    base: Measured | None = None
    area: str = ""
    period: str = ""
    item: str = ""

    @classmethod
    def from_json(cls, content: Mapping) -> "IndicatorFact":
        return cls(**{
            **content, "now": Measured.from_json(content["now"]), "target": scalar(content["target"]),
            "base": content["base"] and Measured.from_json(content["base"]),
        })


@dataclass(frozen=True)
class Item:
    """A task or so many values that were due, and the day they were done or handed in."""

    code: str
    due_on: date
    done_on: date | None
    count: int = 1

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def is_late(self) -> bool:
        return self.done_on is not None and self.done_on > self.due_on

    @property
    def days_late(self) -> int:
        """How many days after its due day it was done; 0 where it was not done or in time."""
        return max(0, (self.done_on - self.due_on).days) if self.done_on else 0

    @classmethod
    def from_json(cls, content: Mapping) -> "Item":
        return cls(**{name: scalar(value) for name, value in content.items()})


@dataclass(frozen=True)
class ItemsFact:
    """The tasks or values that had fallen due by the day of the snapshot."""

    items: tuple[Item, ...]

    @classmethod
    def from_json(cls, content: Mapping) -> "ItemsFact":
        return cls(rebuilt(Item, content["items"]))


@dataclass(frozen=True)
class BallotsFact:
    """The scores given independently, 0 to 100, in rising order and without who gave them."""

    scores: tuple[Decimal, ...]

    @classmethod
    def from_json(cls, content: Mapping) -> "BallotsFact":
        return cls(tuple(scalar(score) for score in content["scores"]))


@dataclass(frozen=True)
class JudgedFact:
    """What somebody verified by hand: points, or of a veto whether the fact occurred. None before that."""

    points: Decimal | None

    @classmethod
    def from_json(cls, content: Mapping) -> "JudgedFact":
        return cls(scalar(content["points"]))


Fact = IndicatorFact | ItemsFact | BallotsFact | JudgedFact
KINDS = {"indicator": IndicatorFact, "items": ItemsFact, "ballots": BallotsFact, "judged": JudgedFact}
NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Inputs:
    """What decides how a department stands: facts by line, and the scores put in the place of a rule with the reason."""

    facts: Mapping[str, Fact]
    decided: Mapping[str, Decimal] = field(default_factory=dict)
    grounds: Mapping[str, str] = field(default_factory=dict)


def fact_to_json(fact: Fact) -> dict:
    """Return a fact as JSON that names its kind."""
    return {"fact": NAMES[type(fact)], **plain(fact)}


def fact_from_json(content: Mapping) -> Fact:
    """Return the fact that `fact_to_json` gave."""
    rest = {name: value for name, value in content.items() if name != "fact"}
    return KINDS[content["fact"]].from_json(rest)
