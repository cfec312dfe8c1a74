"""The plan of a year as a whole: goals and measures, copying from another year, issuing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hengzhi.core.calendar import ONE_DAY, WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Area
from hengzhi.programme.models import Goal, Measure, Plan, Task
from hengzhi.programme.services.postponement import next_workday
from hengzhi.programme.services.tasks import MilestonePlan, TaskPlan, open_tasks
from hengzhi.programme.workflow import TaskState
from hengzhi.register.models import Record
from hengzhi.register.services import move


@transaction.atomic
def make_plan(*, year: int, title: str, number: str = "", letter_mark: str = "", issued_on: date | None = None) -> Plan:
    """Begin the plan of a year, or change what its paper says."""
    plan = Plan(year=year, title=title, number=number, letter_mark=letter_mark, issued_on=issued_on)
    plan.full_clean(validate_unique=False)
    plan.save()
    return plan


@transaction.atomic
def add_goal(
    *, plan: Plan, name: str, indicator: str = "", target: Decimal | None = None, unit: str = "", target_text: str = ""
) -> Goal:
    """Add a goal after those there are."""
    last = plan.goals.aggregate(last=Max("position"))["last"] or 0
    goal = Goal(
        plan=plan, position=last + 1, name=name, indicator=indicator, target=target, unit=unit, target_text=target_text
    )
    goal.full_clean()
    goal.save()
    return goal


@transaction.atomic
def add_measure(*, goal: Goal, name: str) -> Measure:
    """Add a measure after those of the goal there are."""
    last = goal.measures.aggregate(last=Max("position"))["last"] or 0
    measure = Measure(goal=goal, position=last + 1, name=name)
    measure.full_clean()
    measure.save()
    return measure


def issue_plan(*, year: int, actor, at: datetime, calendar: WorkCalendar) -> tuple[int, list[tuple[Record, str]]]:
    """Assign every draft of a year; return how many were, and the others with the reason."""
    drafts = Record.objects.filter(kind="task", state=TaskState.PLANNED, task__measure__goal__plan=year)
    refused = []
    assigned = 0
    for record in drafts.select_related("task"):
        try:
            move(record, "assign", actor=actor, at=at, calendar=calendar)
            assigned += 1
        except Refused as reason:
            refused.append((record, str(reason)))
    return assigned, refused


@dataclass(frozen=True)
class CopiedTask:
    """A task of one year and what it becomes in another; `moved` are the days that fell on a day off."""

    old: Record
    plan: TaskPlan
    moved: tuple[date, ...]


def planned_copy(*, source: int, target: int, calendar: WorkCalendar) -> list[CopiedTask]:
    """Return what copying the plan of `source` to `target` would make: every task but cancelled ones.

    A day keeps its month and day and moves to the next working day. Raises Refused where there is nothing to copy or
    the plan of `target` has goals already.
    """
    if Goal.objects.filter(plan=target).exists():
        raise Refused(_("The plan of %(year)d has goals already; add tasks to it one by one.") % {"year": target})
    tasks = Task.objects.filter(measure__goal__plan=source).exclude(record__state=TaskState.CANCELLED)
    found = tasks.select_related("record__department", "measure__goal").prefetch_related("milestones", "record__shared_with")
    in_order = found.order_by("measure__goal__position", "measure__position", "position")
    copied = [_copied(task, target - source, calendar) for task in in_order]
    if not copied:
        raise Refused(_("The plan of %(year)d has no task to copy.") % {"year": source})
    return copied


def _copied(task: Task, years: int, calendar: WorkCalendar) -> CopiedTask:
    moved: list[date] = []

    def shifted(day: date) -> date:
        wanted = _years_later(day, years)
        if not calendar.is_workday(wanted):
            moved.append(wanted)
        return _workday_of_the_year(wanted, calendar)

    milestones = tuple(MilestonePlan(one.name, shifted(one.first_due_on), one.deliverable) for one in task.milestones.all())
    plan = TaskPlan(
        title=task.record.title, department=task.record.department, measure=task.measure, deliverable=task.deliverable,
        starts_on=_years_later(task.starts_on, years), due_on=shifted(task.first_due_on), milestones=milestones,
        supporting=tuple(task.record.shared_with.all()), requirement=task.requirement, person=task.person, copied_from=task,
    )
    return CopiedTask(task.record, plan, tuple(moved))


def _years_later(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28) if is_leap_day else day.replace(year=day.year + years)


def _workday_of_the_year(day: date, calendar: WorkCalendar) -> date:
    """Return the first working day from a day on, or the last of the year where that would leave the year."""
    found = next_workday(day, calendar)
    if found.year == day.year:
        return found
    found = date(day.year, 12, 31)
    while not calendar.is_workday(found):
        found -= ONE_DAY
    return found


@transaction.atomic
def copy_plan(
    *, source: int, target: int, title: str, codes: Collection[str], area: Area | None, actor, at: datetime,
    calendar: WorkCalendar,
) -> list[Record]:
    """Copy goals, measures and the tasks numbered `codes` to another year, as drafts. Raises Refused as `planned_copy`."""
    chosen = [one for one in planned_copy(source=source, target=target, calendar=calendar) if one.old.code in codes]
    if not chosen:
        raise Refused(_("Choose at least one task to copy."))
    plan = make_plan(year=target, title=title, letter_mark=Plan.objects.get(pk=source).letter_mark)
    measures = _copy_goals(source, plan)
    plans = [replace(one.plan, measure=measures[one.plan.measure.pk]) for one in chosen]
    return open_tasks(plans=plans, area=area, actor=actor, at=at, calendar=calendar)


def _copy_goals(source: int, plan: Plan) -> dict[int, Measure]:
    """Copy goals and measures; return the new measures by the keys of the old ones."""
    measures = {}
    for goal in Goal.objects.filter(plan=source).prefetch_related("measures"):
        olds = list(goal.measures.all())
        copy = Goal.objects.create(
            plan=plan, position=goal.position, name=goal.name, indicator=goal.indicator, target=goal.target, unit=goal.unit,
            target_text=goal.target_text,
        )
        for measure in olds:
            measures[measure.pk] = Measure.objects.create(goal=copy, position=measure.position, name=measure.name)
    return measures
