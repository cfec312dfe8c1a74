"""Working days and time limits, computed from a calendar that is data.

A weekday is a working day unless an official notice gives it off; a weekend day is not unless a notice makes it
up. A year without a notice still gives dates, which are then provisional.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    WORKING = "working"
    NATURAL = "natural"


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """One edition of the calendar. `off` and `worked` map a day to the name of its holiday."""

    off: Mapping[date, str]
    worked: Mapping[date, str]
    published: frozenset[int]
    edition: str = ""

    def is_workday(self, day: date) -> bool:
        if day in self.off:
            return False
        return day.weekday() < 5 or day in self.worked

    def is_published(self, day: date) -> bool:
        return day.year in self.published

    def mark(self, day: date) -> str:
        """Return what a day is: off (a day off given by a notice), makeup, rest (a plain weekend) or work."""
        if day in self.off:
            return "off"
        if day in self.worked:
            return "makeup"
        return "work" if self.is_workday(day) else "rest"

    def holiday(self, day: date) -> str:
        """Return the name of the holiday that gives a day off or has it made up."""
        return self.off.get(day) or self.worked.get(day, "")


@dataclass(frozen=True)
class Limit:
    """A length of time set by a rule: working days, or natural days with the roll-over at its end.

    A natural limit that ends on a statutory day off ends on the first day after the holiday; whether a plain
    weekend rolls over too is the rule's choice.
    """

    length: int
    unit: Unit
    rolls_weekends: bool = False


@dataclass(frozen=True)
class Pause:
    """Days that do not count, both ends included; still open when `until` is None."""

    since: date
    until: date | None
    cause: str = ""

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Deadline:
    """A due date and everything needed to explain it."""

    start_on: date
    due_on: date
    limit: Limit
    skipped: tuple[date, ...] = field(default=())
    made_up: tuple[date, ...] = field(default=())
    paused: tuple[date, ...] = field(default=())
    rolled: tuple[date, ...] = field(default=())
    provisional: bool = False
    edition: str = ""


def deadline(start_on: date, limit: Limit, calendar: WorkCalendar, pauses: tuple[Pause, ...] = ()) -> Deadline:
    """Compute when `limit` ends for a period that starts on `start_on`; the starting day is not counted.

    An open pause is taken to end today at the latest by the caller: give it an `until`, or the count never ends
    and ValueError is raised.
    """
    if any(pause.until is None for pause in pauses):
        raise ValueError("An open pause has no due date; close it or give the day to count to.")
    return _deadline(start_on, limit, calendar, pauses)


@lru_cache(maxsize=20_000)
def _deadline(start_on: date, limit: Limit, calendar: WorkCalendar, pauses: tuple[Pause, ...]) -> Deadline:
    skipped, made_up, paused = [], [], []
    counted = 0
    day = start_on
    while counted < limit.length:
        day += ONE_DAY
        if any(pause.covers(day) for pause in pauses):
            paused.append(day)
        elif limit.unit is Unit.WORKING and not calendar.is_workday(day):
            skipped.append(day)
        else:
            counted += 1
            if limit.unit is Unit.WORKING and day.weekday() >= 5:
                made_up.append(day)
    rolled = tuple(_roll(day, limit, calendar))
    due_on = day + ONE_DAY * len(rolled)
    return Deadline(
        start_on, due_on, limit, tuple(skipped), tuple(made_up), tuple(paused), rolled,
        provisional=_leans_on_unpublished(start_on, due_on, calendar), edition=calendar.edition,
    )


def _roll(day: date, limit: Limit, calendar: WorkCalendar) -> Iterator[date]:
    """Yield the days a natural limit rolls over because it would end on them."""
    if limit.unit is Unit.WORKING:
        return
    while day in calendar.off or (limit.rolls_weekends and not calendar.is_workday(day)):
        yield day
        day += ONE_DAY


def _leans_on_unpublished(start_on: date, due_on: date, calendar: WorkCalendar) -> bool:
    return any(year not in calendar.published for year in range((start_on + ONE_DAY).year, due_on.year + 1))


def workdays_between(since: date, until: date, calendar: WorkCalendar) -> int:
    """Count the working days after `since` up to and including `until`; negative when `until` is earlier."""
    if until < since:
        return -workdays_between(until, since, calendar)
    off, worked = _exceptions(calendar)
    weekdays = _weekdays_to(until) - _weekdays_to(since)
    return weekdays - _within(off, since, until) + _within(worked, since, until)


def _weekdays_to(day: date) -> int:
    """Count the days from Monday to Friday up to a day, from the beginning of the calendar."""
    weeks, left = divmod(day.toordinal(), 7)
    return 5 * weeks + min(left, 5)


def _within(days: tuple[date, ...], since: date, until: date) -> int:
    return bisect_right(days, until) - bisect_right(days, since)


@lru_cache(maxsize=8)
def _exceptions(calendar: WorkCalendar) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the weekdays that are off and the weekend days that are made up, in order."""
    off = sorted(day for day in calendar.off if day.weekday() < 5)
    worked = sorted(day for day in calendar.worked if day.weekday() >= 5 and day not in calendar.off)
    return tuple(off), tuple(worked)
