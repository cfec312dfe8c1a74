"""The pages of the plan: what they show, what they cost, what they refuse."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_user, take
from hengzhi.programme.models import FollowUp, Plan, Progress
from hengzhi.register.models import AuditEvent, Record
from programme.making import at, department, make_measure, make_task, people

FACES = ("list", "board", "timeline", "overview")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(packs):
    return client_of(people()[0])


@pytest.fixture
def liaison(packs):
    return client_of(people()[1])


@pytest.mark.parametrize("face", FACES)
def test_every_face_costs_the_same_for_one_task_and_for_three(office, face, django_assert_num_queries):
    make_task("assign", "take")
    office.get(reverse(f"programme:{face}"))
    costs = {"list": 17, "board": 15, "timeline": 15, "overview": 13}

    with django_assert_num_queries(costs[face]):
        office.get(reverse(f"programme:{face}"))
    for code in ("science", "education"):
        make_task("assign", title=code, department=department(code), supporting=(department("commerce"), department("health")))

    with django_assert_num_queries(costs[face]):
        page = office.get(reverse(f"programme:{face}"))
    assert page.status_code == 200


def test_the_leaders_screen_counts_by_department_and_goal(packs):
    make_task("assign", "take")
    done = make_task("assign", title="教育任务", department=department("education"), supporting=())
    Record.objects.filter(pk=done.pk).update(state="done", is_open=False)
    type(done.task).objects.filter(pk=done.pk).update(reported_on=date(2012, 12, 3))
    page = client_of(make_user("leader", "government-office")).get(reverse("programme:overview"))

    sums = {one.code: (total.red, total.done) for one, total in page.context["departments"]}
    assert sums == {"commerce": (1, 0), "education": (0, 1)}
    assert [(goal.position, total.tasks) for goal, total in page.context["goals"]] == [(1, 2)]


def test_a_department_sees_what_it_leads_and_supports_and_nothing_else(liaison):
    led, supported = make_task("assign"), make_task("assign", department=department("aic"), supporting=(department("commerce"),))
    hidden = make_task("assign", title="看不见的任务", department=department("science"))

    page = liaison.get(reverse("programme:department", args=["commerce"]))

    assert [line.record for line in page.context["led"]] == [led]
    assert [line.record for line in page.context["supported"]] == [supported]
    assert [line.record for line, _why in page.context["to_do"]] == [led]
    other = liaison.get(reverse("programme:department", args=["science"]))
    assert hidden.title not in other.content.decode()
    assert liaison.get(hidden.get_absolute_url()).status_code == 404


def test_filters_and_tabs_narrow_the_table_and_the_export_alike(office):
    late, draft = make_task("assign", "take"), make_task(title="草稿任务")

    page = office.get(reverse("programme:list") + "?light=red")
    sheet = b"".join(office.get(reverse("programme:export", args=["csv"]) + "?light=red").streaming_content).decode()

    assert [line.record for line in page.context["page"]] == [late]
    assert (late.code in sheet, draft.code in sheet) == (True, False)
    assert AuditEvent.objects.filter(action="exported").get().facts["rows"] == "1"
    drafts = office.get(reverse("programme:list") + "?view=off")
    assert [line.record for line in drafts.context["page"]] == [draft]


def test_a_card_takes_its_step_without_dragging(liaison):
    record = make_task("assign")

    answer = liaison.post(reverse("programme:board-step", args=[record.code, "take"]) + "?year=2012")

    record.refresh_from_db()
    assert (answer.status_code, answer.url, record.state) == (302, f"/programme/board/?year=2012#{record.code}", "in_hand")
    refused = liaison.post(reverse("programme:board-step", args=[record.code, "take"]))
    assert refused.status_code == 422


def test_a_liaison_reports_and_the_office_accepts_in_the_browser(office, liaison):
    record = make_task("assign", "take")
    place = record.task.milestones.first().pk
    given = {"progress-text": "已印发", "progress-milestone": place, "progress-reached_on": "2012-03-28", "progress-percent": "50"}

    assert liaison.post(reverse("programme:progress", args=[record.code]), given).status_code == 302
    report = Progress.objects.get()
    assert liaison.post(reverse("programme:progress-accept", args=[record.code, report.pk])).status_code == 403
    assert office.post(reverse("programme:progress-accept", args=[record.code, report.pk])).status_code == 302

    assert record.task.milestones.get(pk=place).done_on == date(2012, 3, 28)


def test_a_refused_report_keeps_what_was_typed(liaison):
    record = make_task("assign", "take")
    given = {"progress-text": "写了很多", "progress-milestone": record.task.milestones.first().pk, "progress-reached_on": "2013-01-05"}

    page = liaison.post(reverse("programme:progress", args=[record.code]), given)

    assert page.status_code == 422
    assert "写了很多" in page.content.decode()


def test_orders_and_more_time_pass_through_the_pages(office, liaison):
    record = make_task("assign", "take")
    issue = {"follow_up-demand": "说明原因", "follow_up-due_on": "2012-12-31"}
    ask = {"postponement-milestone": "", "postponement-due_on": "2012-12-31", "postponement-grounds": "会签未齐"}

    assert office.post(reverse("programme:follow-up", args=[record.code]), issue).status_code == 302
    order = FollowUp.objects.get()
    assert liaison.post(reverse("programme:follow-up-answer", args=[record.code, order.pk]), {f"order-{order.pk}-words": "已补报"}).status_code == 302
    assert office.post(reverse("programme:follow-up-close", args=[record.code, order.pk]), {f"order-{order.pk}-words": "属实"}).status_code == 302
    assert liaison.post(reverse("programme:postponement", args=[record.code]), ask).status_code == 302
    asked = record.task.postponements.get()
    assert office.post(reverse("programme:postponement-refuse", args=[record.code, asked.pk]), {f"postponement-{asked.pk}-words": "不够"}).status_code == 302

    order.refresh_from_db()
    asked.refresh_from_db()
    assert (bool(order.closed_on), asked.state) == (True, "refused")
    assert office.get(record.get_absolute_url()).status_code == 200


def test_cancelling_asks_first_and_names_the_task(office):
    record = make_task("assign")

    asked = office.get(reverse("programme:cancel", args=[record.code]))
    unexplained = office.post(reverse("programme:cancel", args=[record.code]), {"cancel-note": " "})
    done = office.post(reverse("programme:cancel", args=[record.code]), {"cancel-note": "并入市级专项"})

    record.refresh_from_db()
    assert record.title in asked.content.decode()
    assert (unexplained.status_code, done.status_code, record.state) == (422, 302, "cancelled")


def test_a_task_is_planned_with_milestones_on_one_page(office):
    measure = make_measure()
    lines = {"milestone-TOTAL_FORMS": "2", "milestone-INITIAL_FORMS": "0", "milestone-0-name": "方案", "milestone-0-due_on": "2012-06-29"}
    given = {
        "title": "新任务", "measure": measure.pk, "department": department("commerce").pk, "supporting": [department("aic").pk],
        "deliverable": "方案", "starts_on": "2012-03-01", "due_on": "2012-12-14", **lines,
    }

    more = office.post(reverse("programme:new"), {**given, "more": "1"})
    made = office.post(reverse("programme:new"), given)

    record = Record.objects.get(kind="task")
    assert (more.status_code, len(more.context["lines"]), made.status_code) == (200, 5, 302)
    assert [one.name for one in record.task.milestones.all()] == ["方案"]
    assert [one.code for one in record.shared_with.all()] == ["aic"]
    edit = office.get(reverse("programme:edit", args=[record.code]))
    assert edit.status_code == 200
    change = {**given, "title": "改名", "milestone-0-due_on": "2013-06-29"}
    assert office.post(reverse("programme:edit", args=[record.code]), change).status_code == 422
    assert office.post(reverse("programme:edit", args=[record.code]), {**given, "title": "改名"}).status_code == 302
    record.refresh_from_db()
    assert record.title == "改名"


def test_a_plan_is_begun_with_its_paper_goals_and_measures(office):
    address = reverse("programme:goals") + "?year=2013"
    empty = office.get(address)

    office.post(address, {"form": "plan", "plan-title": "2013年计划"})
    office.post(address, {"form": "goal", "goal-name": "目标一", "goal-target_text": "≥90%"})
    office.post(address, {"form": "measure", "measure-goal": Plan.objects.get(pk=2013).goals.get().pk, "measure-name": "措施一"})
    wrong = office.post(address, {"form": "goal", "goal-name": ""})

    assert (empty.status_code, wrong.status_code) == (200, 422)
    assert Plan.objects.get(pk=2013).goals.get().measures.get().number == "1.1"


def test_copying_shows_what_it_makes_before_it_does(office):
    record = make_task("assign")
    address = reverse("programme:copy") + "?year=2012"

    preview = office.get(address)
    made = office.post(address, {"task": [record.code]})

    assert record.title in preview.content.decode()
    assert made.url == reverse("programme:list") + "?year=2013"
    issue = office.get(reverse("programme:issue") + "?year=2013")
    assert [one.title for one in issue.context["ready"]] == [record.title]
    assert office.get(address).status_code == 422


@pytest.mark.parametrize(("role", "code", "whole"), [("office", "qtsb", 200), ("liaison", "commerce", 403)])
def test_letters_are_given_to_who_may_see_the_tasks(packs, role, code, whole):
    make_task("assign")
    client = client_of(make_user(role, code))

    letter = client.get(reverse("programme:letter", args=[2012, "commerce"]))

    assert letter.content[:2] == b"PK"
    assert client.get(reverse("programme:letters", args=[2012])).status_code == whole
    assert client.get(reverse("programme:letter", args=[2012, "tax"])).status_code == 404


def test_a_task_page_costs_no_more_with_more_history(office, liaison, django_assert_max_num_queries):
    record = make_task("assign", "take")
    for day in (5, 6, 7):
        liaison.post(reverse("programme:progress", args=[record.code]), {"progress-text": f"第{day}次"})
    take(record, "cancel", actor=people()[0], at=at(6, 1))

    with django_assert_max_num_queries(30):
        office.get(record.get_absolute_url())


def test_open_milestones_stand_in_the_calendar_of_who_may_see_them(packs, django_assert_num_queries):
    from hengzhi.programme.agenda import entries

    make_task("assign", "take")
    supporter, stranger = make_user("liaison", "aic"), make_user("liaison", "science")
    days = date(2012, 3, 1), date(2012, 3, 31)

    assert supporter.grants
    with django_assert_num_queries(2):
        found = list(entries(supporter, *days))

    assert [(entry.day, entry.title) for entry in found] == [(date(2012, 3, 30), "印发方案 · 开展重点消费品质量监督抽查")]
    assert list(entries(stranger, *days)) == []
