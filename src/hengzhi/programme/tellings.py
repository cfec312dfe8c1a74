"""What is told of the plan: orders and what becomes of them, reports and requests to decide on, the decisions."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hengzhi.notices.catalogue import NoticeKind, Rule
from hengzhi.notices.staff import Staff
from hengzhi.programme.models import FollowUp, Postponement, Progress
from hengzhi.programme.permissions import ACCEPT, FOLLOW_UP, OVERVIEW, REPORT
from hengzhi.register.models import AuditEvent

ORDERED = NoticeKind(
    "programme.ordered", _("Follow-up order"), _("The office issues a follow-up order on a task your department leads."),
    _("%(who)s issued a follow-up order"), mail=True, is_urgent=True,
)
PASSED_UP = NoticeKind(
    "programme.passed_up", _("Order passed up"),
    _("A follow-up order was not answered in time and goes up to the heads of the group."),
    _("A follow-up order was not answered in time"),
    ngettext_lazy("%(count)d follow-up order was not answered in time",
                  "%(count)d follow-up orders were not answered in time", "count"),
    mail=True,
)
ANSWERED = NoticeKind(
    "programme.answered", _("Order answered"), _("A department answers a follow-up order you issued."),
    _("%(who)s answered the follow-up order"),
)
TO_DECIDE = NoticeKind(
    "programme.to_decide", _("Task to decide on"), _("A department reports on a task or asks for more time."),
    _("%(who)s reports or asks for more time"),
    ngettext_lazy("%(count)d report or request waits", "%(count)d reports or requests wait", "count"),
    list_url="programme:list",
)
DECIDED = NoticeKind(
    "programme.decided", _("Report or request decided"),
    _("The office decides on a report or a request for more time of yours."),
    _("%(who)s decided on your report or request"), mail=True,
)
NOTICE_KINDS = (ORDERED, PASSED_UP, ANSWERED, TO_DECIDE, DECIDED)


def lead_department(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who reports for the department that leads the task."""
    return staff.of([event.record.department], staff.holding(event.record, REPORT))


def overseers(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who issues orders and who oversees the whole plan."""
    return staff.holding(event.record, FOLLOW_UP) | staff.holding(event.record, OVERVIEW)


def who_ordered(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who issued the order."""
    return set(FollowUp.objects.filter(number=event.facts["follow_up"]).values_list("issued_by", flat=True))


def deciders(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who decides on reports and requests of a task."""
    return staff.holding(event.record, ACCEPT)


def who_reported(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who wrote the report that was decided on."""
    return set(Progress.objects.filter(pk=event.facts["progress"]).values_list("asked_by", flat=True))


def who_asked(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who asked for the time that was granted or refused."""
    return set(Postponement.objects.filter(pk=event.facts["postponement"]).values_list("asked_by", flat=True))


RULES = (
    Rule(ORDERED, lead_department, ("follow_up_issued",)),
    Rule(PASSED_UP, overseers, ("follow_up_escalated",)),
    Rule(ANSWERED, who_ordered, ("follow_up_answered",)),
    Rule(TO_DECIDE, deciders, ("progress_offered", "postponement_asked")),
    Rule(DECIDED, who_reported, ("progress_accepted", "progress_returned")),
    Rule(DECIDED, who_asked, ("postponement_granted", "postponement_refused")),
)
