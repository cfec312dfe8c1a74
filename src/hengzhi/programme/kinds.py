"""The kind of record the plan brings to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.evidence.permissions import OFFER
from hengzhi.programme.models import Task
from hengzhi.programme.permissions import REPORT, SEE
from hengzhi.programme.workflow import CLOCK, TASK
from hengzhi.register.kinds import Kind


def words_of(task: Task) -> str:
    """Return what a task is found by: what is to be done and delivered."""
    return " ".join(filter(None, (task.requirement, task.deliverable)))


ACTIONS = {
    "plan_changed": _("Plan of the task changed"),
    "progress_offered": _("Progress reported"),
    "progress_accepted": _("Report accepted"),
    "progress_returned": _("Report returned"),
    "postponement_asked": _("More time asked"),
    "postponement_granted": _("More time granted"),
    "postponement_refused": _("More time refused"),
    "follow_up_issued": _("Follow-up order issued"),
    "follow_up_answered": _("Follow-up order answered"),
    "follow_up_closed": _("Follow-up order closed"),
    "follow_up_escalated": _("Follow-up order passed up"),
}
TASK_KIND = Kind(
    code="task", name=_("task"), model=Task, workflow=TASK, see=SEE, see_confidential=SEE, prefix="RW", url="programme:detail",
    text=words_of, rules="programme", shared=(SEE, REPORT, OFFER), actions=ACTIONS, agreed={CLOCK: "due_on"},
    clock_names={CLOCK: _("Task")},
)

KINDS = (TASK_KIND,)
