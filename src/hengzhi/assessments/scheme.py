"""A scheme as structure: what is assessed, with which points, by which rule, and where it is rounded.

A scheme is data, stored as canonical JSON; its digest is its version stamp. Nothing here is evaluated as code. Criteria
are the same for every department and carry the weights; lines are what a department is scored on within a criterion.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from hengzhi.indicators.definition import Words
from hengzhi.indicators.encoding import plain, rebuilt, scalar
from hengzhi.snapshots.manifest import digest_of


class LineKind(StrEnum):
    INDICATOR = "indicator"  # a value against its target
    TASKS = "tasks"  # tasks of the year's plan, done on time
    CELLS = "cells"  # values owed in returns, handed in on time
    MATERIAL = "material"  # what was handed in, judged by the office
    PEER = "peer"  # scores by other departments
    LEADER = "leader"  # scores by leaders
    BONUS = "bonus"
    DEDUCTION = "deduction"
    VETO = "veto"  # a fact that fails the whole assessment


JUDGED = frozenset({LineKind.MATERIAL, LineKind.BONUS, LineKind.DEDUCTION, LineKind.VETO})
RATED = frozenset({LineKind.PEER, LineKind.LEADER})
COUNTED = frozenset({LineKind.TASKS, LineKind.CELLS})
EXTRAS = frozenset({LineKind.BONUS, LineKind.DEDUCTION, LineKind.VETO})
PUBLISHABLE = ("total", "rank")


class Rule(StrEnum):
    HIGHER = "higher"  # points × value / target, at most full
    LOWER = "lower"  # points × target / value, at most full
    CHANGE = "change"  # points × (value − base) / (target − base), base being the year before
    BANDS = "bands"  # points × the share of the first band the value lies in


class Missing(StrEnum):
    ZERO = "zero"  # what ought to be there and is not, scores 0
    OUT = "out"  # there was nothing to measure: the line leaves the full marks


@dataclass(frozen=True)
class Band:
    """A stretch of values and the percentage of the points it earns; without bounds it takes all that is left."""

    share: Decimal
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def holds(self, value) -> bool:
        """Say whether a value lies in the band."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @classmethod
    def from_json(cls, content: Mapping) -> "Band":
        return cls(**{name: scalar(value) for name, value in content.items()})


@dataclass(frozen=True)
class Line:
    """One line of a department's sheet.

    `points` are the full marks; of a bonus or deduction the most that can be given. `departments` are codes, none
    standing for all but `without`. An indicator `by` a breakdown is read for the item that is the department's code;
    `target` holds where neither the department nor the district has one of its own for the year.
    """

    code: str
    kind: LineKind
    name: Words
    points: Decimal
    criterion: str = ""
    says: Words | None = None
    departments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    indicator: str = ""
    by: str = ""
    rule: Rule = Rule.HIGHER
    target: Decimal | None = None
    bands: tuple[Band, ...] = ()
    missing: Missing = Missing.ZERO
    late_share: Decimal = Decimal(0)
    least_ballots: int = 1
    is_trimmed: bool = False

    def is_for(self, department: str) -> bool:
        """Say whether a department is scored on this line."""
        return department in self.departments if self.departments else department not in self.without

    @classmethod
    def from_json(cls, content: Mapping) -> "Line":
        return cls(**{
            **content,
            "kind": LineKind(content["kind"]), "rule": Rule(content["rule"]), "missing": Missing(content["missing"]),
            "name": Words.from_json(content["name"]), "says": content["says"] and Words.from_json(content["says"]),
            "departments": tuple(content["departments"]), "without": tuple(content["without"]),
            "bands": rebuilt(Band, content["bands"]),
            **{name: scalar(content[name]) for name in ("points", "late_share", "target")},
        })


@dataclass(frozen=True)
class Part:
    """A heading over criteria, such as targets and measures."""

    code: str
    name: Words

    @classmethod
    def from_json(cls, content: Mapping) -> "Part":
        return cls(content["code"], Words.from_json(content["name"]))


@dataclass(frozen=True)
class Criterion:
    """What every department is weighed by; the weights of all criteria are 100 together."""

    code: str
    part: str
    name: Words
    weight: Decimal

    @classmethod
    def from_json(cls, content: Mapping) -> "Criterion":
        return cls(content["code"], content["part"], Words.from_json(content["name"]), scalar(content["weight"]))


@dataclass(frozen=True)
class Grade:
    """A grade from a total upwards; the last one takes all that is left."""

    letter: str
    at_least: Decimal

    @classmethod
    def from_json(cls, content: Mapping) -> "Grade":
        return cls(content["letter"], scalar(content["at_least"]))


@dataclass(frozen=True)
class Scheme:
    """All that decides a total but the facts.

    `minimum_basis` is the share of the 100 points that must rest on something for a department to be ranked, in
    percent; `weight_change` by how many percent the weights are changed for the range of ranks. `public` are the results
    (of PUBLISHABLE) that everybody may read once published, beside the departments' names and grades.
    """

    code: str
    name: Words
    source: Words
    parts: tuple[Part, ...]
    criteria: tuple[Criterion, ...]
    lines: tuple[Line, ...]
    grades: tuple[Grade, ...]
    veto_grade: str
    line_places: int
    total_places: int
    minimum_basis: Decimal
    weight_change: Decimal
    bonus_cap: Decimal
    deduction_cap: Decimal
    version: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    public: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The version stamp: the digest of the whole scheme."""
        return digest_of(self.to_json())

    @cached_property
    def line_by_code(self) -> Mapping[str, Line]:
        return {line.code: line for line in self.lines}

    @cached_property
    def indicators(self) -> frozenset[str]:
        """The codes of the indicators its lines need."""
        return frozenset(line.indicator for line in self.lines if line.indicator)

    def lines_of(self, department: str) -> tuple[Line, ...]:
        """Return what a department is scored on, in the scheme's order."""
        return tuple(line for line in self.lines if line.is_for(department))

    def holds_in(self, year: int) -> bool:
        """Say whether the scheme is in force at the end of a year."""
        end = date(year, 12, 31)
        return (self.valid_from is None or self.valid_from <= end) and (self.valid_to is None or end <= self.valid_to)

    def to_json(self) -> dict:
        """Return the scheme as plain JSON; one that publishes grades alone has the digest it had before there was a choice."""
        content = plain(self)
        return content if self.public else {name: value for name, value in content.items() if name != "public"}

    @classmethod
    def from_json(cls, content: Mapping) -> "Scheme":
        """Return the scheme that `to_json` gave."""
        scalars = (
            "minimum_basis", "weight_change", "bonus_cap", "deduction_cap", "valid_from", "valid_to",
        )
        return cls(**{
            **content,
            "name": Words.from_json(content["name"]), "source": Words.from_json(content["source"]),
            "parts": rebuilt(Part, content["parts"]), "criteria": rebuilt(Criterion, content["criteria"]),
            "lines": rebuilt(Line, content["lines"]), "grades": rebuilt(Grade, content["grades"]),
            "public": tuple(content.get("public", ())),
            **{name: scalar(content[name]) for name in scalars},
        })
