"""An assessment may order an improvement: a task in the plan that the next snapshot sees."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assessments.cases import AT, entry_of, keep, opened, sheet_of
from assessments.flow import locked, verify
from factories import make_user, take
from hengzhi.assessments.models import Improvement
from hengzhi.assessments.services.improvements import order_improvement
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.programme.models import Measure
from hengzhi.programme.services.plan import add_goal, add_measure, make_plan
from hengzhi.programme.tables import task_rows

DUE = date(2013, 3, 29)


@pytest.fixture
def office(packs):
    keep("qtsb")
    return make_user("office", "qtsb")


@pytest.fixture
def measure(packs) -> Measure:
    return add_measure(goal=add_goal(plan=make_plan(year=2013, title="2013年计划"), name="任务落实"), name="督促检查")


def order(entry, measure, actor, due_on=DUE):
    return order_improvement(
        entry, title="整改：年度任务按期完成", requirement="任务三逾期", deliverable="整改报告", measure=measure, due_on=due_on,
        actor=actor, at=AT, calendar=work_calendar(),
    )


def test_an_order_opens_an_assigned_task_of_the_department_also_after_the_lock(office, measure):
    edition = locked(opened(actor=office), office=office)
    record = sheet_of(edition, "qtsb")

    task = order(entry_of(record, "tasks"), measure, office)

    assert (task.state, task.department, task.due_on) == ("assigned", record.department, DUE)
    assert task.code in {row[0] for row in task_rows()}
    assert record.events.filter(action="improvement_ordered", note__contains=task.code).count() == 1


def test_an_order_waits_until_the_scores_are_told_and_needs_the_permission_to_plan(office, measure):
    record = sheet_of(opened(actor=office), "qtsb")
    entry = entry_of(record, "tasks")

    with pytest.raises(Refused):
        order(entry, measure, office)
    verify(take(record, "proceed", actor=office, at=AT), office)
    for actor, day in ((make_user("liaison", "qtsb"), DUE), (office, date(2012, 12, 27))):
        with pytest.raises(Refused):
            order(entry_of(record, "tasks"), measure, actor, day)

    assert Improvement.objects.count() == 0


def test_an_improvement_is_ordered_on_the_page_and_shown_on_the_sheet(office, measure):
    record = verify(take(sheet_of(opened(actor=office), "qtsb"), "proceed", actor=office, at=AT), office)
    client = Client()
    client.force_login(office)

    answer = client.post(reverse("assessments:improvement", args=[record.code, "tasks"]), {
        "title": "整改：任务", "requirement": "任务三逾期", "deliverable": "整改报告", "measure": measure.pk, "due_on": "2013-03-29",
    })

    assert answer.status_code == 302
    assert Improvement.objects.get().task.code in client.get(record.get_absolute_url()).content.decode()
