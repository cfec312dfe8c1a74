"""Local time as the generator counts it: days since a first day, moments as seconds since its midnight.

China has kept one time without summer time since 1992, so a moment is eight hours ahead of UTC on every day.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta

from hengzhi.core.calendar import Limit, WorkCalendar, deadline
from hengzhi.ops.demonstration.draw import Draw

DAY = 86_400
AHEAD_OF_UTC = timedelta(hours=8)
OPENS, NOON, REOPENS, SHUTS = 9 * 3600, 11 * 3600 + 1800, 13 * 3600, 17 * 3600
MORNING = NOON - OPENS
OFFICE_DAY = MORNING + SHUTS - REOPENS
LEAST_LEFT = 900


class OfficeTime:
    """The working days and office hours from `first` to `last`."""

    def __init__(self, first: date, last: date, calendar: WorkCalendar) -> None:
        self.first = first
        self._calendar = calendar
        self._midnight = datetime(first.year, first.month, first.day, tzinfo=UTC) - AHEAD_OF_UTC
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self.workdays = [number for number, day in enumerate(self.days) if calendar.is_workday(day)]
        self._is_workday = frozenset(self.workdays)
        self._due: dict[tuple[Limit, int], int] = {}

    def number(self, day: date) -> int:
        return (day - self.first).days

    def is_workday(self, number: int) -> bool:
        return number in self._is_workday

    def due(self, limit: Limit, start: int) -> int:
        """Return the number of the day on which a limit that starts on day `start` ends."""
        key = (limit, start)
        if key not in self._due:
            self._due[key] = self.number(deadline(self.days[start], limit, self._calendar).due_on)
        return self._due[key]

    def workdays_within(self, start: int, end: int) -> list[int]:
        """Return the working days from `start` to `end`, both included."""
        return self.workdays[bisect_left(self.workdays, start) : bisect_right(self.workdays, end)]

    def workday_from(self, number: int, later: int = 0) -> int:
        """Return the first working day on or after a day, or one `later` working days after that."""
        return self.workdays[bisect_left(self.workdays, number) + later]

    def workday_until(self, number: int) -> int:
        """Return the last working day on or before a day."""
        return self.workdays[bisect_right(self.workdays, number) - 1]

    def moment(self, day: int, after: int, draw: Draw) -> int:
        """Return a moment in office hours of working day `day` and later than `after`.

        When little of the day is left it is a moment of the next working day.
        """
        begin = _office_seconds(after - day * DAY) if after >= day * DAY else 0
        if begin > OFFICE_DAY - LEAST_LEFT:
            day, begin = self.workday_from(day + 1), 0
        seconds = begin + 1 + draw.below(OFFICE_DAY - begin - 1)
        return day * DAY + (OPENS + seconds if seconds < MORNING else REOPENS + seconds - MORNING)

    def instant(self, moment: int) -> datetime:
        """Return a moment as an aware instant."""
        return self._midnight + timedelta(seconds=moment)


def _office_seconds(clock: int) -> int:
    """Return how much of the office day is over at a time of day."""
    return min(max(clock - OPENS, 0), MORNING) + min(max(clock - REOPENS, 0), SHUTS - REOPENS)
