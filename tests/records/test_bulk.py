"""Many records at once: a preview says what will be refused and why, the rest goes through, each for itself."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.records.bulk import MOST, Order, acts_for, bulk_steps, carry_out, chosen_by, preview
from hengzhi.register.kinds import kinds
from hengzhi.register.models import Record
from racing import race

BULK = reverse("records:bulk")
PREVIEW_QUERIES = 6


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def act(user, name: str):
    return next(act for act in acts_for(user) if act.code == name)


@pytest.fixture
def handler(packs):
    return make_user("handler", name="吴调解")


@pytest.fixture
def head(packs):
    return make_user("supervisor", name="王审核")


def test_every_step_named_for_many_exists_and_asks_for_no_facts():
    for one in bulk_steps():
        step = kinds()[one.kind].workflow.step(one.step)
        assert step is not None, one
        assert not step.facts, one


def test_a_preview_says_what_will_be_refused_and_changes_nothing(handler):
    ready, moved, nameless = make_complaint(), make_complaint(), make_complaint(respondent_name="")
    take(moved, "accept", actor=handler)
    before = [record.state for record in Record.objects.order_by("pk")]

    shown = client_of(handler).post(BULK, {"act": "accept-complaint", "code": [ready.code, moved.code, nameless.code]}).context

    assert shown["ready"] == [ready]
    assert [(line.record, line.why) for line in shown["refused"]] == [
        (moved, "“Accept” is not possible while the record is “in mediation”."),
        (nameless, "Name the business complained of first."),
    ]
    assert [record.state for record in Record.objects.order_by("pk")] == before


def test_what_is_refused_is_listed_and_the_rest_goes_through(handler):
    records = [make_complaint(), make_complaint(respondent_name=""), make_complaint()]

    given = {"act": "accept-complaint", "code": [record.code for record in records], "confirmed": "yes"}
    shown = client_of(handler).post(BULK, given).context

    assert (shown["done"], [line.record for line in shown["refused"]]) == ([records[0], records[2]], [records[1]])
    assert list(Record.objects.order_by("pk").values_list("state", flat=True)) == ["mediation", "received", "mediation"]
    assert [record.events.filter(action="accept").count() for record in records] == [1, 0, 1]


def test_records_not_to_be_seen_are_counted_like_those_that_are_not_there(handler):
    elsewhere = make_complaint(department=Department.objects.get(code="qtsb"))
    asked = {"act": "accept-complaint", "code": [elsewhere.code, "T1999-99999"]}

    shown = client_of(handler).post(BULK, asked)

    assert (shown.context["missing"], elsewhere.code in shown.content.decode().replace(f'value="{elsewhere.code}"', "")) == (2, False)


@pytest.mark.parametrize(("given", "words"), [
    ({"code": []}, "Choose records in the list first."), ({"act": "decline-complaint"}, "Choose what to do"),
    ({"act": "hand"}, "Choose what to do"), ({"code": [f"T2012-{n:05d}" for n in range(MOST + 1)]}, "201 records are chosen"),
])
def test_what_cannot_be_done_with_many_is_refused(handler, given, words):
    record = make_complaint()

    answer = client_of(handler).post(BULK, {"act": "accept-complaint", "code": [record.code], **given})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_a_head_hands_many_out_after_choosing_the_handler(head, handler):
    free, taken = make_complaint(), make_complaint()
    Record.objects.filter(pk=taken.pk).update(handler=handler)
    client, asked = client_of(head), {"act": "hand", "code": [free.code, taken.code]}

    first = client.post(BULK, asked).context
    assert ([user.name for user in first["handlers"]], first["chosen"]) == (["吴调解", "王审核"], [free, taken])
    shown = client.post(BULK, {**asked, "handler": handler.pk}).context
    assert [line.why for line in shown["refused"]] == ["吴调解 handles it already."]
    client.post(BULK, {**asked, "handler": handler.pk, "confirmed": "yes", "note": "家电专班"})

    assert Record.objects.filter(handler=handler).count() == 2
    assert [event.note for event in free.events.filter(action="assigned")] == ["家电专班"]


def test_who_hands_out_no_work_takes_on_and_is_offered_nothing_else(handler):
    assert [act.code for act in acts_for(handler, ["complaint"])] == ["take-on", "accept-complaint", "close-complaint"]
    assert [act.code for act in acts_for(make_user("auditor", "audit"))] == []
    records = [make_complaint(), make_complaint()]

    client_of(handler).post(BULK, {"act": "take-on", "code": [record.code for record in records], "confirmed": "yes"})

    assert Record.objects.filter(handler=handler).count() == 2


def test_a_step_of_one_kind_is_refused_for_another(handler):
    complaint, tipoff = make_complaint(), make_complaint(kind=TIPOFF_KIND, problem="other-violation")

    shown = client_of(handler).post(BULK, {"act": "begin_check-tipoff", "code": [complaint.code, tipoff.code]}).context

    assert [line.why for line in shown["refused"]] == [
        "The rules this record is judged by know no “Begin the check”.",
        "“Begin the check” is not possible for this kind of record: complaint.",
    ]


@pytest.mark.parametrize("rows", [1, 5])
def test_a_preview_asks_the_same_number_of_queries_for_any_number_of_records(handler, rows, django_assert_num_queries):
    codes = [make_complaint().code for _row in range(rows)]
    client = client_of(handler)
    client.post(BULK, {"act": "accept-complaint", "code": codes})

    with django_assert_num_queries(PREVIEW_QUERIES):
        client.post(BULK, {"act": "accept-complaint", "code": codes})


def test_two_people_who_do_the_same_at_once_share_the_records_between_them(committed):
    users = [make_user("handler"), make_user("handler")]
    codes = [make_complaint().code for _ in range(6)]

    def accept(user):
        records = chosen_by(user, codes)
        return carry_out(records, Order(act(user, "accept-complaint"), user), at=RECEIVED_AT, calendar=work_calendar())

    results = race(*[lambda user=user: accept(user) for user in users])

    done = [line.record.code for lines in results for line in lines if not line.why]
    assert sorted(done) == codes
    assert {record.events.filter(action="accept").count() for record in Record.objects.all()} == {1}


def test_a_reason_that_is_missing_is_asked_for_before_anything_is_done(handler, monkeypatch):
    from dataclasses import replace

    record = make_complaint()
    order = Order(replace(act(handler, "accept-complaint"), needs_note=True), handler)

    assert [line.why for line in preview([record], order)] == [""]
    with pytest.raises(Refused):
        carry_out([record], order, at=RECEIVED_AT, calendar=work_calendar())
    assert Record.objects.get().state == "received"


@pytest.mark.parametrize("page", ["complaints:list", "desk:waiting"])
def test_a_list_has_boxes_only_for_who_may_do_something_with_many(handler, page):
    make_complaint()

    assert 'name="code"' in client_of(handler).get(reverse(page)).content.decode()
    if page == "complaints:list":
        assert 'name="code"' not in client_of(make_user("auditor", "audit")).get(reverse(page)).content.decode()
