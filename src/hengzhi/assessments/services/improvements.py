"""Ordering improvements: an assessment opens a task in the plan, and the next snapshot sees what became of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.assessments.models import Improvement, LineEntry
from hengzhi.assessments.services.rights import must_hold
from hengzhi.assessments.services.scoring import line_of
from hengzhi.assessments.workflow import UNTOLD
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.programme.models import Measure
from hengzhi.programme.permissions import PLAN
from hengzhi.programme.services.tasks import MilestonePlan, TaskPlan, open_task
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.services import move


@transaction.atomic
def order_improvement(
    entry: LineEntry, *, title: str, requirement: str, deliverable: str, measure: Measure, due_on: date, actor,
    at: datetime, calendar: WorkCalendar,
) -> Record:
    """Open a task for the assessed department under a measure of the plan and assign it; return its record.

    Raises Refused without permission, before the department knows its scores, or for a day that has passed.
    """
    must_hold(actor, PLAN)
    sheet = entry.sheet.record
    if sheet.state in UNTOLD:
        raise Refused(_("Tell the department its scores first."))
    today = local_day(at)
    if due_on < today:
        raise Refused(_("%(day)s has passed; name a day to come.") % {"day": due_on})
    plan = TaskPlan(
        title=title, department=sheet.department, measure=measure, deliverable=deliverable, requirement=requirement,
        starts_on=today, due_on=due_on, milestones=(MilestonePlan(deliverable, due_on),),
    )
    task = open_task(plan=plan, area=sheet.area, actor=actor, at=at, calendar=calendar)
    move(task, "assign", actor=actor, at=at, calendar=calendar)
    Improvement.objects.create(entry=entry, task=task, ordered_by=actor, ordered_at=at)
    told = f"{line_of(entry).name.zh}：{task.code} {title}"
    trail.note(sheet, "improvement_ordered", PLAN, actor=actor, at=at, note=told)
    return task
