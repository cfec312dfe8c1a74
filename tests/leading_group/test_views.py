"""The pages of the leading group: what they show, what they cost, what they refuse."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_user
from hengzhi.leading_group.models import Charge, Duty, Group, Member
from hengzhi.register.models import AuditEvent, Record
from leading_group.making import (
    department,
    give,
    liaison,
    make_decision,
    make_document,
    make_draft,
    make_group,
    make_issued,
    office,
)
from programme.making import make_measure, make_task


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(packs):
    return client_of(office())


def address(name: str, *args) -> str:
    return reverse(f"leading_group:{name}", args=args)


def test_the_home_page_tells_who_was_a_member_on_the_day_asked(desk):
    first = make_group(date(2011, 3, 1), codes=("commerce",))
    make_group(date(2012, 1, 9), after=first.leading_group, codes=("aic",))

    old, new = (desk.get(address("home") + f"?on={day}") for day in ("2011-12-31", "2012-02-01"))

    assert [one.name for one in old.context["roll"].members] == ["commerce某"]
    assert [one.name for one in new.context["roll"].members] == ["aic某"]
    sheet = b"".join(desk.get(address("roll-export", "csv") + "?on=2011-12-31").streaming_content).decode()
    assert ("commerce某" in sheet, "aic某" in sheet) == (True, False)
    assert desk.get(address("home") + "?on=nonsense").status_code == 200


def _three_of_each() -> None:
    for number in range(2):
        make_decision(title=f"决定{number}", codes=("commerce", "science"))
        make_issued(title=f"文件{number}")


@pytest.mark.parametrize(("face", "cost"), [("home", 11), ("meetings", 7), ("decisions", 8), ("documents", 7)])
def test_every_list_costs_the_same_for_one_record_and_for_three(desk, face, cost, django_assert_num_queries):
    where = address("home") if face == "home" else address("list", face)
    make_group()
    make_decision()
    make_issued()
    desk.get(where)

    with django_assert_num_queries(cost):
        desk.get(where)
    _three_of_each()
    with django_assert_num_queries(cost):
        shown = desk.get(where)
    assert shown.status_code == 200
    if face != "home":
        assert shown.context["page"].paginator.count == 3


def test_lists_narrow_by_words_and_state_and_export_what_they_show(desk):
    make_group()
    make_document(title="第一号草稿")
    issued, _answers = make_issued()

    by_state = desk.get(address("list", "documents") + "?state=issued")
    by_words = desk.get(address("list", "documents") + "?q=第一号")
    sheet = b"".join(desk.get(address("list-export", "documents", "csv") + "?state=issued").streaming_content).decode()

    assert [record for record, _cells in by_state.context["lines"]] == [issued]
    assert [record.title for record, _cells in by_words.context["lines"]] == ["第一号草稿"]
    assert ("虹质安〔2012〕1号" in sheet, "第一号草稿" in sheet) == (True, False)
    assert AuditEvent.objects.get(action="exported").facts["rows"] == "1"
    assert "Nothing passes" in desk.get(address("list", "documents") + "?q=没有的", headers={"accept-language": "en"}).content.decode()
    assert desk.get(address("list", "nothing")).status_code == 404


def test_forming_anew_passes_through_a_preview_and_a_confirmation(desk):
    first = make_group()
    preview = desk.get(address("reform", first.code))
    given = {"title": "调整后的领导小组", "office": department("qtsb").pk, "director": "丙", "director_post": "局长", "seat": ["0", "1", "2"]}

    assert [seat.name for _place, seat, _role, _on in preview.context["seats"]][2:] == ["commerce某", "science某", "aic某"]
    made = desk.post(address("reform", first.code), given)
    draft = Record.objects.get(kind="group", state="drafted")
    assert made.url == draft.get_absolute_url()
    asked = desk.get(address("form", draft.code))
    assert [one.name for one in asked.context["go"]] == ["science某", "aic某"]
    assert desk.post(address("step", draft.code, "form")).url == address("form", draft.code)
    assert desk.post(address("form", draft.code), {"starts_on": "2012-01-09", "paper": "3号"}).status_code == 422
    assert desk.post(address("form", draft.code), {"starts_on": "2012-06-01", "paper": "3号"}).status_code == 302

    assert Group.objects.get(pk=first.pk).ends_on == date(2012, 5, 31)
    assert desk.get(first.get_absolute_url()).status_code == 200


def test_members_are_added_and_ended_on_the_page(desk):
    record, draft_free = make_group(), {"seat-role": "deputy", "seat-name": "丁", "seat-post": "副区长"}

    refused = desk.post(address("member-add", record.code), {**draft_free, "seat-since": "2011-01-01"})
    added = desk.post(address("member-add", record.code), {**draft_free, "seat-since": "2012-02-01"})
    member = Member.objects.get(name="丁")
    ended = desk.post(address("member-end", record.code, member.pk), {"until": "2012-03-01"})

    assert (refused.status_code, added.status_code, ended.status_code) == (422, 302, 302)
    assert "2012-01-09" in refused.content.decode()
    member.refresh_from_db()
    assert member.ends_on == date(2012, 3, 1)


def test_a_draft_gives_up_a_member_and_is_dropped_with_a_reason(desk):
    draft = make_draft()
    member = draft.leading_group.members.last()

    desk.post(address("member-end", draft.code, member.pk))
    unexplained = desk.post(address("step", draft.code, "drop"), {"drop-note": ""})
    desk.post(address("step", draft.code, "drop"), {"drop-note": "暂缓调整"})

    draft.refresh_from_db()
    assert (draft.leading_group.members.count(), unexplained.status_code, draft.state) == (4, 422, "dropped")


def test_a_meeting_goes_from_convening_to_minutes_in_the_browser(desk):
    make_group()
    lines = {"agenda-TOTAL_FORMS": "2", "agenda-INITIAL_FORMS": "0", "agenda-0-title": "动员部署", "agenda-0-reporter": "区质监局"}
    plan = {"title": "推进会", "meets_on": "2012-02-10", "begins_at": "14:00", "place": "会议室", "chair": "副区长乙"}

    assert desk.post(address("meeting-new"), {**plan, **lines, "meets_on": "2001-01-01"}).status_code == 422
    assert desk.post(address("meeting-new"), {**plan, **lines}).status_code == 302
    record = Record.objects.get(kind="meeting")
    assert desk.post(address("step", record.code, "hold")).status_code == 422
    sheet = {f"state-{line.pk}": "present" for line in record.meeting.attendance.all()}
    assert desk.post(address("attendance", record.code), {**sheet, "guests": ""}).status_code == 302
    assert desk.post(address("step", record.code, "hold")).status_code == 302
    decision = {"decision-title": "开展整治", "decision-text": "开展整治。", "decision-responsible": [department("commerce").pk], "decision-due_on": "2012-06-29"}
    assert desk.post(address("decision-add", record.code), decision).status_code == 302
    assert desk.post(address("minutes", record.code), {"minutes-text": "会议强调。"}).status_code == 302
    assert desk.post(address("step", record.code, "minute")).status_code == 302

    record.refresh_from_db()
    assert (record.state, [item.title for item in record.meeting.agenda.all()]) == ("minuted", ["动员部署"])
    assert desk.get(address("minutes-docx", record.code)).content[:2] == b"PK"
    assert desk.post(address("meeting-change", record.code), {**plan, **lines}).status_code == 422


def test_a_decision_makes_a_task_and_shows_what_became_of_it(desk):
    make_group()
    decision, measure, known = make_decision(), make_measure(), make_task("assign")
    given = {
        "title": "开展整治", "measure": measure.pk, "department": department("commerce").pk, "deliverable": "总结",
        "starts_on": "2012-02-10", "due_on": "2012-06-29", "milestone-TOTAL_FORMS": "1", "milestone-INITIAL_FORMS": "0",
        "milestone-0-name": "整治", "milestone-0-due_on": "2012-06-29",
    }

    assert desk.get(address("task-new", decision.code)).context["form"].initial["title"] == decision.title
    foreign = desk.post(address("task-new", decision.code), {**given, "department": department("tax").pk})
    made = desk.post(address("task-new", decision.code), given)
    named = desk.post(address("task-name", decision.code), {"task-code": known.code})

    assert (foreign.status_code, made.status_code, named.status_code) == (422, 302, 302)
    page = desk.get(decision.get_absolute_url())
    assert [line.record.title for line in page.context["lines"]] == [known.title, "开展整治"]
    assert desk.post(address("step", decision.code, "finish"), {"finish-outcome": "完成"}).status_code == 422


def test_a_department_sees_of_a_decision_the_tasks_it_may_see(packs):
    make_group()
    decision, own, other = make_decision(codes=("commerce", "science")), make_task("assign"), make_task("assign", department=department("education"), supporting=())
    decision.decision.tasks.set([own.task, other.task])

    page = client_of(liaison("commerce")).get(decision.get_absolute_url())

    assert ([line.record for line in page.context["lines"]], page.context["hidden"]) == ([own], 1)


def test_a_document_is_drafted_issued_answered_and_filed_in_the_browser(desk):
    make_group()
    given = {"title": "若干意见", "genre": "opinion", "mark": "虹质安", "text": "# 一\n文", "recipients": [department("commerce").pk], "answers_due_on": "2012-12-31"}
    new = desk.get(address("document-new"))
    assert [one.code for one in new.context["form"].initial["recipients"]] == ["commerce", "science", "aic"]
    assert desk.post(address("document-new"), given).status_code == 302
    record = Record.objects.get(kind="document")
    assert desk.post(address("document-change", record.code), {**given, "title": "改过的意见"}).status_code == 302
    assert "虹质安〔2012〕1号" in desk.get(address("issue", record.code)).content.decode()
    assert desk.post(address("step", record.code, "issue")).url == address("issue", record.code)
    assert desk.post(address("issue", record.code)).status_code == 302
    answer = Record.objects.get(kind="answer")
    department_desk = client_of(liaison("commerce"))
    assert department_desk.post(address("step", answer.code, "answer"), {"answer-text": "一是整治。"}).status_code == 302
    assert desk.post(address("step", answer.code, "accept")).status_code == 302
    assert desk.post(address("step", record.code, "conclude")).status_code == 302

    record.refresh_from_db()
    assert (record.title, record.state) == ("改过的意见", "concluded")
    assert desk.get(address("document-docx", record.code)).content[:2] == b"PK"


def test_the_page_of_a_document_names_who_has_not_answered_and_costs_the_same_for_more(desk, django_assert_num_queries):
    small, _answers = make_issued(codes=("commerce",))
    large, answers = make_issued(codes=("commerce", "science", "aic"))
    give(answers[1])
    desk.get(small.get_absolute_url())

    with django_assert_num_queries(22):
        desk.get(small.get_absolute_url())
    with django_assert_num_queries(22):
        page = desk.get(large.get_absolute_url())

    assert [one.record.department.code for one in page.context["found"].missing] == ["commerce", "aic"]
    assert desk.post(address("remind", large.code)).status_code == 302
    assert desk.post(address("remind", large.code)).status_code == 422
    sheet = b"".join(desk.get(address("answers-export", large.code, "csv")).streaming_content).decode()
    assert len(sheet.strip().splitlines()) == 4


def test_an_answer_names_the_tasks_of_its_department(packs):
    _record, answers = make_issued()
    task = make_task("assign")
    page = client_of(liaison("commerce"))

    assert page.post(address("answer-tasks", answers[0].code), {"tasks-tasks": [task.pk]}).status_code == 302

    assert page.get(answers[0].get_absolute_url()).context["named"] == [task]
    assert page.get(answers[1].get_absolute_url()).status_code == 404
    assert client_of(make_user("leader", "government-office")).get(answers[1].get_absolute_url()).status_code == 200


def test_the_matrix_is_filled_and_emptied_on_its_pages(desk):
    duty = Duty.objects.get(code="planning")
    where = address("charge", "planning", "science")
    given = {"areas": [page_area.pk for page_area in desk.get(where).context["form"].fields["areas"].queryset], "post": "科技科科长", "since": "2012-03-01"}

    before = desk.get(address("cover") + "?duty=planning")
    assert desk.post(where, given).status_code == 302
    charge = Charge.objects.get(duty=duty)
    after = desk.get(address("cover") + "?duty=planning")
    assert desk.post(address("charge-end", charge.pk), {"until": "2012-02-01"}).status_code == 422
    assert desk.post(address("charge-end", charge.pk), {"until": "2012-06-01"}).status_code == 302

    assert (len(before.context["gaps"]), len(after.context["gaps"])) == (4, 3)
    assert desk.get(address("cover") + "?duty=planning&on=2012-07-01").context["cover"].filled == 0
    sheet = desk.get(address("cover-export", "xlsx") + "?duty=planning")
    assert b"".join(sheet.streaming_content)[:2] == b"PK"
