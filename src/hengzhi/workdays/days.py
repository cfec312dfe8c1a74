"""The days of a year as people write them: a line a day or a stretch, `2027-02-06 ~ 2027-02-12 休 春节`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import HengzhiError
from hengzhi.core.models import CalendarDay

LINE = re.compile(r"(?P<first>\S+)(?:\s*[~～至-]{1,2}\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?\s+(?P<kind>\S+)\s+(?P<name>\S.*)")
KINDS = {"休": "off", "班": "work", "off": "off", "work": "work"}
WORDS = {"off": "休", "work": "班"}
LONGEST = 31
SATURDAY = 5


class WrongDays(HengzhiError):
    """Lines that are no days of the year; `lines` says which and why."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Day:
    """A day off, or a weekend day made up."""

    day: date
    kind: str
    name: str


def read_days(text: str, year: int) -> list[Day]:
    """Return the days a text names, in order; raises WrongDays naming every line that is wrong."""
    found: dict[date, Day] = {}
    wrong = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            days = list(_days(line.strip(), year))
            if twice := [day.day for day in days if day.day in found]:
                raise ValueError(_("%(day)s stands in an earlier line too.") % {"day": twice[0]})
        except ValueError as error:
            wrong.append(_("Line %(number)d: %(why)s") % {"number": number, "why": error})
        else:
            found |= {day.day: day for day in days}
    if wrong:
        raise WrongDays(wrong)
    return sorted(found.values(), key=lambda day: day.day)


def _days(line: str, year: int) -> Iterator[Day]:
    match = LINE.fullmatch(line)
    if match is None or match["kind"] not in KINDS:
        raise ValueError(_("“%(line)s” cannot be read; write a day, 休 or 班, and the holiday.") % {"line": line})
    first = _day(match["first"])
    last = _day(match["last"]) if match["last"] else first
    if not first <= last < first + timedelta(days=LONGEST):
        raise ValueError(_("%(first)s to %(last)s is no stretch of up to %(most)d days.") % {
            "first": first, "last": last, "most": LONGEST,
        })
    for offset in range((last - first).days + 1):
        day = Day(first + timedelta(days=offset), KINDS[match["kind"]], match["name"].strip()[:40])
        _check(day, year)
        yield day


def _day(text: str) -> date:
    try:
        return date(*map(int, text.split("-")))
    except (TypeError, ValueError) as error:
        raise ValueError(_("“%(text)s” is not a day; write YYYY-MM-DD.") % {"text": text}) from error


def _check(day: Day, year: int) -> None:
    if day.day.year != year:
        raise ValueError(_("%(day)s is not a day of %(year)d.") % {"day": day.day, "year": year})
    if day.kind == "work" and day.day.weekday() < SATURDAY:
        raise ValueError(_("%(day)s is no weekend day; only Saturdays and Sundays are made up.") % {"day": day.day})


def written(days: Iterable[Day | CalendarDay]) -> str:
    """Write days as `read_days` reads them, stretches in one line."""
    lines: list[list[Day | CalendarDay]] = []
    for day in days:
        if lines and _goes_on(lines[-1][-1], day):
            lines[-1].append(day)
        else:
            lines.append([day])
    return "\n".join(_line(stretch[0], stretch[-1]) for stretch in lines)


def _goes_on(last: Day | CalendarDay, day: Day | CalendarDay) -> bool:
    return (last.kind, last.name) == (day.kind, day.name) and day.day - last.day == timedelta(days=1)


def _line(first: Day | CalendarDay, last: Day | CalendarDay) -> str:
    span = f"{first.day}" if first.day == last.day else f"{first.day} ~ {last.day}"
    return f"{span} {WORDS[first.kind]} {first.name}"


def with_days(calendar: WorkCalendar, year: int, days: Iterable[Day], edition: str) -> WorkCalendar:
    """Return the calendar as it is once a year is published with these days."""
    off = {day: name for day, name in calendar.off.items() if day.year != year}
    worked = {day: name for day, name in calendar.worked.items() if day.year != year}
    for day in days:
        (off if day.kind == "off" else worked)[day.day] = day.name
    return WorkCalendar(off, worked, calendar.published | {year}, edition)
