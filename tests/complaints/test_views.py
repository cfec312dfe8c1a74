"""The pages of complaints: lists that stay constant in queries, steps that are refused with a reason."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories import make_complaint, make_user, take
from hengzhi.core.clock import today
from hengzhi.organisations.models import Enterprise
from hengzhi.register.models import AuditEvent, Record

LIST = reverse("complaints:list")
LIST_QUERIES = 11
RECORD_QUERIES = 20
THE_STATIONS = 1  # to choose one for delegating


@pytest.fixture
def handler(packs):
    return make_user("handler")


@pytest.fixture
def client(handler):
    client = Client()
    client.force_login(handler)
    return client


def page(record: Record, view: str = "detail", **given) -> str:
    return reverse(f"complaints:{view}", kwargs={"code": record.code, **given})


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries_for_any_number_of_rows(client, rows, django_assert_num_queries):
    for _row in range(rows):
        make_complaint()
    client.get(LIST + "?view=all")

    with django_assert_num_queries(LIST_QUERIES):
        shown = client.get(LIST + "?view=all").content.decode()

    assert shown.count("冰箱使用两月不制冷") == rows


@pytest.mark.parametrize(("steps", "more"), [(("accept",), THE_STATIONS), (("accept", "settle", "close_unperformed"), 0)])
def test_the_record_page_asks_the_same_number_of_queries_for_any_history(
    client, handler, steps, more, django_assert_num_queries
):
    record = make_complaint()
    for step in steps:
        take(record, step, actor=handler, **({"recovered_yuan": "10"} if step == "settle" else {}))
    client.get(page(record))

    with django_assert_num_queries(RECORD_QUERIES + more):
        client.get(page(record))


@pytest.mark.parametrize("role", ["handler", "supervisor"])
def test_the_record_page_asks_nothing_twice(packs, role):
    record = make_complaint()
    client = Client()
    client.force_login(make_user(role))
    client.get(page(record))

    with CaptureQueriesContext(connection) as asked:
        client.get(page(record))

    texts = [query["sql"] for query in asked.captured_queries]
    assert sorted(texts) == sorted(set(texts))


@pytest.mark.parametrize("others", [1, 6])
def test_the_record_page_asks_the_same_number_of_queries_for_any_number_of_colleagues(
    client, others, django_assert_num_queries
):
    record = make_complaint()
    for number in range(others):
        make_user("handler", "qtsb", username=f"elsewhere-{number}")
    client.get(page(record))

    with django_assert_num_queries(RECORD_QUERIES):
        client.get(page(record))


@pytest.mark.parametrize(("query", "found"), [
    ("view=all", 2), ("view=decide", 1), ("view=work", 1), ("view=late", 2), ("view=close", 0), ("view=all&q=手机", 1),
    ("view=all&q=冰箱", 1), ("view=all&category=phones", 1), ("view=all&kind=tipoff", 0),
    ("view=all&since=2012-03-06", 0), ("view=all&until=2012-03-05", 2), ("view=no-such-view", 2), ("view=all&page=99", 2),
    ("view=all&since=yesterday", 2), ("view=all&q=%E2%80%A6", 0),
])
def test_views_and_filters_narrow_the_list(client, handler, query, found):
    make_complaint()
    take(make_complaint(subject="手机电池鼓包", details="", category="phones"), "accept", actor=handler)

    answer = client.get(f"{LIST}?{query}")

    assert answer.status_code == 200
    assert len(answer.context["page"].object_list) == found


def test_an_export_holds_exactly_what_the_list_shows(client):
    make_complaint(subject="手机电池鼓包", category="phones")
    wanted = make_complaint()
    address = reverse("complaints:export", args=["csv"]) + "?view=all&q=冰箱"

    content = b"".join(client.get(address).streaming_content).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["编号"] for row in rows] == [wanted.code]
    assert rows[0]["争议金额（元）"] == "2899.00"


def test_an_export_runs_no_formula_of_somebodys_text(client):
    make_complaint(subject="=HYPERLINK(\"http://x\")")
    address = reverse("complaints:export", args=["csv"]) + "?view=all"

    content = b"".join(client.get(address).streaming_content).decode("utf-8-sig")

    assert next(csv.DictReader(io.StringIO(content)))["事由"].startswith("'=")


def test_a_workbook_opens_with_the_same_rows(client):
    record = make_complaint()
    answer = client.get(reverse("complaints:export", args=["xlsx"]) + "?view=all")

    rows = CalamineWorkbook.from_object(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["编号", record.code]
    assert rows[1][4] == record.opened_on


def test_a_step_pressed_on_the_page_is_taken(client):
    record = make_complaint()

    answer = client.post(page(record, "step", name="accept"), {"accept-note": ""})

    assert (answer.status_code, answer.url) == (302, page(record))
    assert Record.objects.get(pk=record.pk).state == "mediation"


@pytest.mark.parametrize(("name", "typed", "says"), [
    ("settle", {"settle-recovered_yuan": "10"}, "待决定"),
    ("decline", {"decline-note": "", "decline-refusal_ground": "no-power"}, "请填写理由"),
    ("decline", {"decline-note": "已由法院受理", "decline-refusal_ground": ""}, "不予受理情形"),
    ("no-such-step", {}, "没有"),
])
def test_a_refused_step_says_why_keeps_what_was_typed_and_changes_nothing(client, name, typed, says):
    record = make_complaint()

    answer = client.post(page(record, "step", name=name), typed)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert all(value in answer.content.decode() for value in typed.values() if name == "decline")
    assert Record.objects.get(pk=record.pk).state == "received"


def test_registering_at_the_desk_starts_the_clock_and_seals_the_person(packs):
    client, intake = Client(), make_user("intake")
    client.force_login(intake)
    business = Enterprise.objects.create(code="E1", name="海伦电器行")
    given = {
        "kind": "complaint", "subject": "冰箱门坏", "area": "310109017", "respondent_text": "海伦电器行", "channel": "visit",
        "category": "home-appliances", "problem": "quality", "details": "购买三日门封脱落。", "name": "王小明",
        "phone": "139 0000 2716",
    }

    answer = client.post(reverse("complaints:new"), given)

    record = Record.objects.get()
    assert (answer.status_code, answer.url) == (302, page(record))
    assert (record.title, record.opened_on, record.complaint.respondent) == ("冰箱门坏", today(), business)
    assert record.clocks.get().name == "decide"
    assert "王小明" not in client.get(page(record)).content.decode()
    assert "王**" in client.get(page(record)).content.decode()


@pytest.mark.parametrize(("change", "field"), [
    ({"name": ""}, "name"), ({"phone": ""}, "phone"), ({"phone": "ring me"}, "phone"), ({"subject": ""}, "subject"),
    ({"category": "spaceships"}, "category"), ({"disputed_yuan": "-5"}, "disputed_yuan"), ({"area": "110101"}, "area"),
    ({"subject": "长" * 200}, "subject"), ({"problem": "unlicensed"}, "problem"), ({"kind": "wish"}, "kind"),
    ({"respondent_text": "91110000600037341K"}, "respondent_text"), ({"respondent_text": "310109133200019"}, "respondent_text"),
])
def test_wrong_input_is_named_beside_its_field_and_nothing_is_registered(packs, change, field):
    client = Client()
    client.force_login(make_user("intake"))
    given = {
        "kind": "complaint", "subject": "冰箱门坏", "area": "310109017", "respondent_text": "某店", "channel": "visit",
        "category": "home-appliances", "problem": "quality", "details": "门封脱落。", "name": "王小明", "phone": "13900002716",
    }

    answer = client.post(reverse("complaints:new"), given | change)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Record.objects.count() == 0


def test_opening_an_identity_asks_what_for_and_shows_it_once(client):
    record = make_complaint()

    address = reverse("vault:open", args=[record.code, record.complaint.complainant_id])

    refused = client.post(address, {"purpose": " "})
    shown = client.post(address, {"purpose": "回访"})

    assert (refused.status_code, "王小明" in refused.content.decode()) == (422, False)
    assert "王小明" in shown.content.decode()
    assert "王小明" not in client.get(page(record)).content.decode()
    assert AuditEvent.objects.filter(action="identity_opened").values_list("note", flat=True).get() == "回访"


def test_steps_are_shown_only_to_who_may_take_them(packs):
    record = make_complaint()
    shown = {}
    for role in ("intake", "handler", "auditor"):
        client = Client()
        client.force_login(make_user(role, "audit" if role == "auditor" else "aic"))
        shown[role] = [entry["step"].name for entry in client.get(page(record)).context["steps"]]

    assert shown == {"intake": ["dispatch"], "handler": ["accept", "decline", "ask_for_identity"], "auditor": []}
