"""Follow-up orders (督办): issued, answered, closed; passed up when nobody answers in time."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar, workdays_between
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.programme.limits import Limits, limits_on
from hengzhi.programme.models import FollowUp
from hengzhi.programme.permissions import FOLLOW_UP, REPORT
from hengzhi.programme.services.rights import must, speaks_for
from hengzhi.programme.workflow import WITH_DEPARTMENT
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.services import next_code

PREFIX = "DB"


@transaction.atomic
def issue_follow_up(record: Record, *, demand: str, due_on: date, actor, at: datetime) -> FollowUp:
    """Order the lead department to answer by a day. Raises Refused without permission or for a day that has passed."""
    must(record, FOLLOW_UP, actor)
    today = local_day(at)
    if record.state not in WITH_DEPARTMENT:
        raise Refused(_("The task is “%(state)s”; there is nothing to follow up.") % {"state": record.state_label})
    if due_on < today:
        raise Refused(_("%(day)s has passed; name a day from today on.") % {"day": due_on})
    order = FollowUp(
        number=next_code(PREFIX, today.year), task=record.task, demand=demand.strip(), due_on=due_on, issued_by=actor,
        issued_at=at, issued_on=today,
    )
    order.full_clean()
    order.save()
    _write_down(order, "issued", order.demand, actor, at)
    return order


@transaction.atomic
def answer_follow_up(order: FollowUp, *, answer: str, actor, at: datetime) -> None:
    """Answer an order for the lead department; raises Refused where it is answered or closed already."""
    if speaks_for(order.task.record, REPORT, actor) != order.task.record.department:
        raise Refused(_("The order is answered by the lead department."))
    if not answer.strip():
        raise Refused(_("Write the answer."))
    waiting = FollowUp.objects.filter(pk=order.pk, answered_on=None, closed_on=None)
    if not waiting.update(answer=answer.strip(), answered_by=actor, answered_on=local_day(at)):
        raise Refused(_("Order %(number)s is answered or closed already.") % {"number": order.number})
    _write_down(order, "answered", answer.strip(), actor, at)


@transaction.atomic
def close_follow_up(order: FollowUp, *, note: str, actor, at: datetime) -> None:
    """Close an order, saying what was found; raises Refused without permission, words, or when it is closed."""
    must(order.task.record, FOLLOW_UP, actor)
    if not note.strip():
        raise Refused(_("Say what was found."))
    if not FollowUp.objects.filter(pk=order.pk, closed_on=None).update(closed_on=local_day(at), closing_note=note.strip()):
        raise Refused(_("Order %(number)s is closed already.") % {"number": order.number})
    _write_down(order, "closed", note.strip(), actor, at)


def level_of(due_on: date, on: date, calendar: WorkCalendar, limits: Limits) -> FollowUp.Level:
    """Return how far up an order unanswered on a day has gone."""
    late = workdays_between(due_on, on, calendar)
    if late >= limits.head:
        return FollowUp.Level.HEAD
    return FollowUp.Level.DEPUTY if late >= limits.deputy else FollowUp.Level.OFFICE


def escalate(*, at: datetime, calendar: WorkCalendar) -> list[FollowUp]:
    """Pass up the unanswered orders whose time has come and return them; a second call on the day finds none."""
    on, limits = local_day(at), limits_on(local_day(at))
    waiting = FollowUp.objects.filter(answered_on=None, closed_on=None, due_on__lt=on, task__record__is_open=True)
    passed_up = []
    for order in waiting.select_related("task__record"):
        level = level_of(order.due_on, on, calendar, limits)
        if level > order.level:
            _pass_up(order, level, at)
            passed_up.append(order)
    return passed_up


@transaction.atomic
def _pass_up(order: FollowUp, level: FollowUp.Level, at: datetime) -> None:
    order.level = level
    order.save(update_fields=["level"])
    _write_down(order, "escalated", str(level.label), None, at)


def _write_down(order: FollowUp, action: str, note: str, actor, at: datetime) -> None:
    facts = {"follow_up": order.number, "due_on": str(order.due_on), "level": int(order.level)}
    used = REPORT if action == "answered" else FOLLOW_UP
    trail.note(order.task.record, f"follow_up_{action}", used, actor=actor, at=at, note=note, facts=facts)
