"""Each working morning: what is due soon, today or late, told to whom it waits for, and what mechanisms add to it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

from django.db import transaction

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.due import standing
from hengzhi.core.reference import work_calendar
from hengzhi.notices.catalogue import NoticeKind, dailies
from hengzhi.notices.staff import Staff
from hengzhi.notices.telling import Occurrence, tell_all
from hengzhi.notices.tellings import DUE_SOON, DUE_TODAY, LATE
from hengzhi.register.models import Record

KINDS = {"soon": DUE_SOON, "today": DUE_TODAY, "late": LATE}
CHUNK = 1000


@transaction.atomic
def remind(*, at: datetime) -> bool:
    """Tell of due dates near or past; say whether it is a day for that. The same day again tells nobody twice."""
    day, calendar = local_day(at), work_calendar()
    if not calendar.is_workday(day):
        return False
    staff = Staff(day)
    more = (one for tells in dailies() for one in tells(at, calendar, staff))
    tell_all(chain(_due(day, at, calendar, staff), more), staff=staff)
    return True


def _due(day: date, at: datetime, calendar: WorkCalendar, staff: Staff) -> Iterator[Occurrence]:
    dated = Record.objects.open().filter(due_on__isnull=False).prefetch_related("shared_with").order_by("due_on", "pk")
    for record in dated.iterator(chunk_size=CHUNK):
        kind = KINDS.get(standing(record.due_on, day, calendar).tone)
        if kind is None:
            return  # the rest is due later
        yield Occurrence(
            kind=kind, key=_key(kind, record, day), to=staff.on_turn(record), at=at, record=record,
            facts={"due_on": f"{record.due_on}"},
        )


def _key(kind: NoticeKind, record: Record, day: date) -> str:
    """Name the occasion: a day of being late, or a due date that comes near, once however often it is seen coming."""
    when = day if kind is LATE else record.due_on
    return f"{kind.code}:{record.pk}:{when}"
