"""Writing tasks into the plan and changing them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.kinds import TASK_KIND
from hengzhi.programme.models import Measure, Milestone, Task
from hengzhi.programme.permissions import PLAN
from hengzhi.programme.services.rights import must
from hengzhi.programme.workflow import OPEN_STATES, TaskState
from hengzhi.register import trail
from hengzhi.register.models import Record, Sharing
from hengzhi.register.opening import Opening, open_records
from hengzhi.register.search import note as note_for_search
from hengzhi.register.services import share, words_of

TOLD = ("requirement", "deliverable", "person", "starts_on", "due_on")


@dataclass(frozen=True)
class MilestonePlan:
    """A milestone to be."""

    name: str
    due_on: date
    deliverable: str = ""


@dataclass(frozen=True)
class TaskPlan:
    """A task as it is planned: who leads, who supports, what comes of it and by when."""

    title: str
    department: Department
    measure: Measure
    deliverable: str
    starts_on: date
    due_on: date
    milestones: tuple[MilestonePlan, ...]
    supporting: tuple[Department, ...] = ()
    requirement: str = ""
    person: str = ""
    copied_from: Task | None = field(default=None, compare=False)


def open_task(*, plan: TaskPlan, area: Area | None, actor, at: datetime, calendar: WorkCalendar) -> Record:
    """Enter one task as a draft; see `open_tasks`."""
    return open_tasks(plans=[plan], area=area, actor=actor, at=at, calendar=calendar)[0]


@transaction.atomic
def open_tasks(
    *, plans: Sequence[TaskPlan], area: Area | None, actor, at: datetime, calendar: WorkCalendar
) -> list[Record]:
    """Enter tasks as drafts with their milestones and supporting departments; some dozen statements for any number.

    Raises Refused for days that do not fit together.
    """
    for plan in plans:
        check_days(plan)
    places = _places(plans)
    openings = [
        Opening(TASK_KIND, plan.title, plan.department, area, at, _detail(plan, place))
        for plan, place in zip(plans, places, strict=True)
    ]
    records = open_records(openings, actor=actor, at=at, calendar=calendar)
    tasks = [(opening.detail, plan) for opening, plan in zip(openings, plans, strict=True)]
    Milestone.objects.bulk_create(milestone for task, plan in tasks for milestone in _milestones(task, plan.milestones))
    Sharing.objects.bulk_create(
        Sharing(record=task.record, department=department)
        for task, plan in tasks for department in plan.supporting if department != plan.department
    )
    return records


def check_days(plan: TaskPlan) -> None:
    """Raise Refused where a milestone lies outside the task or milestones are not in order."""
    if plan.due_on < plan.starts_on:
        raise Refused(_("“%(title)s” is due on %(due)s, before it begins on %(start)s.") % {
            "title": plan.title, "due": plan.due_on, "start": plan.starts_on,
        })
    for before, milestone in zip((None, *plan.milestones), plan.milestones, strict=False):
        if not plan.starts_on <= milestone.due_on <= plan.due_on:
            raise Refused(_("Milestone “%(name)s” is due on %(due)s; the task runs from %(start)s to %(end)s.") % {
                "name": milestone.name, "due": milestone.due_on, "start": plan.starts_on, "end": plan.due_on,
            })
        if before and milestone.due_on < before.due_on:
            raise Refused(_("Milestone “%(name)s” is due before “%(before)s”; put them in order.") % {
                "name": milestone.name, "before": before.name,
            })


@transaction.atomic
def change_task(record: Record, plan: TaskPlan, *, actor, at: datetime) -> None:
    """Change a task; its days only while it is a draft, later they move by a granted postponement.

    Raises Refused without permission, for a closed task, for another department, or for days that do not fit.
    """
    must(record, PLAN, actor)
    task = record.task
    if record.state not in OPEN_STATES:
        raise Refused(_("The task is closed; its plan stays as it is."))
    if plan.department != record.department:
        raise Refused(_("The lead department of a task stays; cancel the task and plan one for the other department."))
    if record.state == TaskState.PLANNED:
        check_days(plan)
        task.milestones.all().delete()
        Milestone.objects.bulk_create(_milestones(task, plan.milestones))
        task.first_due_on = plan.due_on
    else:
        plan = replace(plan, starts_on=task.starts_on, due_on=task.due_on)
    changed = [name for name in TOLD if getattr(task, name) != getattr(plan, name)]
    _write(record, task, plan)
    share(record, plan.supporting, actor=actor, at=at)
    facts = {name: str(getattr(plan, name)) for name in changed}
    trail.note(record, "plan_changed", PLAN, actor=actor, at=at, facts=facts)


def _write(record: Record, task: Task, plan: TaskPlan) -> None:
    for name in ("measure", *TOLD):
        setattr(task, name, getattr(plan, name))
    task.full_clean()
    task.save()
    record.title = plan.title
    record.full_clean()
    record.save(update_fields=["title"])
    note_for_search(record, words_of(record, task))


def _detail(plan: TaskPlan, place: int) -> Task:
    return Task(
        measure=plan.measure, position=place, requirement=plan.requirement, deliverable=plan.deliverable, person=plan.person,
        starts_on=plan.starts_on, due_on=plan.due_on, first_due_on=plan.due_on, copied_from=plan.copied_from,
    )


def _milestones(task: Task, planned: Iterable[MilestonePlan]) -> list[Milestone]:
    return [
        Milestone(
            task=task, position=place, name=one.name, deliverable=one.deliverable, due_on=one.due_on, first_due_on=one.due_on
        )
        for place, one in enumerate(planned, start=1)
    ]


def _places(plans: Sequence[TaskPlan]) -> list[int]:
    """Return the place of each new task under its measure, after those there are."""
    measures = {plan.measure.pk for plan in plans}
    found = Task.objects.filter(measure__in=measures).values_list("measure").annotate(Max("position"))
    last = dict.fromkeys(measures, 0) | dict(found)
    places = []
    for plan in plans:
        last[plan.measure.pk] += 1
        places.append(last[plan.measure.pk])
    return places
