"""Progress, more time, follow-up, changing and copying: what is written, what is refused."""

from datetime import date

import pytest

from factories import make_user, take
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.programme.models import FollowUp, Milestone, Postponement, Progress, Task
from hengzhi.programme.services.follow_up import answer_follow_up, close_follow_up, escalate, issue_follow_up
from hengzhi.programme.services.plan import copy_plan, issue_plan, planned_copy
from hengzhi.programme.services.postponement import ask_postponement, grant_postponement, refuse_postponement
from hengzhi.programme.services.progress import accept_progress, report_progress, return_progress
from hengzhi.programme.services.tasks import MilestonePlan, change_task
from hengzhi.register.models import Record
from programme.making import at, make_measure, make_task, people, task_plan


@pytest.fixture
def task(packs):
    return make_task("assign", "take")


def actions(record: Record) -> list[str]:
    return list(record.events.values_list("action", flat=True))


def milestone(record: Record, place: int = 1) -> Milestone:
    return Milestone.objects.get(task=record.task, position=place)


def reported(record: Record, **given) -> Progress:
    wanted = {"text": "已印发方案", "percent": 40, "milestone": milestone(record), "reached_on": date(2012, 3, 28)}
    return report_progress(record, **{**wanted, **given}, actor=people()[1], at=at(3, 29))


def test_an_accepted_report_reaches_the_milestone_and_moves_the_percentage(task):
    accept_progress(reported(task), actor=people()[0], at=at(4, 1))

    assert (milestone(task).done_on, Task.objects.get(pk=task.pk).percent) == (date(2012, 3, 28), 40)
    assert actions(task)[-2:] == ["progress_offered", "progress_accepted"]


def test_a_returned_report_leaves_no_mark_and_the_milestone_may_be_reported_again(task):
    return_progress(reported(task), reason="缺材料", actor=people()[0], at=at(4, 1))

    assert (milestone(task).done_on, Task.objects.get(pk=task.pk).percent) == (None, 0)
    accept_progress(reported(task), actor=people()[0], at=at(4, 5))
    assert milestone(task).done_on == date(2012, 3, 28)


@pytest.mark.parametrize("given", [
    {"reached_on": date(2012, 3, 30)}, {"reached_on": date(2012, 2, 29)}, {"percent": 101}, {"text": " "},
])
def test_reports_that_cannot_be_true_are_refused(task, given):
    from django.core.exceptions import ValidationError

    with pytest.raises((Refused, ValidationError)):
        reported(task, **given)

    assert not Progress.objects.exists()


def test_a_milestone_is_not_reported_twice_at_once(task):
    reported(task)

    with pytest.raises(Refused):
        reported(task)


def test_a_report_is_decided_once_and_by_the_office_only(task):
    report = reported(task)

    with pytest.raises(Refused):
        accept_progress(report, actor=people()[1], at=at(4, 1))
    accept_progress(report, actor=people()[0], at=at(4, 1))
    with pytest.raises(Refused):
        return_progress(report, reason="晚了", actor=people()[0], at=at(4, 2))


def test_a_supporting_department_reports_in_words_only(task):
    supporter = make_user("liaison", "aic")

    report = report_progress(task, text="已配合检查", actor=supporter, at=at(3, 29))
    with pytest.raises(Refused):
        report_progress(task, text="已完成", milestone=milestone(task), actor=supporter, at=at(3, 29))

    assert (report.department.code, report.milestone) == ("aic", None)


def test_a_task_goes_to_its_end(task):
    office, liaison = people()
    for place, (month, day) in ((1, (3, 28)), (2, (11, 20))):
        report = report_progress(
            task, text="完成", percent=50 * place, milestone=milestone(task, place), reached_on=date(2012, month, day),
            actor=liaison, at=at(month, day),
        )
        accept_progress(report, actor=office, at=at(month, day + 1))
    take(task, "report", actor=liaison, at=at(12, 3), result="全部完成")
    take(task, "return", actor=office, at=at(12, 5))
    take(task, "report", actor=liaison, at=at(12, 17), result="已补齐")
    take(task, "accept", actor=office, at=at(12, 19))

    done = Task.objects.get(pk=task.pk)
    assert (task.state, task.is_open, done.percent, done.result) == ("done", False, 100, "已补齐")
    assert (done.reported_on, done.done_on) == (date(2012, 12, 17), date(2012, 12, 19))
    assert [(str(clock.stopped_on), clock.state) for clock in task.clocks.all()] == [("2012-12-03", "met"), ("2012-12-17", "late")]


def ask(record: Record, due_on: date, **given) -> Postponement:
    return ask_postponement(
        record, due_on=due_on, grounds="会签未齐", **given, actor=people()[1], at=at(3, 20), calendar=work_calendar()
    )


def test_more_time_for_the_task_moves_its_clock_and_keeps_the_first_day(task):
    grant_postponement(ask(task, date(2012, 12, 21)), actor=people()[0], at=at(3, 21))

    moved = Task.objects.get(pk=task.pk)
    assert (moved.due_on, moved.first_due_on) == (date(2012, 12, 21), date(2012, 12, 14))
    assert Record.objects.get(pk=task.pk).due_on == task.clocks.get().due_on == date(2012, 12, 21)
    assert "postponement_granted" in actions(task)


def test_more_time_for_a_milestone_moves_the_milestone_only(task):
    grant_postponement(ask(task, date(2012, 4, 13), milestone=milestone(task)), actor=people()[0], at=at(3, 21))

    assert (milestone(task).due_on, milestone(task).first_due_on) == (date(2012, 4, 13), date(2012, 3, 30))
    assert task.clocks.get().due_on == date(2012, 12, 14)


@pytest.mark.parametrize(("due_on", "place"), [
    (date(2012, 3, 30), 1),   # no later than now
    (date(2012, 4, 2), 1),    # Qingming: a day off
    (date(2012, 12, 17), 2),  # after the task itself
])
def test_days_that_cannot_be_granted_are_refused_when_asked(task, due_on, place):
    with pytest.raises(Refused):
        ask(task, due_on, milestone=milestone(task, place))


def test_one_request_at_a_time_refused_with_a_reason_leaves_the_day(task):
    asked = ask(task, date(2012, 12, 21))

    with pytest.raises(Refused):
        ask(task, date(2012, 12, 24))
    with pytest.raises(Refused):
        refuse_postponement(asked, reason=" ", actor=people()[0], at=at(3, 22))
    refuse_postponement(asked, reason="理由不足", actor=people()[0], at=at(3, 22))

    assert Task.objects.get(pk=task.pk).due_on == date(2012, 12, 14)


def order(record: Record) -> FollowUp:
    return issue_follow_up(record, demand="说明原因", due_on=date(2012, 4, 12), actor=people()[0], at=at(4, 9))


def test_an_order_is_issued_answered_and_closed(task):
    issued = order(task)
    answer_follow_up(issued, answer="已补报", actor=people()[1], at=at(4, 11))
    close_follow_up(issued, note="属实", actor=people()[0], at=at(4, 12))

    issued.refresh_from_db()
    assert (issued.number, issued.answered_on, issued.closed_on) == ("DB2012-00001", date(2012, 4, 11), date(2012, 4, 12))
    assert actions(task)[-3:] == ["follow_up_issued", "follow_up_answered", "follow_up_closed"]


def test_a_supporting_department_does_not_answer_and_the_lead_does_not_close(task):
    issued = order(task)

    with pytest.raises(Refused):
        answer_follow_up(issued, answer="已补报", actor=make_user("liaison", "aic"), at=at(4, 11))
    with pytest.raises(Refused):
        close_follow_up(issued, note="属实", actor=people()[1], at=at(4, 11))


@pytest.mark.parametrize(("day", "level"), [((4, 16), 0), ((4, 17), 1), ((4, 25), 1), ((4, 26), 2)])
def test_an_unanswered_order_goes_up_after_three_and_ten_working_days(task, day, level):
    issued = order(task)

    passed_up = escalate(at=at(*day), calendar=work_calendar())

    issued.refresh_from_db()
    assert (issued.level, len(passed_up)) == (level, min(level, 1))
    assert escalate(at=at(*day), calendar=work_calendar()) == []


def test_an_answered_order_stays_where_it_is(task):
    issued = order(task)
    answer_follow_up(issued, answer="已补报", actor=people()[1], at=at(4, 11))

    assert escalate(at=at(6, 1), calendar=work_calendar()) == []


def test_an_assigned_task_keeps_its_days_when_changed(task):
    change_task(task, task_plan(title="新名称", due_on=date(2012, 12, 28), supporting=()), actor=people()[0], at=at(4, 1))

    task.refresh_from_db()
    assert (task.title, task.task.due_on, list(task.shared_with.all())) == ("新名称", date(2012, 12, 14), [])
    assert {"plan_changed", "shared"} <= set(actions(task))


def test_a_draft_changes_whole(packs):
    record = make_task()
    plan = task_plan(due_on=date(2012, 6, 29), milestones=(MilestonePlan("完成", date(2012, 6, 15)),))

    change_task(record, plan, actor=people()[0], at=at(3, 1))

    assert [(one.name, one.due_on) for one in record.task.milestones.all()] == [("完成", date(2012, 6, 15))]
    assert Task.objects.get(pk=record.pk).first_due_on == date(2012, 6, 29)


def test_a_milestone_outside_its_task_is_refused(packs):
    with pytest.raises(Refused):
        make_task(due_on=date(2012, 11, 29))


def test_copying_moves_days_off_to_working_days_and_leaves_cancelled_tasks(packs):
    kept = make_task(milestones=(MilestonePlan("清明前", date(2012, 4, 5)),), due_on=date(2012, 12, 31))
    cancelled = make_task()
    take(cancelled, "cancel", actor=people()[0])

    found = planned_copy(source=2012, target=2013, calendar=work_calendar())

    assert [one.old for one in found] == [kept]
    assert [one.due_on for one in found[0].plan.milestones] == [date(2013, 4, 7)]  # 4 to 6 April 2013 are days off, the 7th is made up
    assert found[0].plan.due_on == date(2013, 12, 31)


def test_copied_tasks_are_drafts_under_goals_of_their_own(packs):
    one, other = make_task(), make_task(title="另一项")

    made = copy_plan(
        source=2012, target=2013, title="2013年计划", codes={one.code}, area=one.area, actor=people()[0], at=at(12, 20),
        calendar=work_calendar(),
    )

    copy = made[0]
    assert (len(made), copy.state, copy.title, copy.task.copied_from) == (1, "planned", one.title, one.task)
    assert copy.task.measure.goal.plan_id == 2013
    assert [department.code for department in copy.shared_with.all()] == ["aic"]
    with pytest.raises(Refused):
        planned_copy(source=2012, target=2013, calendar=work_calendar())
    assert other.title not in [record.title for record in made]


def test_issuing_assigns_what_it_can_and_names_the_rest(packs):
    good, bad = make_task(), make_task(milestones=())

    assigned, refused = issue_plan(year=2012, actor=people()[0], at=at(2, 20), calendar=work_calendar())

    assert (assigned, [record.pk for record, _why in refused]) == (1, [bad.pk])
    assert Record.objects.get(pk=good.pk).state == "assigned"


def test_the_place_of_a_task_goes_on_under_its_measure(packs):
    measure = make_measure()

    made = [make_task(measure=measure) for _count in range(2)]

    assert [record.task.position for record in made] == [1, 2]
