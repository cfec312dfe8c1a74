"""What is told of the leading group: meetings to those called, decisions to who is responsible, reminders of answers."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.due import standing
from hengzhi.leading_group.kinds import DECISION_KIND, MEETING_KIND
from hengzhi.leading_group.models import Meeting
from hengzhi.leading_group.workflow import MeetingState
from hengzhi.notices.catalogue import NoticeKind, Rule
from hengzhi.notices.staff import Staff
from hengzhi.notices.telling import Occurrence
from hengzhi.register.models import AuditEvent, Record

CALLED = NoticeKind(
    "leading_group.called", _("Meeting"), _("Your department is called to a meeting, or the meeting is changed or called off."),
    _("Your department is called to this meeting: %(state)s"), mail=True,
)
MEETING_NEAR = NoticeKind(
    "leading_group.meeting_near", _("Meeting is near"),
    _("A meeting your department is called to is three working days off or less."),
    _("The meeting is on %(due_on)s"), mail=True, is_urgent=True,
)
DECIDED = NoticeKind(
    "leading_group.decided", _("Decision"), _("The leading group makes your department responsible for a decision."),
    _("Your department is responsible for this decision"), mail=True,
)
DECISION_NEAR = NoticeKind(
    "leading_group.decision_near", _("Decision falls due"),
    _("A decision your department is responsible for falls due or is late."),
    _("The decision is due on %(due_on)s"),
    ngettext_lazy("%(count)d decision falls due", "%(count)d decisions fall due", "count"), mail=True, is_standing=True,
)
REMINDED = NoticeKind(
    "leading_group.reminded", _("Reminder of an answer"), _("The office reminds your department of an answer to a document."),
    _("%(who)s reminds you: the answer is due on %(due_on)s"), mail=True, is_urgent=True,
)
NOTICE_KINDS = (CALLED, MEETING_NEAR, DECIDED, DECISION_NEAR, REMINDED)


def _departments(record: Record, staff: Staff) -> frozenset[int]:
    """Return who sees a record because it was opened to their department."""
    return staff.of(record.shared_with.all(), staff.seeing(record))


def called(event: AuditEvent, staff: Staff) -> Collection[int] | None:
    """Return the people of the departments called to a meeting."""
    is_meeting = event.record is not None and event.record.kind == MEETING_KIND.code
    return _departments(event.record, staff) if is_meeting else None


def responsible(event: AuditEvent, staff: Staff) -> Collection[int] | None:
    """Return the people of the departments responsible for a decision."""
    is_decision = event.record is not None and event.record.kind == DECISION_KIND.code
    return _departments(event.record, staff) if is_decision else None


def who_answers(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who may give the answer that is reminded of."""
    return staff.acting_on(event.record)


def meetings_near(at: datetime, calendar: WorkCalendar, staff: Staff) -> Iterator[Occurrence]:
    """Tell those called to a meeting that it is near, once for each day it is set to."""
    day = local_day(at)
    ahead = Meeting.objects.filter(record__state=MeetingState.CONVENED, meets_on__gte=day).order_by("meets_on", "pk")
    for meeting in ahead.select_related("record").prefetch_related("record__shared_with"):
        if standing(meeting.meets_on, day, calendar).tone in ("soon", "today"):
            record = meeting.record
            to = _departments(record, staff) | staff.acting_on(record)
            yield _dated(MEETING_NEAR, record, meeting.meets_on, to, at)


def decisions_near(at: datetime, calendar: WorkCalendar, staff: Staff) -> Iterator[Occurrence]:
    """Tell the responsible departments of a decision that falls due, and every morning while it is late."""
    day = local_day(at)
    open_ones = Record.objects.open().filter(kind=DECISION_KIND.code, due_on__isnull=False).order_by("due_on", "pk")
    for record in open_ones.prefetch_related("shared_with"):
        tone = standing(record.due_on, day, calendar).tone
        if tone in ("soon", "today", "late"):
            on = day if tone == "late" else record.due_on
            yield _dated(DECISION_NEAR, record, record.due_on, _departments(record, staff), at, key=f"{on}")


def _dated(kind: NoticeKind, record: Record, due_on, to: Collection[int], at: datetime, *, key: str = "") -> Occurrence:
    return Occurrence(
        kind=kind, key=f"{kind.code}:{record.pk}:{key or due_on}", to=to, at=at, record=record, facts={"due_on": f"{due_on}"}
    )


RULES = (
    Rule(CALLED, called, ("open", "meeting_changed", "call_off")),
    Rule(DECIDED, responsible, ("open",)),
    Rule(REMINDED, who_answers, ("answer_reminded",)),
)
DAILY = (meetings_near, decisions_near)
