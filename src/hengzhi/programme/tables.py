"""The tables the plan gives to snapshots."""

from collections.abc import Iterator

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hengzhi.core.tables import Column, ColumnType, Table
from hengzhi.programme.models import FollowUp, Milestone, Postponement, Progress, Task

TEXT, DATE, INTEGER = ColumnType.TEXT, ColumnType.DATE, ColumnType.INTEGER

TASKS = (
    Column("code", TEXT, "number in the register"),
    Column("area", TEXT, "the district"),
    Column("department", TEXT, "department that leads it"),
    Column("year", TEXT, "year of the plan"),
    Column("goal", TEXT, "place of its goal in the plan"),
    Column("measure", TEXT, "place of its measure in the plan, such as 2.3"),
    Column("indicator", TEXT, "code of the indicator of its goal, null where it has none"),
    Column("state", TEXT, "planned, assigned, in_hand, reported, returned, done or cancelled"),
    Column("planned_on", DATE, "day it was written into the plan"),
    Column("starts_on", DATE, "day it begins"),
    Column("due_on", DATE, "day agreed, moved where more time was granted"),
    Column("first_due_on", DATE, "day first agreed"),
    Column("assigned_on", DATE, "day it was assigned, null for a draft"),
    Column("taken_on", DATE, "day the department took it on"),
    Column("reported_on", DATE, "day it was last reported complete"),
    Column("done_on", DATE, "day it was accepted as done, null while it is not"),
    Column("cancelled_on", DATE, "day it was cancelled, null unless it was"),
    Column("percent", INTEGER, "progress by the last accepted report"),
    Column("milestones", INTEGER, "how many milestones it has"),
    Column("milestones_reached", INTEGER, "how many of them are reached"),
    Column("supporting", INTEGER, "how many departments support it"),
    Column("reports_accepted", INTEGER, "progress reports accepted"),
    Column("reports_returned", INTEGER, "progress reports returned"),
    Column("postponements", INTEGER, "how often more time was granted"),
    Column("follow_ups", INTEGER, "follow-up orders issued on it"),
)
MILESTONES = (
    Column("code", TEXT, "number of the task with the place of the milestone, such as RW2012-00004.02"),
    Column("task", TEXT, "number of the task in the register"),
    Column("area", TEXT, "the district"),
    Column("department", TEXT, "department that leads the task"),
    Column("year", TEXT, "year of the plan"),
    Column("goal", TEXT, "place of its goal in the plan"),
    Column("task_state", TEXT, "state of the task"),
    Column("due_on", DATE, "day agreed, moved where more time was granted"),
    Column("first_due_on", DATE, "day first agreed"),
    Column("reached_on", DATE, "day it was reached by an accepted report, null while it is not"),
)


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.filter(task=OuterRef("pk")).order_by().values("task").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def task_rows() -> Iterator[tuple]:
    """Yield every task by the day it was planned and number."""
    counts = {
        "all_milestones": _count(Milestone.objects.all()),
        "reached": _count(Milestone.objects.filter(~Q(done_on=None))),
        "accepted": _count(Progress.objects.filter(state=Progress.State.ACCEPTED)),
        "returned": _count(Progress.objects.filter(state=Progress.State.RETURNED)),
        "granted": _count(Postponement.objects.filter(state=Postponement.State.GRANTED)),
        "orders": _count(FollowUp.objects.all()),
    }
    rows = Task.objects.annotate(**counts, helpers=Count("record__shared_with")).order_by("record__opened_on", "record__code")
    columns = (
        "record__code", "record__area__code", "record__department__code", "measure__goal__plan", "measure__goal__position",
        "measure__position", "measure__goal__indicator", "record__state", "record__opened_on", "starts_on", "due_on",
        "first_due_on", "assigned_on", "taken_on", "reported_on", "done_on", "cancelled_on", "percent", "all_milestones",
        "reached", "helpers", "accepted", "returned", "granted", "orders",
    )
    for code, area, department, year, goal, measure, indicator, *rest in rows.values_list(*columns).iterator(chunk_size=2000):
        yield (code, area, department, str(year), str(goal), f"{goal}.{measure}", indicator or None, *rest)


def milestone_rows() -> Iterator[tuple]:
    """Yield every milestone by its day and number."""
    rows = Milestone.objects.order_by("due_on", "task__record__code", "position").values_list(
        "task__record__code", "position", "task__record__area__code", "task__record__department__code",
        "task__measure__goal__plan", "task__measure__goal__position", "task__record__state", "due_on", "first_due_on",
        "done_on",
    )
    for task, place, area, department, year, goal, *rest in rows.iterator(chunk_size=2000):
        yield (f"{task}.{place:02d}", task, area, department, str(year), str(goal), *rest)


TABLES = (
    Table("tasks", "tasks of the plans of the years", "code", "planned_on", "area", TASKS, task_rows),
    Table("milestones", "milestones of the tasks", "code", "due_on", "area", MILESTONES, milestone_rows),
)
