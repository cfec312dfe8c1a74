"""What the demonstration's departments report: the same figures on every machine, consistent with each other over time."""

import csv
import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from hengzhi.core.periods import Period
from hengzhi.ops.demonstration.draw import Draw
from hengzhi.returns.definition import Definition, Item
from hengzhi.returns.entries import Entry, Status

FIRST_YEAR = 2011
LEAST_SCALE, SCALES = 0.5, 1.1  # how much larger one department's business is than another's
MISSING = 0.006


@dataclass(frozen=True)
class Course:
    """How an item moves: `how` is number, level, percent, part, rate, steps, days, yes or text; `of` names other items."""

    how: str
    base: float
    growth: float
    spread: float
    of: tuple[str, ...]
    season: tuple[float, ...]


@dataclass(frozen=True)
class Words:
    """The texts that go with the figures, and who need not report what."""

    content: Mapping[str, Any]

    def absent(self, form: str, item: str, department: str, span: Period) -> str:
        """Return why an item does not apply, "" when it does."""
        for entry in self.content["not_applicable"]:
            if (entry["form"], entry["item"]) == (form, item) and _concerns(entry, department, span):
                return entry["note"]
        return ""

    def among(self, table: str, name: str, draw: Draw) -> str:
        return draw.among(self.content[table][name])


def _concerns(entry: Mapping, department: str, span: Period) -> bool:
    quarter = (span.first.month + 2) // 3
    return (
        span.text <= entry.get("until", span.text) and quarter in entry.get("quarters", [quarter])
        and department in entry.get("departments", [department])
    )


def read_words(folder: Path) -> Words:
    return Words(tomllib.loads((folder / "returned-words.toml").read_text(encoding="utf-8")))


def read_courses(folder: Path) -> dict[tuple[str, str], Course]:
    """Return how each item moves, by form and item."""
    lines = csv.DictReader((folder / "returned-values.csv").read_text(encoding="utf-8").splitlines())
    return {
        (row["form"], row["item"]): Course(
            row["how"], float(row["base"]), float(row["growth"]), float(row["spread"]),
            tuple(filter(None, row["of"].split("/"))), tuple(float(factor) for factor in row["season"].split()),
        )
        for row in lines
    }


class Figures:
    """Draws what departments report."""

    def __init__(self, folder: Path) -> None:
        self.words = read_words(folder)
        self._courses = read_courses(folder)

    def entries(self, form: Definition, department: str, span: Period) -> dict[str, Entry]:
        """Return what a department reports on a form for a period; items build on those before them."""
        draw = Draw(f"returns {form.code} {department} {span.text}")
        scale = LEAST_SCALE + SCALES * Draw(f"scale {department}").share() if _has_peers(form) else 1
        entries: dict[str, Entry] = {}
        for item in form.items:
            entries[item.code] = self._entry(form, item, department, span, scale=scale, draw=draw, entries=entries)
        return entries

    def _entry(
        self, form: Definition, item: Item, department: str, span: Period, *, scale: float, draw: Draw,
        entries: Mapping[str, Entry],
    ) -> Entry:
        if why := self.words.absent(form.code, item.code, department, span):
            return Entry(Status.NOT_APPLICABLE, note=why)
        course = self._courses[form.code, item.code]
        if any(entries[name].number is None for name in course.of) or (not course.of and draw.chance(MISSING)):
            return Entry(note=self.words.among("missing", "notes", draw))
        if course.how == "text":
            return Entry(Status.GIVEN, text=self.words.among("main_work", "sentences", draw))
        numbers = [float(entries[name].number) for name in course.of]
        number = COURSES[course.how](course, span, scale if not course.of else 1, draw.share(), numbers)
        return Entry(Status.GIVEN, _rounded(number, item.places))


def _has_peers(form: Definition) -> bool:
    """Say whether several departments hand the form in."""
    return len(form.collectors) > 1 or not (form.collectors[0].department or form.collectors[0].kind)


def _rounded(number: float, places: int) -> Decimal:
    step = Decimal(1).scaleb(-places)
    return Decimal(repr(round(number, 6))).quantize(step, ROUND_HALF_UP).quantize(Decimal("0.01"))


def _years(span: Period) -> float:
    return span.first.year - FIRST_YEAR + (span.first.month - 1) / 12


def _season(course: Course, span: Period) -> float:
    if not course.season:
        return 1
    return course.season[(span.first.month - 1) * len(course.season) // 12]


def _number(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    noise = 1 + course.spread * (2 * share - 1)
    return course.base * scale * (1 + course.growth * _years(span)) * _season(course, span) * noise


def _level(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    """A stock that grows a little each quarter."""
    return int(course.base * scale + course.growth * _years(span))


def _percent(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    return course.base + course.growth * _years(span) + course.spread * (2 * share - 1)


def _part(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    """A share of another item, never more than it."""
    wanted = course.base + course.growth * _years(span) + course.spread * (2 * share - 1)
    return min(of[0], int(of[0] * min(wanted, 1) + 0.5))


def _rate(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    return of[0] / of[1] * 100 if of[1] else 0


def _steps(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    quarter = (span.first.year - FIRST_YEAR) * 4 + (span.first.month - 1) // 3
    return course.season[min(quarter, len(course.season) - 1)]


def _days(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    return monthrange(span.first.year, span.first.month)[1]


def _yes(course: Course, span: Period, scale: float, share: float, of: list[float]) -> float:
    return share < course.base


COURSES = {
    "number": _number, "level": _level, "percent": _percent, "part": _part, "rate": _rate, "steps": _steps, "days": _days,
    "yes": _yes,
}
