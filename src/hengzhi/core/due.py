"""How a due date stands on a day, in words and in a tone."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengzhi.core.calendar import WorkCalendar, workdays_between

SOON_WORKDAYS = 3


@dataclass(frozen=True)
class Standing:
    """`tone` is late, today, soon or run, and a CSS class."""

    tone: str
    words: str


def standing(due_on: date, on: date, calendar: WorkCalendar) -> Standing:
    """Word a due date as seen on a day: days late, due today, or working days left."""
    if due_on < on:
        days = (on - due_on).days
        return Standing("late", ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days})
    if due_on == on:
        return Standing("today", _("due today"))
    left = workdays_between(on, due_on, calendar)
    if not left:
        return Standing("soon", _("no working day left"))
    words = ngettext("%(days)d working day left", "%(days)d working days left", left) % {"days": left}
    return Standing("soon" if left <= SOON_WORKDAYS else "run", words)
