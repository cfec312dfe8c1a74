"""The page of the audit trail: words for people, filters in the address, nothing of records the reader may not see."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from factories import PASSWORD, RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.register.audit import NOBODY, AuditFilters, narrowed
from hengzhi.register.models import AuditEvent


@pytest.fixture
def handler(packs):
    return make_user("handler", name="吴调解")


@pytest.fixture
def record(handler):
    return take(make_complaint(subject="冰箱不制冷"), "accept", actor=handler)


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role, "audit" if role == "auditor" else "qtsb"))
    return client


def page(client: Client, query: str = "") -> str:
    return client.get("/audit/" + query).content.decode()


def csv(client: Client, path: str) -> str:
    return b"".join(client.get(path).streaming_content).decode()


@pytest.mark.parametrize(("role", "path"), [("auditor", "/audit/"), ("auditor", "/audit/export.csv")])
def test_the_auditor_reads_who_did_what_to_which_record_and_why(record, role, path):
    client = signed_in(role)

    text = csv(client, path) if "export" in path else page(client)

    assert [word in text for word in ("吴调解", record.code, "理由")] == [True] * 3


@pytest.mark.parametrize("path", ["/audit/", "/audit/export.csv"])
def test_the_administrator_sees_that_a_step_was_taken_but_not_what_was_written(record, path):
    client = signed_in("administrator")

    text = csv(client, path) if "export" in path else page(client)

    assert [word in text for word in ("吴调解", record.code, "理由", "冰箱不制冷", f"/complaints/{record.code}/")] == [
        True, True, False, False, False,
    ]


def test_a_confidential_tipoff_is_shut_to_who_may_not_see_it(handler):
    from hengzhi.register.audit import lines_of

    make_complaint(kind=TIPOFF_KIND, problem="other", is_confidential=True, subject="隐名举报")

    shut = [line.is_shut for line in lines_of(narrowed(AuditFilters(action="open")), handler)]
    open_to = [line.is_shut for line in lines_of(narrowed(AuditFilters(action="open")), make_user("auditor", "audit"))]

    assert (shut, open_to) == ([True], [False])


def events(**filters) -> list[tuple[str, str]]:
    found = narrowed(AuditFilters(**filters))
    return [(event.action, event.actor.username if event.actor else "") for event in found.select_related("actor")]


def test_each_filter_keeps_its_events_newest_first(record, handler):
    AuditEvent.objects.create(at=datetime(2012, 3, 6, 15, 59, tzinfo=UTC), action="exported", actor=handler)
    AuditEvent.objects.create(at=datetime(2012, 3, 6, 16, 0, tzinfo=UTC), action="signed_in", actor=handler)
    name = handler.username
    opened, accepted, exported, entered = ("open", ""), ("accept", name), ("exported", name), ("signed_in", name)

    found = [
        events(), events(who=name), events(who=NOBODY), events(who="nobody-of-this-name"), events(action="accept"),
        events(record=record.code), events(record="T1999-99999"), events(since=date(2012, 3, 7)),
        events(since=date(2012, 3, 6), until=date(2012, 3, 6)), events(until=RECEIVED_AT.date()),
    ]

    assert found == [
        [entered, exported, accepted, opened], [entered, exported, accepted], [opened], [], [accepted],
        [accepted, opened], [], [entered], [exported], [accepted, opened],
    ]


def test_the_filters_live_in_the_address_and_a_number_is_read_however_it_is_typed(record):
    client = signed_in("auditor")

    answer = client.get(f"/audit/?record=+{record.code.lower()}&action=accept")

    assert [line.record for line in answer.context["page"]] == [record]
    assert f"/audit/export.csv?record=+{record.code.lower()}&amp;action=accept" in answer.content.decode()


def test_a_wrong_day_is_said_beside_its_field_and_nothing_matching_is_said_too(record):
    client = signed_in("auditor")

    wrong, none = client.get("/audit/?since=2012-2-30"), client.get("/audit/?record=T1999-99999")

    assert (wrong.context["form"].errors.keys(), none.context["page"].paginator.count) == ({"since"}, 0)


@pytest.mark.parametrize("extra", [1, 40])
def test_the_page_asks_the_database_as_often_for_many_events_as_for_few(record, handler, extra, django_assert_num_queries):
    client = signed_in("auditor")
    for number in range(extra):
        take(make_complaint(subject=f"第{number}件"), "accept", actor=handler)
    page(client)

    with django_assert_num_queries(11):
        page(client)


def test_signing_in_failing_and_signing_out_are_written_down(handler):
    client = Client()

    for name, password in ((handler.username, "wrong"), ("my password by mistake", "x"), (handler.username, PASSWORD)):
        client.post("/account/sign-in/", {"username": name, "password": password})
    client.post("/account/sign-out/")

    written = AuditEvent.objects.order_by("pk").values_list("action", "actor", "facts")
    here = {"host": "127.0.0.1"}
    assert list(written) == [
        ("sign_in_failed", None, {"username": handler.username, **here}), ("sign_in_failed", None, here),
        ("signed_in", handler.pk, here), ("signed_out", handler.pk, here),
    ]


@pytest.mark.parametrize("path", ["/complaints/export.csv?view=all", "/audit/export.xlsx?action=accept"])
def test_an_export_is_written_down_with_its_filters_and_how_many_rows_went(record, path):
    client = signed_in("auditor")

    b"".join(client.get(path).streaming_content)

    assert AuditEvent.objects.get(action="exported").facts == {"address": path, "rows": "1"}


def test_an_export_of_the_trail_ends_before_the_event_it_writes_itself(record):
    client = signed_in("auditor")

    text = csv(client, "/audit/export.csv")

    assert len(text.splitlines()) == 1 + int(AuditEvent.objects.get(action="exported").facts["rows"])
