"""Documents: numbers, answers, completeness, reminders."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document as WordDocument

from hengzhi.core.errors import Refused
from hengzhi.core.reference import site, work_calendar
from hengzhi.documents.docx import render_docx
from hengzhi.leading_group.models import GroupDocument
from hengzhi.leading_group.papers import in_chinese, issued_document
from hengzhi.leading_group.queries import completeness_of
from hengzhi.leading_group.services.documents import issue_document, name_tasks, next_number, remind
from hengzhi.register.models import Record
from hengzhi.register.services import move
from leading_group.making import at, give, liaison, make_document, make_issued, office
from programme.making import make_task


def test_numbers_run_through_a_year_by_mark(packs):
    for mark in ("虹质安", "虹质安", "虹质安办"):
        make_issued(mark=mark, answers_due_on=None)

    assert list(GroupDocument.objects.order_by("pk").values_list("number", flat=True)) == [
        "虹质安〔2012〕1号", "虹质安〔2012〕2号", "虹质安办〔2012〕1号",
    ]
    assert next_number("虹质安", 2012) == "虹质安〔2012〕3号"


def test_every_recipient_is_asked_for_its_answer_by_the_day(packs):
    record, answers = make_issued()

    assert [(one.department.code, one.due_on, one.state) for one in answers] == [
        (code, date(2012, 3, 9), "asked") for code in ("commerce", "science", "aic")
    ]
    assert (record.state, record.due_on) == ("issued", date(2012, 3, 9))
    assert [one.code for one in record.shared_with.all()] == ["commerce", "science", "aic"]


def test_a_document_that_wants_no_answer_is_filed_at_once(packs):
    record, answers = make_issued(answers_due_on=None)

    assert (answers, record.state, record.is_open) == ([], "concluded", False)


def test_a_draft_is_seen_by_the_office_alone(packs):
    draft, (issued, _answers) = make_document(), make_issued()

    assert set(Record.objects.visible_to(office()).filter(kind="document")) == {draft, issued}
    assert list(Record.objects.visible_to(liaison()).filter(kind="document")) == [issued]


@pytest.mark.parametrize("lacks", [{"text": " "}, {"codes": ()}, {"answers_due_on": date(2012, 2, 12)}])
def test_a_document_without_text_or_recipients_or_with_a_day_that_passed_is_not_issued(packs, lacks):
    record = make_document(**lacks)

    with pytest.raises(Refused):
        issue_document(record, actor=office(), at=at(2, 13), calendar=work_calendar())
    record.refresh_from_db()
    assert (record.state, record.group_document.number, next_number("虹质安", 2012)) == ("drafted", "", "虹质安〔2012〕1号")


def test_the_completeness_list_names_who_has_not_answered(packs):
    record, answers = make_issued()
    give(answers[0])
    give(answers[2], when=at(3, 12))

    found = completeness_of(record, office())

    assert ([one.record.department.code for one in found.missing], len(found.came), found.late, found.is_whole) == (["science"], 2, 1, True)
    own = completeness_of(record, liaison("science"))
    assert ([one.record.department.code for one in own.answers], own.is_whole) == (["science"], False)


def test_a_department_answers_for_itself_only(packs):
    _record, answers = make_issued()

    with pytest.raises(Refused):
        move(answers[0], "answer", actor=liaison("aic"), at=at(3, 1), calendar=work_calendar(), facts={"text": "措施"})
    with pytest.raises(Refused):
        move(answers[0], "answer", actor=liaison("commerce"), at=at(3, 1), calendar=work_calendar(), facts={"text": ""})
    assert list(Record.objects.visible_to(liaison("aic")).filter(kind="answer")) == [answers[2]]


def test_a_returned_answer_is_given_anew_and_the_document_filed_when_all_are_accepted(packs):
    record, answers = make_issued(codes=("commerce",))
    given = {"actor": office(), "at": at(3, 5), "calendar": work_calendar()}
    give(answers[0])
    with pytest.raises(Refused):
        move(record, "conclude", **given)

    move(answers[0], "return", note="没有时间节点", **given)
    give(answers[0], when=at(3, 7))
    move(answers[0], "accept", **given)
    move(record, "conclude", **given)

    assert (answers[0].state, record.state, answers[0].document_answer.answered_on) == ("accepted", "concluded", date(2012, 3, 7))


def test_who_has_not_answered_is_reminded_once_a_day_in_the_trail(packs):
    record, answers = make_issued()
    give(answers[0])

    reminded = remind(record, actor=office(), at=at(3, 8))

    assert [one.record for one in reminded] == answers[1:]
    assert [one.events.last().action for one in answers[1:]] == ["answer_reminded"] * 2
    assert record.events.last().note == "区科委、区工商分局"
    with pytest.raises(Refused):
        remind(record, actor=office(), at=at(3, 8))
    assert len(remind(record, actor=office(), at=at(3, 9))) == 2
    with pytest.raises(Refused):
        remind(record, actor=liaison(), at=at(3, 10))


def test_an_answer_names_tasks_its_department_leads(packs):
    _record, answers = make_issued()
    task = make_task("assign")

    name_tasks(answers[0], [task.task], actor=liaison(), at=at(3, 1))

    assert [one.record for one in answers[0].document_answer.tasks.all()] == [task]
    with pytest.raises(Refused):
        name_tasks(answers[1], [task.task], actor=liaison("science"), at=at(3, 1))


def test_the_paper_carries_number_recipients_and_the_day_for_answers(packs):
    record, _answers = make_issued()

    text = "\n".join(p.text for p in WordDocument(BytesIO(render_docx(in_chinese(issued_document, record, site())))).paragraphs)

    for said in ("虹质安〔2012〕1号", "实施质量强区战略的若干意见", "区商务委、区科委、区工商分局：", "总体要求", "2012年3月9日前"):
        assert said in text
