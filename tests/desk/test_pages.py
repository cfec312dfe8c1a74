"""Lists across mechanisms, search, saved views and the calendar: only what this user may see, in constant queries."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user, take
from hengzhi.core.reference import work_calendar
from hengzhi.desk.agenda import month
from hengzhi.records.models import SavedView
from hengzhi.register.models import Record
from hengzhi.workdays.models import CampaignDay

LISTS = {"waiting": 10, "search": 7, "due": 7, "calendar": 6}


@pytest.fixture
def handler(packs):
    return make_user("handler")


@pytest.fixture
def client(handler):
    client = Client()
    client.force_login(handler)
    return client


def page(view: str, query: str = "") -> str:
    return reverse(f"desk:{view}") + query


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("view", "query"), [
    ("waiting", ""), ("search", "?q=冰箱"), ("due", "?day=2012-03-10"), ("calendar", "?month=2012-03"),
])
def test_a_page_asks_the_same_number_of_queries_for_any_number_of_records(client, view, query, rows, django_assert_num_queries):
    for _row in range(rows):
        make_complaint(identity=None)
    client.get(page(view, query))

    with django_assert_num_queries(LISTS[view]):
        answer = client.get(page(view, query))

    if view != "calendar":
        assert len(answer.context["page"].object_list) == rows


@pytest.mark.parametrize("query", ["冰", "冰箱", "不制冷", "某电器行"])
def test_search_finds_chinese_from_one_character_up(client, query):
    make_complaint()
    make_complaint(subject="手机电池鼓包", details="", respondent_name="某手机店")

    found = client.get(page("search", f"?q={query}")).context

    assert (found["found"].total, [record.title for record in found["page"]]) == (1, ["冰箱使用两月不制冷"])


def test_a_whole_number_leads_to_its_record_and_a_hidden_one_nowhere(client):
    record = make_complaint()
    stranger = Client()
    stranger.force_login(make_user("handler", "qtsb"))

    assert client.get(page("search", f"?q={record.code.lower()}")).url == record.get_absolute_url()
    assert stranger.get(page("search", f"?q={record.code}")).context["found"].total == 0


@pytest.mark.parametrize("view", ["search", "waiting", "due"])
def test_a_stranger_to_the_department_finds_and_exports_nothing(packs, view):
    record = make_complaint()
    stranger = Client()
    stranger.force_login(make_user("handler", "qtsb"))
    query = "?q=冰箱&day=2012-03-10"

    assert record.code not in stranger.get(page(view, query)).content.decode()
    if view != "due":
        lines = b"".join(stranger.get(reverse(f"desk:{view}-export", args=["csv"]) + query).streaming_content).decode()
        assert record.code not in lines


def test_an_export_holds_what_the_list_shows(client):
    record = make_complaint()

    lines = b"".join(client.get(reverse("desk:waiting-export", args=["csv"])).streaming_content).decode().splitlines()

    assert [line.split(",")[0] for line in lines[1:]] == [record.code]


def test_a_record_that_came_back_stands_under_returned_until_it_moves_on(client, handler):
    record = make_complaint()
    Record.objects.filter(pk=record.pk).update(came_back=True)

    assert client.get(page("waiting", "?view=returned")).context["page"].paginator.count == 1
    take(record, "accept", actor=handler)
    assert client.get(page("waiting", "?view=returned")).context["page"].paginator.count == 0


def test_a_view_is_saved_found_as_a_tab_and_removed(client):
    listing = reverse("complaints:list")
    client.post(reverse("records:view-save"), {"page": "complaints:list", "name": "我的冰箱", "query": "q=冰箱&view=all&page=3"})

    shown = client.get(listing + "?view=all&q=冰箱")

    assert (shown.context["saved"].current.name, "我的冰箱" in shown.content.decode()) == ("我的冰箱", True)
    client.post(reverse("records:view-forget", args=[SavedView.objects.get().pk]))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(("given", "kept"), [
    ({"name": "x" * 41}, 0), ({"name": " "}, 0), ({"page": "no:list"}, 0), ({"query": "q=" + "x" * 700}, 0), ({}, 1),
])
def test_a_view_that_cannot_be_is_refused(client, given, kept):
    answer = client.post(reverse("records:view-save"), {"page": "complaints:list", "name": "名", "query": "view=all"} | given)

    assert (answer.status_code, SavedView.objects.count()) == (302 if kept else 422, kept)


def test_nobody_removes_anothers_view(client, handler):
    view = SavedView.objects.create(user=make_user("handler"), page="complaints:list", name="别人的", query="")

    assert client.post(reverse("records:view-forget", args=[view.pk])).status_code == 404
    assert SavedView.objects.exists()


def test_the_calendar_shows_days_off_campaigns_and_what_falls_due(handler):
    make_complaint()

    days = {day.day: day for week in month(handler, date(2012, 3, 1), work_calendar()) for day in week}

    assert [entry.title for entry in days[date(2012, 3, 15)].entries] == ["国际消费者权益日"]
    assert days[Record.objects.get().due_on].due == 1
    assert days[date(2012, 3, 31)].mark == "makeup"


@pytest.mark.parametrize(("code", "year", "day"), [
    ("architecture-day", 2012, date(2012, 10, 1)), ("quality-day", 2012, date(2012, 11, 8)),
    ("quality-month", 2012, date(2012, 9, 1)), ("brand-day", 2012, None), ("brand-day", 2017, date(2017, 5, 10)),
])
def test_campaign_days_fall_where_they_should(packs, code, year, day):
    assert CampaignDay.objects.get(code=code).day_in(year) == day


@pytest.mark.parametrize("asked", ["2012-13", "x", "9999-01", ""])
def test_a_month_that_cannot_be_read_is_this_month(client, asked):
    assert client.get(page("calendar", f"?month={asked}")).context["first"].isoformat() == "2012-12-01"
