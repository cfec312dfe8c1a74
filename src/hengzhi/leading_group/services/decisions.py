"""Turning decisions into tasks of the plan."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.leading_group.permissions import KEEP
from hengzhi.leading_group.workflow import DecisionState
from hengzhi.organisations.models import Area
from hengzhi.programme.permissions import PLAN
from hengzhi.programme.services.rights import must
from hengzhi.programme.services.tasks import TaskPlan, open_task
from hengzhi.register import trail
from hengzhi.register.models import Record


@transaction.atomic
def open_task_of(
    record: Record, plan: TaskPlan, *, area: Area | None, actor, at: datetime, calendar: WorkCalendar
) -> Record:
    """Write a task into the plan that carries a decision out; a department responsible for the decision leads it.

    Raises Refused without permission to plan, for another department, or for a decision that is closed.
    """
    _must_be_open(record, actor)
    if not actor.may(PLAN):
        raise Refused(_("You need the permission to %(what)s.") % {"what": PLAN.says})
    responsible = list(record.decision.responsible.all())
    if plan.department not in responsible:
        names = "、".join(str(department) for department in responsible)
        raise Refused(_("The decision is for %(names)s; one of them leads the task.") % {"names": names})
    task = open_task(plan=plan, area=area, actor=actor, at=at, calendar=calendar)
    _link(record, task, "task_opened", actor, at)
    return task


@transaction.atomic
def name_task(record: Record, task: Record, *, actor, at: datetime) -> None:
    """Say that a task of the plan carries a decision out; raises Refused for one that was named already."""
    _must_be_open(record, actor)
    if record.decision.tasks.filter(pk=task.pk).exists():
        raise Refused(_("%(code)s stands there already.") % {"code": task.code})
    _link(record, task, "task_linked", actor, at)


def _link(record: Record, task: Record, action: str, actor, at: datetime) -> None:
    record.decision.tasks.add(task.task)
    trail.note(record, action, KEEP, actor=actor, at=at, note=str(task), facts={"task": task.code})


def _must_be_open(record: Record, actor) -> None:
    must(record, KEEP, actor)
    if record.state != DecisionState.TAKEN:
        raise Refused(_("The decision is “%(state)s”; no task is added.") % {"state": record.state_label})
