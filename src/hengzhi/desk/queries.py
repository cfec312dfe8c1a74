"""What stands on a desk, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.due import SOON_WORKDAYS
from hengzhi.register.models import AuditEvent, Record

SHOWN = 12
RECENT = 15


@dataclass(frozen=True)
class Desk:
    """Counts over all that waits for a user, the most urgent of it, and what changed last on records they see."""

    counts: dict[str, int]
    records: list[Record]
    events: list[AuditEvent]


def soon_until(on: date, calendar: WorkCalendar) -> date:
    """Return the last day that counts as soon: the third working day from `on`."""
    day, left = on, SOON_WORKDAYS
    while left:
        day += timedelta(days=1)
        left -= calendar.is_workday(day)
    return day


def desk_of(user, on: date, calendar: WorkCalendar) -> Desk:
    waiting = Record.objects.waiting_for(user)
    soon = soon_until(on, calendar)
    counts = waiting.aggregate(
        waiting=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)), today=Count("pk", filter=Q(due_on=on)),
        soon=Count("pk", filter=Q(due_on__gt=on, due_on__lte=soon)), mine=Count("pk", filter=Q(handler=user)),
    )
    urgent = waiting.select_related("area", "handler").order_by("due_on", "pk").filter(due_on__isnull=False)
    seen = Record.objects.visible_to(user).filter(pk=OuterRef("record"))
    latest = AuditEvent.objects.filter(Exists(seen)).select_related("actor", "record").order_by("-pk")
    return Desk(counts, list(urgent[:SHOWN]), list(latest[:RECENT]))
