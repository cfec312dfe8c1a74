"""The pages: one's own notices and wishes, and for the administrator robots and what was sent."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from comments.test_services import write
from factories import make_complaint, make_user
from hengzhi.comments.models import Comment
from hengzhi.notices.models import Delivery, Endpoint, Notice, Wish
from hengzhi.notices.queries import unread_count
from hengzhi.notices.sealing import unseal
from hengzhi.notices.services import tell, tidy
from hengzhi.notices.tellings import ASSIGNED, MENTION
from hengzhi.register.models import AuditEvent, Record
from notices.makers import AT, make_endpoint, sent, swept

PLAIN = {"Accept-Language": "en"}
LIST = reverse("notices:list")
LIST_QUERIES = 6
BELL_QUERIES = 1
LOG_QUERIES = 6


@pytest.fixture
def reader(packs):
    return make_user(name="陈承办")


@pytest.fixture
def client(reader):
    return signed_in(reader)


@pytest.fixture
def administrator(packs):
    return signed_in(make_user("administrator"))


def signed_in(user) -> Client:
    client = Client(headers=PLAIN)
    client.force_login(user)
    return client


def ask(user, kind=MENTION, **given) -> Notice:
    record = make_complaint(at=AT, **given)
    tell(kind, to=[user], key=f"k{Notice.objects.count()}", at=AT, record=record, actor=make_user("supervisor", name="吴科长"))
    return Notice.objects.latest("pk")


def page(client: Client, query: str = "") -> str:
    return client.get(LIST + query).content.decode()


@pytest.mark.parametrize("notices", [1, 3])
def test_list_and_bell_ask_as_often_for_many_as_for_few(client, reader, notices, django_assert_num_queries):
    for _ in range(notices):
        ask(reader)
    page(client)

    with django_assert_num_queries(LIST_QUERIES):
        assert page(client).count("data-line") == notices
    assert reader.terms  # the head of the page has asked for them
    with django_assert_num_queries(BELL_QUERIES):
        assert unread_count(reader) == notices


def test_the_bell_stands_on_every_staff_page_and_on_no_public_one(client, reader):
    ask(reader)

    assert '<b>1<span class="hidden">unread</span></b>' in client.get(reverse("desk:home")).content.decode()
    assert "bell" not in Client().get(reverse("portal:home")).content.decode()
    Notice.objects.bulk_create(Notice(user=reader, kind="job.done", key=f"j{n}", at=AT, facts={"what": "x"}) for n in range(120))
    assert "<b>99+" in client.get(reverse("desk:home")).content.decode()


def test_a_notice_leads_to_its_record_and_is_read(client, reader):
    notice = ask(reader)

    shown = page(client)
    assert notice.record.code in shown
    assert "吴科长 asks you in a remark to look" in shown
    answer = client.get(notice.get_absolute_url())

    assert (answer.status_code, answer.url) == (302, f"/complaints/{notice.record.code}/")
    assert "Nothing unread" in page(client)
    assert notice.record.code in page(client, "?view=all")


def test_a_mention_leads_to_the_remark_which_is_read_by_that(client, reader):
    comment = write(make_complaint(at=AT), make_user("supervisor", name="吴科长"), "@陈承办", at=AT)
    swept()
    notice = Notice.objects.get(kind="comment.mention")

    answer = client.get(notice.get_absolute_url(), follow=True)

    assert answer.redirect_chain[-1][0].endswith(f"#comment-{comment.pk}")
    assert Comment.objects.get().mentions.get().read_at is not None


def test_notices_are_narrowed_by_kind_and_marked_one_or_all(client, reader):
    mention, assigned = ask(reader), ask(reader, ASSIGNED)

    shown = page(client, "?kind=record.assigned")
    assert (assigned.record.code in shown, mention.record.code in shown) == (True, False)
    client.post(reverse("notices:read-all"), {"kind": "record.assigned", "next": LIST + "?kind=record.assigned"})
    assert [notice.pk for notice in Notice.objects.unread()] == [mention.pk]
    answer = client.post(reverse("notices:read", args=[mention.pk]), {"next": "https://elsewhere.example/"})
    assert (answer.url, Notice.objects.unread().count()) == (LIST, 0)


def test_other_peoples_notices_and_those_of_records_out_of_sight_are_as_if_not_there(client, reader):
    others, lost = ask(make_user("supervisor")), ask(reader)
    Record.objects.filter(pk=lost.record_id).update(confidentiality="confidential")

    for notice in (others, lost):
        assert client.get(notice.get_absolute_url()).status_code == 404
        assert client.post(reverse("notices:read", args=[notice.pk])).status_code == 404
    assert lost.record.code not in page(client, "?view=all")
    assert unread_count(reader) == 0
    assert not Notice.objects.filter(read_at__isnull=False).exists()


def test_a_kind_that_the_program_lost_and_one_told_as_a_number_are_shown(client, reader):
    Notice.objects.create(user=reader, kind="gone.kind", key="a", at=AT)
    Notice.objects.create(user=reader, kind="record.new", key="b", at=AT, count=12)

    shown = page(client)

    assert "notice “gone.kind”" in shown
    assert "12 new records without handler" in shown
    assert client.get(Notice.objects.get(key="b").get_absolute_url()).url == reverse("desk:home")


def test_wishes_are_shown_with_their_defaults_and_kept(client, reader):
    first = client.get(reverse("notices:wishes")).content.decode()
    assert 'name="mail" value="comment.mention" aria-label="Mentioned: By e-mail" checked' in first
    assert 'name="mail" value="record.new" aria-label="New, without handler: By e-mail">' in first

    answer = client.post(reverse("notices:wishes"), {
        "app": ["comment.mention", "record.new"], "mail": ["comment.mention"], "night": ["comment.mention"],
        "email": "chen@example.cn", "is_digest": "on", "digest_hour": 8, "quiet_from": 21, "quiet_to": 7,
    })

    assert answer.status_code == 302
    wish = Wish.objects.get(user=reader)
    assert (wish.is_digest, wish.digest_hour, wish.quiet_from, wish.quiet_to, wish.rests_on_days_off) == (True, 8, 21, 7, False)
    assert wish.channels["comment.mention"] == ["app", "mail", "night"]
    assert wish.channels["record.assigned"] == []
    assert "record.new" not in wish.channels
    reader.refresh_from_db()
    assert reader.email == "chen@example.cn"
    assert AuditEvent.objects.get(action="mail_address_changed").facts == {}


def test_a_wrong_address_comes_back_with_what_was_chosen(client):
    answer = client.post(reverse("notices:wishes"), {
        "mail": ["record.new"], "email": "chen", "digest_hour": 8, "quiet_from": 21, "quiet_to": 7,
    })

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Enter a valid email address" in shown
    assert 'name="mail" value="record.new" aria-label="New, without handler: By e-mail" checked' in shown
    assert 'name="app" value="record.new" aria-label="New, without handler: In the app">' in shown


def test_a_test_mail_needs_a_server_and_an_address(client, reader, settings, mail):
    def says() -> str:
        return client.post(reverse("notices:wishes-test"), follow=True).content.decode()

    assert "Enter an e-mail address and save it first." in says()
    type(reader).objects.update(email="chen@example.cn")
    assert "The test message was taken by the other side." in says()
    settings.HENGZHI_MAIL = None
    assert "Enter an e-mail address and save it first." in says()
    assert len(mail) == 1


def given(listener, **overrides) -> dict:
    return {
        "name": "消保科群", "kind": "dingtalk", "address": listener.address, "secret": "SECabc", "notice_kinds": ["record.new"],
        "is_active": "on", **overrides,
    }


def test_a_robot_is_connected_tested_changed_and_disconnected(administrator, listener):
    assert administrator.post(reverse("notices:endpoint-new"), given(listener)).status_code == 302
    endpoint = Endpoint.objects.get()
    paths = {name: reverse(f"notices:endpoint{name}", args=[endpoint.pk]) for name in ("", "-test", "-remove")}

    shown = administrator.get(paths[""]).content.decode() + administrator.get(reverse("notices:endpoints")).content.decode()
    assert "消保科群" in shown
    assert "a-key" not in shown
    assert "SECabc" not in shown
    assert "taken by the other side" in administrator.post(paths["-test"], follow=True).content.decode()
    assert len(listener.got) == 1
    administrator.post(paths[""], given(listener, name="新群", address="", secret="", kind="wecom"))
    endpoint.refresh_from_db()
    assert (endpoint.name, unseal(endpoint.sealed_address), unseal(endpoint.sealed_secret)) == ("新群", listener.address, "SECabc")
    assert "Disconnect “新群”?" in administrator.get(paths["-remove"]).content.decode()
    administrator.post(paths["-remove"])

    assert not Endpoint.objects.exists()
    assert [(event.action, event.facts) for event in AuditEvent.objects.filter(action__startswith="webhook").order_by("pk")] == [
        ("webhook_added", {"name": "消保科群"}), ("webhook_changed", {"name": "新群"}), ("webhook_removed", {"name": "新群"}),
    ]
    assert Delivery.objects.get().to == "消保科群"


@pytest.mark.parametrize(("wrong", "says"), [
    ({"address": "http://example.cn/x"}, "Only https:// is allowed"), ({"address": "https://10.1.2.3/x"}, "is inside this network"),
    ({"address": ""}, "Enter the address."), ({"kind": "generic", "secret": "", "address": "https://8.8.8.8/x"}, "Enter a secret"),
    ({"notice_kinds": ["comment.mention"]}, "Select a valid choice"), ({"notice_kinds": []}, "This field is required"),
    ({"name": ""}, "This field is required"),
])
def test_what_cannot_be_connected_is_said(administrator, listener, settings, wrong, says):
    settings.HENGZHI_WEBHOOK_NETWORKS = ()

    answer = administrator.post(reverse("notices:endpoint-new"), given(listener, **wrong))

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Endpoint.objects.exists()


@pytest.fixture
def log(packs, listener):
    make_endpoint(listener, "wecom", name="甲群")
    dead = make_endpoint(listener, "wecom", name="乙群")
    listener.answers = [(200, b'{"errcode": 0}'), (404, b"")]
    make_complaint(at=AT)
    swept()
    sent()
    return Delivery.objects.get(endpoint=dead)


@pytest.mark.parametrize(("query", "found"), [
    ("", ["甲群", "乙群"]), ("?state=dead", ["乙群"]), ("?channel=mail", []), ("?day=2012-03-05", ["甲群", "乙群"]),
    ("?day=2012-03-06", []), ("?day=x", ["甲群", "乙群"]),
])
def test_the_log_is_narrowed_and_exported_as_shown(administrator, log, query, found):
    shown = administrator.get(reverse("notices:deliveries") + query).content.decode()
    sheet = administrator.get(reverse("notices:deliveries-export", args=["csv"]) + query)
    rows = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig"))))

    assert [name for name in ("甲群", "乙群") if name in shown] == found
    assert sorted(row["Recipient"] for row in rows) == sorted(found)
    assert AuditEvent.objects.filter(action="exported").count() == 1


def test_what_was_given_up_is_sent_again(administrator, log, listener):
    assert "The other side answered with HTTP 404." in administrator.get(reverse("notices:deliveries")).content.decode()

    administrator.post(reverse("notices:delivery-again", args=[log.pk]))

    log.refresh_from_db()
    assert (log.state, log.attempts, log.reason) == ("waiting", 0, "")
    assert administrator.post(reverse("notices:delivery-again", args=[log.pk])).status_code == 422


@pytest.mark.parametrize("messages", [1, 3])
def test_the_log_asks_as_often_for_many_messages_as_for_few(administrator, messages, django_assert_num_queries):
    for _ in range(messages):
        Delivery.objects.create(channel="mail", to="甲", created_at=AT, next_at=AT, kinds=["record.new"])
    administrator.get(reverse("notices:deliveries"))

    with django_assert_num_queries(LOG_QUERIES):
        assert administrator.get(reverse("notices:deliveries")).content.decode().count("<time") == messages


def test_old_notices_marks_and_messages_are_removed(log, reader):
    read, unread = ask(reader), ask(reader)
    Notice.objects.filter(pk=read.pk).update(read_at=AT)
    late, ended = AT.replace(month=6, day=4), Delivery.objects.latest("ended_at").ended_at

    tidy(at=late, present=ended)
    assert set(Notice.objects.filter(user=reader)) == {unread}
    assert Delivery.objects.count() == 2
    tidy(at=late.replace(year=2013), present=ended + timedelta(days=366))

    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)
