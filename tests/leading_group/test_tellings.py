"""People are told of meetings, decisions and reminders of the leading group by the channels they chose."""

from datetime import UTC, date, datetime, time

import pytest

from hengzhi.core.reference import work_calendar
from hengzhi.leading_group.services.documents import remind
from hengzhi.leading_group.services.meetings import change_meeting
from hengzhi.notices.models import Notice
from hengzhi.notices.reminders import remind as remind_in_the_morning
from hengzhi.register.services import move
from leading_group.making import at, liaison, make_decision, make_group, make_issued, make_meeting, meeting_plan, office
from notices.makers import swept, told

MORNING = datetime(2012, 2, 9, 0, 0, tzinfo=UTC)  # the day before the meeting, 8:00 in Shanghai


@pytest.fixture
def people(packs):
    """Return a liaison of a department in the group and one of a department outside it."""
    make_group()
    return liaison("commerce"), liaison("tax")


def test_departments_called_to_a_meeting_are_told_and_told_again_when_it_changes_or_is_called_off(people):
    member, stranger = people
    meeting = make_meeting()
    swept(at(2, 2))
    change_meeting(meeting, meeting_plan(begins_at=time(9, 0)), actor=office(), at=at(2, 3))
    swept(at(2, 3))
    move(meeting, "call_off", actor=office(), at=at(2, 4), calendar=work_calendar(), note="改期另行通知")
    swept(at(2, 4))

    assert (told(member), told(stranger)) == (["leading_group.called"] * 3, [])


def test_a_meeting_is_reminded_of_once_for_its_day_and_not_once_it_was_called_off(people):
    member, stranger = people
    meeting = make_meeting()

    assert remind_in_the_morning(at=MORNING)
    assert remind_in_the_morning(at=MORNING)
    move(meeting, "call_off", actor=office(), at=at(2, 9), calendar=work_calendar(), note="改期")
    remind_in_the_morning(at=at(2, 10))

    assert (told(member), told(stranger)) == (["leading_group.meeting_near"], [])
    assert "2012-02-10" in str(Notice.objects.get(user=member).facts)


def test_the_responsible_department_learns_of_its_decision_and_when_it_falls_due(people):
    member, stranger = people
    other = liaison("science")
    make_decision(codes=("commerce",), due_on=date(2012, 6, 29))
    swept(at(2, 11))
    remind_in_the_morning(at=at(6, 28))
    remind_in_the_morning(at=at(7, 2))
    remind_in_the_morning(at=at(7, 3))

    kinds = [kind for kind in told(member) if kind != "leading_group.called"]
    assert kinds == ["leading_group.decided", *["leading_group.decision_near"] * 3]
    assert [kind for kind in told(other) + told(stranger) if kind != "leading_group.called"] == []


def test_a_reminder_of_an_answer_reaches_the_department_that_has_not_answered(people):
    member, _stranger = people
    record, _answers = make_issued(codes=("commerce",))
    swept(at(2, 13))
    before = len(told(member))

    remind(record, actor=office(), at=at(3, 5))
    swept(at(3, 5))

    assert told(member)[before:] == ["leading_group.reminded"]
    assert told(office()).count("leading_group.reminded") == 0
