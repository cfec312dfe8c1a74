"""What is told of the boxes left of this one: records and their clocks, remarks, roles, jobs."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hengzhi.comments.models import Mention
from hengzhi.notices.catalogue import NoticeKind, Rule
from hengzhi.notices.staff import Staff
from hengzhi.register.models import AuditEvent

ASSIGNED = NoticeKind(
    "record.assigned", _("Assigned"), _("Somebody makes you the handler of a record."),
    _("%(who)s assigned this to you"),
    ngettext_lazy("%(count)d record was assigned to you", "%(count)d records were assigned to you", "count"),
    mail=True, is_urgent=True,
)
RETURNED = NoticeKind(
    "record.returned", _("Returned"), _("A record you handle or passed on is sent back."),
    _("%(who)s sent it back: %(state)s"),
    ngettext_lazy("%(count)d record was sent back", "%(count)d records were sent back", "count"), mail=True,
)
WAITING = NoticeKind(
    "record.waiting", _("To be handled"), _("A record you handle, or can take the next step on, comes to you."),
    _("Waits for your step: %(state)s"),
    ngettext_lazy("%(count)d record came to you", "%(count)d records came to you", "count"), mail=True,
)
NEW = NoticeKind(
    "record.new", _("New, without handler"), _("A record without a handler reaches those who may act on it."),
    _("New, no handler yet: %(state)s"),
    ngettext_lazy("%(count)d new record without handler", "%(count)d new records without handler", "count"),
)
DUE_SOON = NoticeKind(
    "due.soon", _("Due soon"), _("Three working days are left, or fewer. Told once for each due date."),
    _("Due on %(due_on)s"), ngettext_lazy("%(count)d record is due soon", "%(count)d records are due soon", "count"),
    is_standing=True,
)
DUE_TODAY = NoticeKind(
    "due.today", _("Due today"), _("Told in the morning of the day."),
    _("Due today: %(state)s"), ngettext_lazy("%(count)d record is due today", "%(count)d records are due today", "count"),
    mail=True, is_standing=True,
)
LATE = NoticeKind(
    "due.late", _("Late"), _("Told every working morning until the step is taken."),
    _("Late, was due on %(due_on)s"), ngettext_lazy("%(count)d record is late", "%(count)d records are late", "count"),
    mail=True, is_standing=True,
)
CLOCK_MOVED = NoticeKind(
    "clock.moved", _("Due date moved"), _("The work calendar changed, and with it the due date of a record of yours."),
    _("Due date moved with the work calendar, now %(due_on)s"),
    ngettext_lazy("the work calendar moved the due date of %(count)d record",
                  "the work calendar moved the due dates of %(count)d records", "count"),
)
MENTION = NoticeKind(
    "comment.mention", _("Mentioned"), _("A colleague asks you in a remark to look at a record."),
    _("%(who)s asks you in a remark to look"), mail=True, is_urgent=True, for_groups=False,
)
ACTING = NoticeKind(
    "deputy.named", _("Acting for somebody"), _("You are named to act for a colleague on leave."),
    _("%(who)s named you to act for a colleague"), mail=True, for_groups=False,
)
JOB_DONE = NoticeKind(
    "job.done", _("Job finished"), _("A report, an import or another job you started is through."),
    _("Finished: %(what)s"), for_groups=False,
)
JOB_FAILED = NoticeKind(
    "job.failed", _("Job failed"), _("A job you started could not be done."),
    _("Not done: %(what)s"), mail=True, for_groups=False,
)

NOTICE_KINDS = (
    ASSIGNED, WAITING, NEW, RETURNED, DUE_SOON, DUE_TODAY, LATE, CLOCK_MOVED, MENTION, ACTING, JOB_DONE, JOB_FAILED,
)


def handler(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who handles the record."""
    return {event.record.handler_id}


def on_turn(event: AuditEvent, staff: Staff) -> Collection[int] | None:
    """Return whom an open record waits for that has a handler and is still where the event put it."""
    return staff.on_turn(event.record) if _is_there(event) and event.record.handler_id else None


def finders(event: AuditEvent, staff: Staff) -> Collection[int] | None:
    """Return who may act on an open record that nobody handles and that is still where the event put it."""
    return staff.acting_on(event.record) if _is_there(event) and not event.record.handler_id else None


def _is_there(event: AuditEvent) -> bool:
    """Say whether an event brought its record to somebody, into a state or a department, where it still is."""
    step = event.record.kind_of.workflow.step(event.action)
    has_come = event.source != event.target or bool(step and step.hands_to)
    return has_come and event.record.is_open and event.record.state == event.target


def sent_back_to(event: AuditEvent, staff: Staff) -> Collection[int] | None:
    """Return the handler and who took the step before this one, when this step led back."""
    step = event.record.kind_of.workflow.step(event.action)
    if step is None or step.leads != "back":
        return None
    before = event.record.events.filter(pk__lt=event.pk).exclude(target="").order_by("-pk").first()
    return {event.record.handler_id, before.actor_id if before else None}


def whose_clock(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return whom a record waits for."""
    return staff.on_turn(event.record)


def mentioned(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return whom a remark asks to look, unless it was withdrawn or read meanwhile."""
    rows = Mention.objects.filter(comment=event.facts["comment"], read_at__isnull=True)
    return set(rows.values_list("user", flat=True))


def remark(event: AuditEvent) -> str:
    """Return the address of a remark."""
    return reverse("comments:open", args=[event.facts["comment"]])


def deputy(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who was named to act for somebody; the trail ends a person's name with the user name."""
    username = str(event.facts.get("deputy", "")).rpartition(" ")[2]
    return {key for key, user in staff.users.items() if user.username == username}


RULES = (
    Rule(ASSIGNED, handler, ("assigned",)),
    Rule(CLOCK_MOVED, whose_clock, ("clock_moved",)),
    Rule(MENTION, mentioned, ("comment_added",), remark),
    Rule(ACTING, deputy, ("deputy_named",)),
    Rule(RETURNED, sent_back_to),
    Rule(WAITING, on_turn),
    Rule(NEW, finders),
)
