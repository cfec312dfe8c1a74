"""When the demonstration's returns are opened, handed in, decided on and corrected."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from hengzhi.core.calendar import Limit, Unit, WorkCalendar, deadline
from hengzhi.ops.demonstration.draw import Draw

LATE, LATE_AT_MOST = 0.02, 0.10  # share of a department's returns that come late: between these by its habits
SENT_BACK, REOPENED, EXTENDED = 0.09, 0.03, 0.015
CORRECTION_WORKDAYS = 5
ONE_DAY = timedelta(days=1)
JOB_TIME = time(0, 20)


@dataclass(frozen=True)
class Event:
    """Something that happened to a return: a step, or `extend` for more time asked and granted."""

    at: datetime
    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def opened_at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, JOB_TIME))


class Courses:
    """Draws the course of a return from its opening on."""

    def __init__(self, calendar: WorkCalendar, held_up: Collection[str], goes_back: Collection[str]) -> None:
        """`held_up` and `goes_back` name returns by form, period and department: not handed in, sure to be sent back."""
        self._calendar, self._held_up, self._goes_back = calendar, held_up, goes_back

    def events(self, name: str, opened_on: date, ends_on: date, due_on: date, draw: Draw) -> Iterator[Event]:
        """Yield what happens to a return, in order, also what lies after the demonstration's day.

        `name` is its form, period and department. Nothing is handed in before its period is over, unless it is due before.
        """
        if name in self._held_up:
            return
        if draw.chance(EXTENDED):
            asked, due_on = self._later(opened_on, 1), self._later(due_on, 3)
            yield Event(_office_hours(asked, draw), "extend", {"due_on": due_on})
        ready_on = ends_on if ends_on < due_on else opened_on
        day = self._handed_in(name.rpartition(" ")[2], ready_on, due_on, draw)
        yield Event(_office_hours(day, draw), "submit")
        decided = self._later(day, 1 + draw.below(7))
        if name in self._goes_back:
            yield from self._corrected(self._later(day, 1), "give_back", draw)
        elif draw.chance(SENT_BACK):
            yield from self._corrected(decided, "give_back", draw)
        else:
            yield Event(_office_hours(decided, draw), "accept")
            if draw.chance(REOPENED):
                yield from self._corrected(self._later(decided, 30 + draw.below(60)), "reopen", draw)

    def _corrected(self, day: date, step: str, draw: Draw) -> Iterator[Event]:
        """A return goes back, comes again and is accepted."""
        correct_by = self._later(day, CORRECTION_WORKDAYS)
        yield Event(_office_hours(day, draw), step, {"correct_by": correct_by})
        again = self._later(day, 2 + draw.below(CORRECTION_WORKDAYS - 1))
        yield Event(_office_hours(again, draw), "submit")
        yield Event(_office_hours(self._later(again, 1 + draw.below(3)), draw), "accept")

    def _handed_in(self, department: str, ready_on: date, due_on: date, draw: Draw) -> date:
        """Most come in the last days before they are due; how many come late is the department's habit."""
        habit = LATE + (LATE_AT_MOST - LATE) * Draw(f"habit {department}").share()
        if draw.chance(habit):
            return self._later(due_on, 1 + draw.below(6))
        span = range((due_on - ready_on).days)
        days = [day for after in span if self._calendar.is_workday(day := ready_on + ONE_DAY * (after + 1))]
        share = draw.share()
        return days[int((1 - share * share) * (len(days) - 1) + 0.5)]

    def _later(self, day: date, workdays: int) -> date:
        """Return the day so many working days after another."""
        return deadline(day, Limit(workdays, Unit.WORKING), self._calendar).due_on


def _office_hours(day: date, draw: Draw) -> datetime:
    """Return a moment between nine and five."""
    return timezone.make_aware(datetime.combine(day, time(9)) + timedelta(minutes=draw.below(8 * 60)))
