"""Meetings: who is called, who came, what was decided, what the paper says."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument

from factories import make_user
from hengzhi.core.errors import Refused
from hengzhi.core.reference import site, work_calendar
from hengzhi.documents.docx import render_docx
from hengzhi.leading_group.agenda import entries
from hengzhi.leading_group.models import Member
from hengzhi.leading_group.papers import in_chinese, minutes_document
from hengzhi.leading_group.services.decisions import name_task, open_task_of
from hengzhi.leading_group.services.group import end_member
from hengzhi.leading_group.services.meetings import change_meeting, convene_meeting, take_attendance, write_minutes
from hengzhi.register.models import Record
from hengzhi.register.services import move
from leading_group.making import (
    at,
    department,
    district,
    liaison,
    make_decision,
    make_group,
    make_meeting,
    meeting_plan,
    office,
)
from programme.making import make_task, task_plan


def called(record) -> list[str]:
    return [line.member.name for line in record.meeting.attendance.select_related("member")]


def test_the_members_in_office_on_the_day_are_called(packs):
    make_group()
    end_member(Member.objects.get(name="science某"), until=date(2012, 2, 9), actor=office(), at=at(2, 1))

    record = make_meeting()

    assert called(record) == ["区长甲", "副区长乙", "commerce某", "aic某"]
    assert [one.code for one in record.shared_with.all()] == ["commerce", "aic"]


def test_a_meeting_moved_to_another_day_calls_who_is_in_office_then(packs):
    make_group()
    record = make_meeting()
    end_member(Member.objects.get(name="science某"), until=date(2012, 2, 20), actor=office(), at=at(2, 1))

    change_meeting(record, meeting_plan(meets_on=date(2012, 2, 24)), actor=office(), at=at(2, 3))

    assert "science某" not in called(record)
    assert record.events.last().action == "meeting_changed"


def test_no_meeting_without_a_group_in_office(packs):
    make_group()

    with pytest.raises(Refused, match="2011-12-01"):
        convene_meeting(plan=meeting_plan(meets_on=date(2011, 12, 1)), actor=office(), at=at(2, 1), calendar=work_calendar())


def test_a_meeting_was_not_held_before_all_attendance_is_known(packs):
    make_group()
    record = make_meeting()

    with pytest.raises(Refused, match="5"):
        move(record, "hold", actor=office(), at=at(2, 10), calendar=work_calendar())


@pytest.mark.parametrize("state", ["delegate", "absent"])
def test_a_delegate_and_an_absence_need_words(packs, state):
    make_group()
    record = make_meeting()
    line = record.meeting.attendance.last()

    with pytest.raises(Refused, match="aic某"):
        take_attendance(record, lines={line.pk: (state, " ")}, guests="", actor=office(), at=at(2, 10))
    take_attendance(record, lines={line.pk: (state, "副局长丁")}, guests="区人大", actor=office(), at=at(2, 10))

    line.refresh_from_db()
    assert (line.state, line.words, record.events.last().facts[state]) == (state, "副局长丁", 1)


def test_decisions_are_numbered_and_stand_between_meeting_and_minutes(packs):
    make_group()
    early = make_meeting()
    with pytest.raises(Refused):
        make_decision(early)
    record = make_meeting("hold")

    first, second = make_decision(record), make_decision(record, title="第二项")
    write_minutes(record, text="会议强调质量。", actor=office(), at=at(2, 11))
    move(record, "minute", actor=office(), at=at(2, 13), calendar=work_calendar())

    assert [one.decision.position for one in (first, second)] == [1, 2]
    assert (first.due_on, record.meeting.decisions.count()) == (date(2012, 6, 29), 2)
    with pytest.raises(Refused):
        make_decision(record, title="第三项")
    with pytest.raises(Refused):
        write_minutes(record, text="改写", actor=office(), at=at(2, 14))


def test_a_decision_becomes_a_task_that_one_of_the_responsible_departments_leads(packs):
    make_group()
    decision = make_decision()
    given = {"area": district(), "actor": office(), "at": at(2, 13), "calendar": work_calendar()}

    with pytest.raises(Refused):
        open_task_of(decision, task_plan(department=department("tax")), **given)
    task = open_task_of(decision, task_plan(department=department("commerce")), **given)

    assert [one.record for one in decision.decision.tasks.all()] == [task]
    assert decision.events.last().facts == {"task": task.code}
    assert Record.objects.filter(kind="task").count() == 1


def test_a_decision_is_carried_out_once_its_tasks_are_closed(packs):
    make_group()
    decision, task = make_decision(), make_task("assign", "take")
    name_task(decision, task, actor=office(), at=at(2, 13))
    finish = {"actor": office(), "at": at(6, 29), "calendar": work_calendar(), "facts": {"outcome": "整治完成"}}

    with pytest.raises(Refused):
        name_task(decision, task, actor=office(), at=at(2, 13))
    with pytest.raises(Refused):
        move(decision, "finish", **finish)
    move(task, "cancel", actor=office(), at=at(6, 1), calendar=work_calendar(), note="并入市级专项")
    move(decision, "finish", **finish)

    assert (decision.state, decision.is_open, decision.clocks.get().state) == ("carried_out", False, "met")


def test_a_decision_is_seen_by_who_is_responsible_and_by_nobody_else(packs):
    make_group()
    decision = make_decision(codes=("commerce", "qtsb"))

    def sees(user) -> bool:
        return Record.objects.visible_to(user).filter(pk=decision.pk).exists()

    assert (sees(liaison("commerce")), sees(liaison("science")), sees(make_user("leader", "government-office"))) == (True, False, True)


def test_the_minutes_say_when_who_and_what(packs):
    make_group()
    record = make_meeting("hold")
    lines = list(record.meeting.attendance.all())
    take_attendance(record, lines={lines[-1].pk: ("delegate", "副局长丁")}, guests="区人大", actor=office(), at=at(2, 10))
    make_decision(record)
    write_minutes(record, text="# 会议情况\n会议听取了汇报。", actor=office(), at=at(2, 11))

    document = in_chinese(minutes_document, record, site())
    assert document.calls_itself == "本纪要"
    text = "\n".join(paragraph.text for paragraph in WordDocument(BytesIO(render_docx(document))).paragraphs)

    for said in ("质量强区工作推进会纪要", "2012年2月10日", "会议听取了汇报。", "由区商务委牵头开展整治。", "责任单位：区商务委；完成时限：2012年6月29日", "区工商分局aic某（副局长丁）", "列席：区人大"):
        assert said in text
    assert render_docx(document) == render_docx(in_chinese(minutes_document, record, site()))


def test_meetings_decisions_and_answers_stand_in_the_calendar_of_who_may_see_them(packs, django_assert_num_queries):
    make_group()
    make_decision()
    user = liaison("commerce")
    days = date(2012, 2, 1), date(2012, 12, 31)

    assert user.grants
    with django_assert_num_queries(3):
        found = [(entry.day, entry.title) for entry in entries(user, *days)]

    assert found == [(date(2012, 2, 10), "14:00 质量强区工作推进会"), (date(2012, 6, 29), "开展重点商圈服务质量整治")]
    assert list(entries(liaison("tax"), *days)) == []


def test_a_meeting_that_was_not_held_has_no_minutes_to_take_away(packs):
    make_group()
    record, client = make_meeting(), Client()
    client.force_login(office())
    address = reverse("leading_group:minutes-docx", args=[record.code])

    assert address not in client.get(record.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 404
