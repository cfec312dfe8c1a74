"""People are told of follow-up orders, reports and requests of the plan."""

from datetime import date

from factories import make_user
from hengzhi.core.reference import work_calendar
from hengzhi.programme.services.follow_up import answer_follow_up, escalate, issue_follow_up
from hengzhi.programme.services.postponement import ask_postponement, refuse_postponement
from hengzhi.programme.services.progress import accept_progress, report_progress
from notices.makers import swept, told
from programme.making import AT, at, make_task, people


def since(user, seen: int) -> list[str]:
    return told(user)[seen:]


def test_an_order_reaches_the_lead_department_its_answer_who_issued_it_and_an_unanswered_one_the_heads(packs):
    record, (office, liaison) = make_task("assign", "take"), people()
    supporter, leader = make_user("liaison", "aic"), make_user("leader", "government-office")
    swept(AT)
    seen = {user.pk: len(told(user)) for user in (office, liaison, supporter, leader)}

    order = issue_follow_up(record, demand="说明进度滞后原因", due_on=date(2012, 3, 9), actor=office, at=at(3, 6))
    swept(at(3, 6))
    late = escalate(at=at(3, 16), calendar=work_calendar())
    swept(at(3, 16))
    answer_follow_up(order, answer="已倒排工期", actor=liaison, at=at(3, 17))
    swept(at(3, 17))

    assert len(late) == 1
    assert since(liaison, seen[liaison.pk]) == ["programme.ordered"]
    assert since(supporter, seen[supporter.pk]) == []
    assert since(leader, seen[leader.pk]) == ["programme.passed_up"]
    assert since(office, seen[office.pk]) == ["programme.passed_up", "programme.answered"]


def test_a_report_and_a_request_reach_the_office_and_the_decisions_who_asked(packs):
    record, (office, liaison) = make_task("assign", "take"), people()
    swept(AT)
    seen = {user.pk: len(told(user)) for user in (office, liaison)}

    report = report_progress(record, text="方案已印发", percent=20, actor=liaison, at=at(3, 6))
    asked = ask_postponement(
        record, due_on=date(2012, 12, 21), grounds="资料滞后", actor=liaison, at=at(3, 6), calendar=work_calendar()
    )
    swept(at(3, 6))
    accept_progress(report, actor=office, at=at(3, 7))
    refuse_postponement(asked, reason="理由不足", actor=office, at=at(3, 7))
    swept(at(3, 7))

    assert since(office, seen[office.pk]) == ["programme.to_decide"] * 2
    assert since(liaison, seen[liaison.pk]) == ["programme.decided"] * 2
