"""The states and steps of a task of the plan."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hengzhi.programme.permissions import ACCEPT, PLAN, REPORT
from hengzhi.register.workflow import ON_THE_DAY, Step, Workflow

CLOCK = "task"  # runs to the day agreed for the task


class TaskState(models.TextChoices):
    PLANNED = "planned", gettext_lazy("drafted")
    ASSIGNED = "assigned", gettext_lazy("assigned")
    IN_HAND = "in_hand", gettext_lazy("in hand")
    REPORTED = "reported", gettext_lazy("reported complete")
    RETURNED = "returned", gettext_lazy("returned")
    DONE = "done", gettext_lazy("done")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


OPEN_STATES = (TaskState.PLANNED, TaskState.ASSIGNED, TaskState.IN_HAND, TaskState.REPORTED, TaskState.RETURNED)
WITH_DEPARTMENT = (TaskState.ASSIGNED, TaskState.IN_HAND, TaskState.RETURNED)


def has_milestones(task, facts: Mapping[str, object]) -> str:
    return "" if task.milestones.exists() else _("Name at least one milestone first.")


def all_milestones_are_reached(task, facts: Mapping[str, object]) -> str:
    """A milestone is reached when a report on it has been accepted."""
    open_count = task.milestones.filter(done_on=None).count()
    if not open_count:
        return ""
    return ngettext(
        "%(count)d milestone is not reached yet: report it and wait until the report is accepted.",
        "%(count)d milestones are not reached yet: report them and wait until the reports are accepted.", open_count,
    ) % {"count": open_count}


def no_report_waits(task, facts: Mapping[str, object]) -> str:
    return _("Accept or return the progress report that waits first.") if task.progress.filter(state="offered").exists() else ""


TASK = Workflow(
    states=TaskState,
    start=TaskState.PLANNED,
    public={
        TaskState.PLANNED: gettext_lazy("being planned"),
        TaskState.ASSIGNED: gettext_lazy("assigned"),
        TaskState.IN_HAND: gettext_lazy("in progress"),
        TaskState.REPORTED: gettext_lazy("reported complete"),
        TaskState.RETURNED: gettext_lazy("in progress"),
        TaskState.DONE: gettext_lazy("completed"),
        TaskState.CANCELLED: gettext_lazy("no longer planned"),
    },
    deadlines=dict.fromkeys(WITH_DEPARTMENT, CLOCK),
    steps=(
        Step(
            "assign", (TaskState.PLANNED,), TaskState.ASSIGNED, PLAN, gettext_lazy("Assign"), guards=(has_milestones,),
            sets={"assigned_on": ON_THE_DAY},
        ),
        Step(
            "take", (TaskState.ASSIGNED,), TaskState.IN_HAND, REPORT, gettext_lazy("Take on"), sets={"taken_on": ON_THE_DAY},
        ),
        Step(
            "report", (TaskState.IN_HAND, TaskState.RETURNED), TaskState.REPORTED, REPORT, gettext_lazy("Report as complete"),
            guards=(no_report_waits, all_milestones_are_reached), facts=("result",), sets={"reported_on": ON_THE_DAY},
        ),
        Step(
            "accept", (TaskState.REPORTED,), TaskState.DONE, ACCEPT, gettext_lazy("Accept as done"),
            sets={"done_on": ON_THE_DAY, "percent": 100},
        ),
        Step(
            "return", (TaskState.REPORTED,), TaskState.RETURNED, ACCEPT, gettext_lazy("Return"), needs_note=True, leads="back",
        ),
        Step(
            "cancel", (TaskState.PLANNED, *WITH_DEPARTMENT), TaskState.CANCELLED, PLAN, gettext_lazy("Cancel the task"),
            needs_note=True, leads="out", sets={"cancelled_on": ON_THE_DAY},
        ),
    ),
)
