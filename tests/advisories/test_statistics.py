"""The statistics of a period: each number equals a plain count, its denominator is printed, exports show the same."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user, take
from hengzhi.advisories.statistics.numbers import Ratio, Volume, count, numbers
from hengzhi.advisories.statistics.sections import Asked, sections
from hengzhi.advisories.statistics.spans import SpanError, choices, span
from hengzhi.complaints.kinds import TIPOFF_KIND

MARCH = span("2012-03")
ON = date(2012, 12, 28)
A_MONTH = 6  # queries


def at(month: int, day: int) -> datetime:
    return datetime(2012, month, day, 2, 0, tzinfo=UTC)


@pytest.fixture
def boss(packs):
    return make_user("supervisor")


@pytest.mark.parametrize(("text", "since", "until", "before", "year_before"), [
    ("2012", "2012-01-01", "2012-12-31", "2011", "2011"), ("2012-H2", "2012-07-01", "2012-12-31", "2012-H1", "2011-H2"),
    ("2012-Q1", "2012-01-01", "2012-03-31", "2011-Q4", "2011-Q1"), ("2012-02", "2012-02-01", "2012-02-29", "2012-01", "2011-02"),
    ("2012-02-29/2012-03-01", "2012-02-29", "2012-03-01", "2012-02-27/2012-02-28", "2011-02-28/2011-03-01"),
])
def test_a_span_knows_its_days_and_those_it_is_held_against(text, since, until, before, year_before):
    found = span(text)

    assert (found.text, f"{found.since}", f"{found.until}") == (text, since, until)
    assert (found.before().text, found.year_before().text) == (before, year_before)


@pytest.mark.parametrize("text", ["", "2012-13", "2012-Q5", "2012-03-05/2012-03-04", "x/y", "２０１２"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(SpanError):
        span(text)


def test_the_spans_offered_are_this_and_the_last_of_each_length():
    assert [one.text for one in choices(ON)] == [
        "2012-12", "2012-11", "2012-Q4", "2012-Q3", "2012-H2", "2012-H1", "2012", "2011",
    ]


def test_the_numbers_are_those_a_plain_count_gives(boss):
    settled = make_complaint(at=at(3, 5))
    take(settled, "accept", actor=boss, at=at(3, 6))
    take(settled, "settle", actor=boss, at=at(3, 20), recovered_yuan="120.50")
    late = make_complaint(at=at(3, 5), category="food")
    take(late, "accept", actor=boss, at=at(3, 30))
    make_complaint(at=at(2, 5))
    make_complaint(at=at(3, 7), kind=TIPOFF_KIND, problem="unlicensed")

    found = count(boss, MARCH, "received", ON)

    assert found.volumes == {"complaint": Volume(2, 1, 0), "tipoff": Volume(1, 0, 0)}
    assert (found.course.received["complaint"], found.course.accepted["complaint"]) == (2, 2)
    done = found.course.concluded["complaint"]
    assert (done.all, done.accepted, done.settled, done.on_time, done.agreed_yuan) == (1, 1, 1, Ratio(1, 1), Decimal("120.50"))
    assert dict(found.by("complaint", 2)) == {"home-appliances": 1, "food": 1}


def test_a_decision_counts_in_the_period_it_fell_due_and_not_before(boss):
    kept, late, _open = make_complaint(at=at(3, 5)), make_complaint(at=at(3, 5)), make_complaint(at=at(3, 5))
    take(kept, "accept", actor=boss, at=at(3, 6))
    take(late, "accept", actor=boss, at=at(3, 30))

    assert count(boss, MARCH, "received", ON).course.decided_on_time == Ratio(1, 3)
    assert count(boss, MARCH, "received", date(2012, 3, 6)).course.decided_on_time == Ratio(0, 0)
    assert count(boss, span("2012-02"), "received", ON).course.decided_on_time == Ratio(0, 0)


def test_only_what_the_user_may_see_is_counted(boss):
    make_complaint(at=at(3, 5))
    make_complaint(at=at(3, 5), kind=TIPOFF_KIND, problem="unlicensed", is_confidential=True)

    shown = {
        role: tuple(volume.count for volume in count(user, MARCH, "received", ON).volumes.values())
        for role, user in (("boss", boss), ("handler", make_user("handler")), ("other", make_user("handler", "qtsb")))
    }

    assert shown == {"boss": (1, 1), "handler": (1, 0), "other": (0, 0)}


def test_the_page_shows_a_change_at_once(boss):
    client = Client()
    client.force_login(boss)
    address = reverse("statistics:page") + "?period=2012-03"
    make_complaint(at=at(3, 5))
    before = client.get(address).content.decode()
    make_complaint(at=at(3, 6), category="food")

    after = client.get(address).content.decode()

    assert ("一般食品" in before, "一般食品" in after) == (False, True)


def test_a_number_leads_to_the_list_of_its_records(boss):
    make_complaint(at=at(3, 5), category="food")
    make_complaint(at=at(3, 6))
    tables = sections(count(boss, MARCH, "received", ON), Asked(MARCH, "received"))
    line = next(line for table in tables for line in table.lines if "category=food" in line.href)
    client = Client()
    client.force_login(boss)

    page = client.get(line.href)

    assert page.context["page"].paginator.count == line.values[0] == 1


def test_other_bases_give_no_list_they_cannot_say(boss):
    make_complaint(at=at(3, 5))
    asked = Asked(MARCH, "accepted")

    assert not any(line.href for table in sections(count(boss, MARCH, "accepted", ON), asked) for line in table.lines)


def test_every_rate_prints_its_denominator(boss):
    for table in sections(count(boss, MARCH, "received", ON), Asked(MARCH, "received")):
        for line in table.lines:
            if len(line.values) == 4 and isinstance(line.values[3], str):
                assert line.values[3]
                assert line.values[0] is None or line.values[2]


def test_the_exports_have_what_the_page_has(boss):
    make_complaint(at=at(3, 5), category="food")
    client = Client()
    client.force_login(boss)

    lines = b"".join(client.get(reverse("statistics:export", args=["csv"]) + "?period=2012-03").streaming_content).decode()
    paper = docx.Document(io.BytesIO(client.get(reverse("statistics:export", args=["docx"]) + "?period=2012-03").content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    page = client.get(reverse("statistics:page") + "?period=2012-03").content.decode()

    assert all("一般食品" in told for told in (lines, page, "".join(cells)))
    assert client.get(reverse("statistics:export", args=["xlsx"])).getvalue()[:2] == b"PK"


def test_a_wrong_period_is_named_beside_its_field(boss):
    client = Client()
    client.force_login(boss)

    page = client.get(reverse("statistics:page") + "?period=2012-99")

    assert page.context["form"].errors["period"]
    assert page.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries(boss, rows, django_assert_num_queries):
    for number in range(rows):
        make_complaint(at=at(3, 5 + number), category=["food", "clothing", "phones"][number])
    client = Client()
    client.force_login(boss)
    client.get(reverse("complaints:list"))

    with django_assert_num_queries(15):
        client.get(reverse("statistics:page") + "?period=2012-03")


@pytest.mark.parametrize("period", ["2012", "2012-H1", "2012-Q2", "2012-03", "2012-02-20/2012-04-10"])
@pytest.mark.parametrize("basis", ["received", "accepted", "concluded"])
def test_months_add_up_to_what_one_count_gives(boss, period, basis):
    for month, day, result in ((1, 30, ""), (2, 28, "settle"), (3, 5, "settle"), (3, 31, ""), (4, 9, "settle"), (6, 1, "")):
        record = make_complaint(at=at(month, day), category="food" if day > 9 else "phones")
        take(record, "accept", actor=boss, at=at(month + 1, 2))
        if result:
            take(record, result, actor=boss, at=at(month + 2, 20), recovered_yuan="10.00")
    make_complaint(at=at(4, 4), kind=TIPOFF_KIND, problem="unlicensed")

    assert numbers(boss, span(period), basis, ON) == count(boss, span(period), basis, ON)


def test_what_is_kept_of_a_month_follows_a_case_that_changes_later(boss):
    record = make_complaint(at=at(3, 5))
    take(record, "accept", actor=boss, at=at(3, 6))
    asked = (boss, span("2012"), "received", ON)
    before = numbers(*asked)
    take(record, "settle", actor=boss, at=at(8, 20), recovered_yuan="120.50")

    assert before.course.concluded["complaint"].settled == 0
    assert numbers(*asked) == count(*asked)
    assert numbers(*asked).course.concluded["complaint"].settled == 1


def test_a_change_counts_the_months_since_its_case_was_opened_anew_and_no_others(boss, django_assert_num_queries):
    for month in range(1, 13):
        make_complaint(at=at(month, 5))
    numbers(boss, span("2012"), "received", ON)
    make_complaint(at=at(12, 6))

    with django_assert_num_queries(2 + A_MONTH):
        found = numbers(boss, span("2012"), "received", ON)

    assert found.volumes["complaint"].count == 13


def test_nothing_is_kept_from_one_user_for_another(boss):
    make_complaint(at=at(3, 5))
    numbers(boss, MARCH, "received", ON)

    assert numbers(make_user("handler", "qtsb"), MARCH, "received", ON).volumes["complaint"].count == 0
