"""More time for a milestone or a task: asked with grounds, granted or refused, the history kept."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hengzhi.core.calendar import ONE_DAY, WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.programme.models import Milestone, Postponement, Task
from hengzhi.programme.permissions import ACCEPT, REPORT
from hengzhi.programme.services.rights import must, speaks_for
from hengzhi.programme.workflow import CLOCK, WITH_DEPARTMENT
from hengzhi.register import trail
from hengzhi.register.clock_changes import postpone
from hengzhi.register.models import Record


def ask_postponement(
    record: Record, *, due_on: date, grounds: str, milestone: Milestone | None = None, actor, at: datetime,
    calendar: WorkCalendar,
) -> Postponement:
    """Ask for a later day for a milestone, or for the task where none is named. Raises Refused with what is wrong."""
    if speaks_for(record, REPORT, actor) != record.department:
        raise Refused(_("More time is asked by the lead department."))
    if record.state not in WITH_DEPARTMENT:
        raise Refused(_("The task is “%(state)s”; its days stay as they are.") % {"state": record.state_label})
    if not grounds.strip():
        raise Refused(_("Say why more time is needed."))
    old = milestone.due_on if milestone else record.task.due_on
    _check(record.task, milestone, old, due_on, calendar)
    asked = Postponement(
        task=record.task, milestone=milestone, old_due_on=old, due_on=due_on, grounds=grounds.strip(), asked_by=actor,
        asked_at=at,
    )
    asked.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            asked.save()
            _write_down(asked, "asked", grounds.strip(), actor, at)
    except IntegrityError as error:
        raise Refused(_("More time has been asked already; wait for the decision.")) from error
    return asked


def _check(task: Task, milestone: Milestone | None, old: date, new: date, calendar: WorkCalendar) -> None:
    if milestone and (milestone.task_id != task.pk or milestone.done_on):
        raise Refused(_("“%(name)s” is not an open milestone of this task.") % {"name": milestone.name})
    if new <= old:
        raise Refused(_("It is due on %(old)s; name a later day than %(new)s.") % {"old": old, "new": new})
    if not calendar.is_workday(new):
        raise Refused(_("%(new)s is a day off; the next working day is %(next)s.") % {
            "new": new, "next": next_workday(new, calendar),
        })
    if milestone and new > task.due_on:
        raise Refused(_("The task itself is due on %(due)s; ask for more time for the task first.") % {"due": task.due_on})


def next_workday(day: date, calendar: WorkCalendar) -> date:
    """Return the first working day on or after a day."""
    while not calendar.is_workday(day):
        day += ONE_DAY
    return day


def grant_postponement(asked: Postponement, *, actor, at: datetime) -> None:
    """Grant more time: the day moves, and with the task's day its clock. Raises Refused."""
    record = asked.task.record
    with transaction.atomic():
        _decide(asked, Postponement.State.GRANTED, "", actor, at)
        if asked.milestone_id:
            Milestone.objects.filter(pk=asked.milestone_id).update(due_on=asked.due_on)
            return
        if record.state in WITH_DEPARTMENT:
            postpone(record, CLOCK, asked.due_on, reason=asked.grounds, actor=actor, at=at)
        else:
            Task.objects.filter(pk=asked.task_id).update(due_on=asked.due_on)


def refuse_postponement(asked: Postponement, *, reason: str, actor, at: datetime) -> None:
    """Refuse more time with a reason; raises Refused without one or without permission."""
    if not reason.strip():
        raise Refused(_("Say why more time is refused."))
    with transaction.atomic():
        _decide(asked, Postponement.State.REFUSED, reason.strip(), actor, at)


def _decide(asked: Postponement, state: str, reason: str, actor, at: datetime) -> None:
    must(asked.task.record, ACCEPT, actor)
    waiting = Postponement.objects.filter(pk=asked.pk, state=Postponement.State.ASKED)
    if not waiting.update(state=state, reason=reason, decided_by=actor, decided_at=at):
        raise Refused(_("Someone else has just decided on this. Reload the page."))
    _write_down(asked, state, reason, actor, at)


def _write_down(asked: Postponement, state: str, note: str, actor, at: datetime) -> None:
    facts = {"postponement": asked.pk, "from": str(asked.old_due_on), "to": str(asked.due_on)}
    if asked.milestone:
        facts["milestone"] = asked.milestone.position
    used = REPORT if state == "asked" else ACCEPT
    trail.note(asked.task.record, f"postponement_{state}", used, actor=actor, at=at, note=note, facts=facts)
