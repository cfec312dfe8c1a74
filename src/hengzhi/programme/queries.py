"""Reads over the plan of a year, shaped for pages: every page is a handful of queries, however many tasks there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.filters import Filters
from hengzhi.organisations.models import Department
from hengzhi.programme.lights import Colour, Course, Light, Point, light_of
from hengzhi.programme.limits import Limits, limits_on
from hengzhi.programme.models import FollowUp, Goal, Milestone, Plan, Postponement, Progress, Task
from hengzhi.programme.workflow import TaskState
from hengzhi.register.models import Record
from hengzhi.register.search import found


@dataclass(frozen=True)
class TaskFilters(Filters):
    """What the plan is narrowed by; everything lives in the address."""

    q: str = ""
    department: str = ""
    goal: str = ""
    state: str = ""
    light: str = ""


@dataclass(frozen=True)
class Mark:
    """A milestone as pages show it: `reached_on` counts a report that still waits, `is_late` as of the day."""

    milestone: Milestone
    reached_on: date | None
    is_waiting: bool
    is_late: bool


@dataclass(frozen=True)
class Line:
    """A task with its light and what waits on it."""

    record: Record
    light: Light
    marks: tuple[Mark, ...]
    heard_on: date | None
    reports_waiting: int
    asked: Postponement | None
    orders: tuple[FollowUp, ...]

    @property
    def task(self) -> Task:
        return self.record.task

    @property
    def waits_for_office(self) -> bool:
        return self.record.state == TaskState.REPORTED or self.reports_waiting > 0 or self.asked is not None

    @property
    def reached(self) -> int:
        return sum(mark.milestone.done_on is not None for mark in self.marks)


def plan_years() -> list[int]:
    """Return the years there are plans of, newest first."""
    return list(Plan.objects.values_list("year", flat=True))


def plan_of(year: int) -> Plan | None:
    return Plan.objects.filter(year=year).first()


def tasks_seen_by(user, year: int) -> QuerySet[Record]:
    """Return the tasks of a year that `user` may know of, in the order of the plan."""
    records = Record.objects.visible_to(user).filter(kind="task", task__measure__goal__plan=year)
    return records.order_by("task__measure__goal__position", "task__measure__position", "task__position", "pk")


def with_details(records: QuerySet[Record]) -> QuerySet[Record]:
    """Join what a task's page and line show."""
    reports = Progress.objects.exclude(state=Progress.State.RETURNED).select_related("department")
    orders = FollowUp.objects.filter(closed_on=None)
    asked = Postponement.objects.filter(state=Postponement.State.ASKED)
    return records.select_related("department", "area", "rule_set", "handler", "task__measure__goal").prefetch_related(
        "shared_with", "task__milestones", Prefetch("task__progress", reports, to_attr="standing_reports"),
        Prefetch("task__follow_ups", orders, to_attr="open_orders"), Prefetch("task__postponements", asked, to_attr="asked"),
    )


def narrowed(records: QuerySet[Record], filters: TaskFilters) -> QuerySet[Record]:
    """Keep the tasks that all filters but the light let through; a department's are those it leads or supports."""
    plain = {"task__measure__goal": filters.goal, "state": filters.state}
    records = records.filter(**{name: value for name, value in plain.items() if value})
    if filters.department:
        supported = Q(pk__in=Record.shared_with.through.objects.filter(department__code=filters.department).values("record"))
        records = records.filter(Q(department__code=filters.department) | supported)
    return found(records, filters.q) if filters.q else records


def lines_of(records: QuerySet[Record], on: date, calendar: WorkCalendar) -> list[Line]:
    """Return tasks with their lights on a day; six queries for any number of them."""
    limits = limits_on(on)
    return [line_of(record, on, calendar, limits) for record in with_details(records)]


def line_of(record: Record, on: date, calendar: WorkCalendar, limits: Limits) -> Line:
    """Return one task, read by `with_details`, with its light."""
    task = record.task
    offered = [report for report in task.standing_reports if report.state == Progress.State.OFFERED]
    waiting = {report.milestone_id: report for report in offered}
    marks = tuple(_mark(milestone, waiting.get(milestone.pk), on, record) for milestone in task.milestones.all())
    heard = [local_day(report.asked_at) for report in task.standing_reports] + ([task.taken_on] if task.taken_on else [])
    heard_on = max(heard, default=task.assigned_on)
    course = Course(
        record.state, task.due_on, [Point(mark.milestone.name, mark.milestone.due_on, mark.reached_on) for mark in marks],
        heard_on, task.reported_on,
    )
    light = light_of(course, on, calendar, limits.warnings)
    return Line(record, light, marks, heard_on, len(offered), next(iter(task.asked), None), tuple(task.open_orders))


def _mark(milestone: Milestone, waiting: Progress | None, on: date, record: Record) -> Mark:
    reached_on = milestone.done_on or (waiting.reached_on if waiting else None)
    is_late = record.is_open and record.state != TaskState.PLANNED and reached_on is None and milestone.due_on < on
    return Mark(milestone, reached_on, milestone.done_on is None and waiting is not None, is_late)


@dataclass(frozen=True)
class Sum:
    """How the tasks under one heading stand: lights, milestones reached of those due by the day, orders open."""

    tasks: int
    colours: dict[str, int]
    due: int
    due_reached: int
    milestones: int
    reached: int
    late_milestones: int
    orders: int
    waiting: int

    @property
    def red(self) -> int:
        return self.colours["red"]

    @property
    def yellow(self) -> int:
        return self.colours["yellow"]

    @property
    def green(self) -> int:
        return self.colours["green"]

    @property
    def done(self) -> int:
        return self.colours["done"]

    @property
    def before_green(self) -> int:
        return self.red + self.yellow

    @property
    def before_done(self) -> int:
        return self.before_green + self.green

    @property
    def due_percent(self) -> float | None:
        """The share of milestones due by the day that are reached, in percent; None where none was due."""
        return 100 * self.due_reached / self.due if self.due else None


def sum_of(lines: Iterable[Line], on: date) -> Sum:
    """Add up lines; cancelled tasks and drafts count nowhere."""
    counted = [line for line in lines if line.light.colour != Colour.OFF]
    marks = [mark for line in counted for mark in line.marks]
    due = [mark for mark in marks if mark.milestone.due_on <= on]
    return Sum(
        tasks=len(counted),
        colours={colour: sum(line.light.colour == colour for line in counted) for colour in Colour.values},
        due=len(due), due_reached=sum(mark.milestone.done_on is not None for mark in due),
        milestones=len(marks), reached=sum(mark.milestone.done_on is not None for mark in marks),
        late_milestones=sum(mark.is_late for mark in marks), orders=sum(len(line.orders) for line in counted),
        waiting=sum(line.waits_for_office for line in counted),
    )


def by_department(lines: Sequence[Line], on: date) -> list[tuple[Department, Sum]]:
    """Return how the tasks each department leads stand, the worst first, then in the departments' order."""
    groups: dict[Department, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.record.department, []).append(line)
    sums = [(department, sum_of(group, on)) for department, group in groups.items()]
    counted = [pair for pair in sums if pair[1].tasks]
    return sorted(counted, key=lambda pair: (-pair[1].red, -pair[1].yellow, pair[0].position))


def by_goal(lines: Sequence[Line], on: date) -> list[tuple[Goal, Sum]]:
    """Return how the tasks of each goal stand, in the order of the plan."""
    groups: dict[Goal, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.task.measure.goal, []).append(line)
    return [(goal, sum_of(group, on)) for goal, group in groups.items()]
