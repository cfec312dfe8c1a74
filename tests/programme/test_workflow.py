"""Who may take which step from which state; all not listed here is refused."""

import pytest

from factories import make_user, take
from hengzhi.core.errors import Refused
from hengzhi.programme.workflow import TASK, TaskState
from hengzhi.register.models import Record
from programme.making import make_task

OFFICE_STEPS = {
    TaskState.PLANNED: {"assign", "cancel"}, TaskState.ASSIGNED: {"cancel"}, TaskState.IN_HAND: {"cancel"},
    TaskState.RETURNED: {"cancel"}, TaskState.REPORTED: {"accept", "return"},
}
LEAD_STEPS = {TaskState.ASSIGNED: {"take"}, TaskState.IN_HAND: {"report"}, TaskState.RETURNED: {"report"}}


@pytest.mark.parametrize(("role", "department", "steps"), [
    ("office", "qtsb", OFFICE_STEPS), ("liaison", "commerce", LEAD_STEPS), ("liaison", "aic", LEAD_STEPS),
    ("liaison", "science", {}), ("leader", "government-office", {}), ("auditor", "audit", {}),
])
def test_each_role_has_exactly_these_steps(packs, role, department, steps):
    record, user = make_task(), make_user(role, department)

    found = {}
    for state in TaskState:
        record.state = state
        if names := {step.name for step in TASK.options(record, user)}:
            found[state] = names

    assert found == steps


def test_a_task_without_milestones_is_not_assigned(packs):
    record = make_task(milestones=())

    with pytest.raises(Refused):
        take(record, "assign", actor=make_user("office", "qtsb"))


def test_a_task_is_not_reported_complete_before_its_milestones(packs):
    record = make_task("assign", "take")

    with pytest.raises(Refused, match="2"):
        take(record, "report", actor=make_user("liaison", "commerce"), result="完成")

    assert Record.objects.get(pk=record.pk).state == TaskState.IN_HAND


def test_the_agreed_clock_runs_while_the_department_has_the_task(packs):
    from programme.making import at

    record, office = make_task("assign"), make_user("office", "qtsb")

    clock = record.clocks.get()
    assert (clock.name, clock.unit, str(clock.due_on), str(record.due_on)) == ("task", "agreed", "2012-12-14", "2012-12-14")
    take(record, "cancel", actor=office, at=at(6, 1))

    assert [(clock.state, str(clock.stopped_on)) for clock in record.clocks.all()] == [("met", "2012-06-01")]
    assert record.due_on is None
