"""A year of the calendar shaped for the page."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.models import CalendarDay, CalendarYear

WEEKS = Calendar()


@dataclass(frozen=True)
class DayCell:
    """A day of a month; `mark` is off, makeup, rest (a plain weekend), work, or out of the month."""

    day: date
    mark: str
    name: str


@dataclass(frozen=True)
class YearLine:
    """A year in the list of years."""

    year: CalendarYear
    off: int
    made_up: int
    workdays: int


def months(year: int, calendar: WorkCalendar) -> list[tuple[date, list[list[DayCell]]]]:
    """Return the months of a year as weeks of days, Monday first."""
    return [(date(year, month, 1), _weeks(year, month, calendar)) for month in range(1, 13)]


def _weeks(year: int, month: int, calendar: WorkCalendar) -> list[list[DayCell]]:
    return [[_cell(day, month, calendar) for day in week] for week in WEEKS.monthdatescalendar(year, month)]


def _cell(day: date, month: int, calendar: WorkCalendar) -> DayCell:
    if day.month != month:
        return DayCell(day, "out", "")
    return DayCell(day, calendar.mark(day), calendar.holiday(day))


def year_lines(calendar: WorkCalendar) -> list[YearLine]:
    """Return the years there are, newest first; three queries at most."""
    kinds: dict[tuple[int, str], int] = {}
    for day, kind in CalendarDay.objects.values_list("day", "kind"):
        kinds[day.year, kind] = kinds.get((day.year, kind), 0) + 1
    return [
        YearLine(year, kinds.get((year.year, "off"), 0), kinds.get((year.year, "work"), 0), _workdays(year.year, calendar))
        for year in CalendarYear.objects.order_by("-year")
    ]


def _workdays(year: int, calendar: WorkCalendar) -> int:
    first = date(year, 1, 1).toordinal()
    return sum(calendar.is_workday(date.fromordinal(day)) for day in range(first, date(year + 1, 1, 1).toordinal()))
