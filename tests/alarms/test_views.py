"""The pages of the early warning: constant queries, answers with reasons, nothing shown to who may not see it."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from alarms.test_services import asked
from alarms.world import enter, make_finding
from factories import make_user
from hengzhi.alarms.models import Alarm, Question
from hengzhi.jobs.models import Job
from hengzhi.organisations.models import Enterprise
from hengzhi.register.models import AuditEvent, Record

LIST = reverse("alarms:list")
LIST_QUERIES = 11
SECRET = "举报人称某店后厨使用过期油"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor")


@pytest.fixture
def client(supervisor):
    return client_of(supervisor)


@pytest.fixture
def records(packs):
    return enter({"title": "冰箱不制冷甲"}, {"title": "冰箱不制冷乙"}, {"title": SECRET[:20], "details": SECRET, "kind": "tipoff", "secret": True})


@pytest.fixture
def alarm(records):
    weeks = tuple({"until": f"2012-12-{day:02}", "observed": day, "expected": 6.1, "lower": 2, "upper": 12} for day in (7, 14, 21, 28))
    asked(make_finding(records, weeks=weeks))
    return Record.objects.get(kind="alarm")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries_for_any_number_of_rows(client, records, rows, django_assert_num_queries):
    for row in range(rows):
        asked(make_finding(records, signal=f"cell:{row}"))
    client.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        shown = client.get(LIST).content.decode()

    assert shown.count("data-line") == rows


@pytest.mark.parametrize(("query", "found"), [
    ("", 1), ("view=all", 1), ("view=answered", 0), ("question=cell", 1), ("question=dispute", 0), ("area=310109017", 1),
    ("category=food", 0), ("q=电器", 1), ("q=没有", 0), ("since=2012-12-28", 1), ("until=2012-12-27", 0), ("answer=explained", 0),
    ("view=no-such-view", 1), ("since=yesterday", 1), ("page=99", 1),
])
def test_views_and_filters_narrow_the_list(client, alarm, query, found):
    answer = client.get(f"{LIST}?{query}")

    assert (answer.status_code, len(answer.context["page"].object_list)) == (200, found)


def test_the_page_shows_sentence_chart_and_records(client, alarm):
    shown = client.get(alarm.get_absolute_url())

    text = shown.content.decode()
    assert "14" in shown.context["sentence"]
    assert text.count("<svg") == 2
    assert [week.is_marked for week in shown.context["picture"].weeks] == [False, False, True, True]
    assert [record.title for record in shown.context["behind"].records] == ["冰箱不制冷甲", "冰箱不制冷乙", SECRET[:20]]


def test_a_secret_tip_off_counts_but_neither_its_title_nor_its_text_surfaces(alarm):
    analyst = client_of(make_user("analyst", "qtsb"))

    shown = analyst.get(alarm.get_absolute_url())

    behind = shown.context["behind"]
    assert ([record.title for record in behind.records], behind.hidden) == (["冰箱不制冷甲", "冰箱不制冷乙"], 1)
    assert SECRET[:8] not in shown.content.decode()


def test_texts_side_by_side_are_those_the_reader_may_see(records, alarm):
    business = Enterprise.objects.create(code="E1", name="某会所")
    asked(make_finding(records, question=Question.DISPUTE, signal="dispute:1", enterprise=business.pk))
    dispute = Record.objects.get(kind="alarm", alarm__question="dispute")

    shown = {role: client_of(make_user(role, department)).get(dispute.get_absolute_url()).content.decode()
             for role, department in (("analyst", "qtsb"), ("auditor", "audit"))}

    assert [SECRET in shown["analyst"], SECRET in shown["auditor"]] == [False, True]


def conduct_question(records, person) -> Record:
    asked(make_finding(records, question=Question.COPIED, signal="copied", person=person.pk, out_of=40, other_hits=2, others=40))
    return Record.objects.get(kind="alarm", alarm__question="copied")


@pytest.mark.parametrize(("role", "department", "status"), [
    ("supervisor", "aic", 200), ("office", "qtsb", 200), ("auditor", "audit", 200), ("analyst", "qtsb", 404), ("handler", "aic", 403),
])
def test_a_question_about_somebodys_work_is_for_heads_and_office(records, role, department, status):
    record = conduct_question(records, make_user("handler"))
    client = client_of(make_user(role, department))

    assert client.get(record.get_absolute_url()).status_code == status
    if status != 403:
        export = b"".join(client.get(reverse("alarms:export", args=["csv"])).streaming_content).decode()
        assert (record.code in export) == (status == 200)


def test_nobody_is_shown_a_question_about_their_own_work(records):
    office = make_user("office", "qtsb")
    record = conduct_question(records, office)

    assert client_of(office).get(record.get_absolute_url()).status_code == 404
    assert record.code not in client_of(office).get(LIST + "?view=all").content.decode()


def test_the_notes_of_a_question_about_copies_are_counted(records, client):
    handler = make_user("handler")
    record = conduct_question(records, handler)
    for behind in records:
        AuditEvent.objects.create(
            at="2012-12-20T02:00:00Z", actor=handler, record=behind, action="end", target="ended", note="双方未能达成协议。"
        )

    assert client.get(record.get_absolute_url()).context["notes"] == [{"note": "双方未能达成协议。", "times": 3}]


def test_an_answer_is_taken_with_its_reason(client, alarm):
    address = reverse("alarms:step", args=[alarm.code, "explain"])

    refused = client.post(address, {"explain-note": " "})
    taken = client.post(address, {"explain-note": "节前家电促销，抽查未见批次问题。"})

    assert (refused.status_code, "请填写理由" in refused.content.decode()) == (422, True)
    assert (taken.status_code, Alarm.objects.get().answer) == (302, "explained")
    assert "节前家电促销" in client.get(alarm.get_absolute_url()).content.decode()


def test_who_may_only_see_takes_no_step(alarm):
    auditor = client_of(make_user("auditor", "audit"))

    assert auditor.get(alarm.get_absolute_url()).context["steps"] == []
    assert auditor.post(reverse("alarms:step", args=[alarm.code, "explain"]), {"explain-note": "x"}).status_code == 403


def test_an_export_holds_exactly_what_the_list_shows_and_is_written_down(client, records, alarm):
    asked(replace(make_finding(records), signal="cell:other", category="food"))
    address = reverse("alarms:export", args=["csv"]) + "?category=food"

    content = b"".join(client.get(address).streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content)))
    assert (len(rows), rows[1][0]) == (2, "Y2012-00002")
    assert AuditEvent.objects.filter(action="exported").get().facts["rows"] == "1"


def test_looking_now_starts_the_job_once_asked(client, supervisor):
    answer = client.post(reverse("alarms:look"))

    job = Job.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{LIST}?job={job.code}")
    assert (job.kind, job.starter) == ("alarms.look", supervisor)
    assert job.code in client.get(answer.url).content.decode()


def test_what_is_watched_is_listed_with_reason_and_promise(client):
    shown = client.get(reverse("alarms:watched"))

    assert [rule.code for rule in shown.context["rules"]] == Question.values
    assert shown.content.decode().count("内部管理要求") >= 5


def test_an_empty_list_says_what_to_do(client):
    assert client.get(LIST).status_code == client.get(LIST + "?view=all").status_code == 200
    assert reverse("alarms:watched") in client.get(LIST + "?q=nothing").content.decode()
