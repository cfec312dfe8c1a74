"""Where the bars and marks of the year's timeline stand. A month is 100 units wide, whatever its length."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hengzhi.programme.queries import Line

MONTH = 100
YEAR = 12 * MONTH


@dataclass(frozen=True)
class Dot:
    """A milestone at `x`; `look` is reached, late or coming."""

    x: int
    look: str
    words: str


@dataclass(frozen=True)
class Bar:
    """A task from `x` over `width` units; `done` units of it are reported done."""

    line: Line
    x: int
    width: int
    done: int
    dots: tuple[Dot, ...]


def place(day: date, year: int) -> int:
    """Return where a day stands, 0 to YEAR; days of other years stand at the edges."""
    if day.year != year:
        return 0 if day.year < year else YEAR
    share = (day.day - 1) / calendar.monthrange(year, day.month)[1]
    return round((day.month - 1 + share) * MONTH)


def bars_of(lines: Sequence[Line], year: int) -> list[Bar]:
    """Return a bar for each task."""
    return [_bar(line, year) for line in lines]


def _bar(line: Line, year: int) -> Bar:
    task = line.task
    start, end = place(task.starts_on, year), place(task.due_on, year)
    width = max(end - start, 4)
    return Bar(line, start, width, width * task.percent // 100, tuple(_dot(mark, year) for mark in line.marks))


def _dot(mark, year: int) -> Dot:
    look = "reached" if mark.reached_on else "late" if mark.is_late else "coming"
    return Dot(place(mark.milestone.due_on, year), look, f"{mark.milestone.due_on:%m-%d} {mark.milestone.name}")
