"""The calendar of the programme's days: what every mechanism adds to a day, a month at a time."""

from calendar import Calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from hengzhi.core.agenda import Entry
from hengzhi.core.calendar import WorkCalendar
from hengzhi.desk.queries import due_by_day

WEEKS = Calendar()
Source = Callable[[object, date, date], Iterator[Entry]]


@dataclass(frozen=True)
class AgendaDay:
    """A day on the page; `mark` is off, makeup, rest, work or out (of the month)."""

    day: date
    mark: str
    holiday: str
    due: int
    entries: list[Entry] = field(default_factory=list)


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Collect what adds to the calendar: `entries` in an app's `agenda.py`."""
    named = [app for app in apps.get_app_configs() if app.name.startswith("hengzhi.") and app.label not in ("core", "desk")]
    return tuple(import_module(f"{app.name}.agenda").entries for app in named if module_has_submodule(app.module, "agenda"))


def month(user, first: date, calendar: WorkCalendar) -> list[list[AgendaDay]]:
    """Return the weeks of a month, Monday first, with what each day holds for a user."""
    weeks = WEEKS.monthdatescalendar(first.year, first.month)
    since, until = weeks[0][0], weeks[-1][-1]
    due = due_by_day(user, since, until)
    entries: dict[date, list[Entry]] = {}
    for source in sources():
        for entry in source(user, since, until):
            entries.setdefault(entry.day, []).append(entry)
    return [[_day(day, first.month, calendar, due, entries) for day in week] for week in weeks]


def _day(day: date, month: int, calendar: WorkCalendar, due: dict[date, int], entries: dict[date, list[Entry]]) -> AgendaDay:
    mark = calendar.mark(day) if day.month == month else "out"
    return AgendaDay(day, mark, calendar.holiday(day), due.get(day, 0), entries.get(day, []))
