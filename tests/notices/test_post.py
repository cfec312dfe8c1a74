"""Messages: gathered, held at night, tried again, given up, and never about what the reader may no longer see."""

import smtplib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend

from factories import make_complaint, make_user
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.notices import post
from hengzhi.notices.models import Delivery, Notice, Wish
from hengzhi.notices.post import ATTEMPTS, claim, gather, send_due, wait_after
from hengzhi.notices.services import read_notice, send_again, send_test, tell
from hengzhi.notices.tellings import LATE, MENTION
from hengzhi.register.models import Record
from notices.makers import AT, make_endpoint, sent, swept

MINUTE = timedelta(minutes=1)
LATER = AT + 10 * MINUTE


@pytest.fixture
def clock(monkeypatch):
    """Let the machine's clock stand at AT, to be set on."""

    class Clock:
        at = AT

    monkeypatch.setattr(post, "present", lambda: Clock.at)
    return Clock


@pytest.fixture
def reader(packs, mailed, clock):
    return mailed("handler", name="陈承办")


def ask(user, number: int = 1, record=None, **given) -> None:
    for at in range(number):
        key = f"{Notice.objects.count()}-{at}"
        tell(MENTION, to=[user], key=key, at=AT, record=record, actor=make_user("supervisor", name="吴科长"), **given)


def shanghai(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(("attempts", "luck", "minutes"), [
    (1, 0.5, 1), (2, 0.5, 4), (3, 0.5, 16), (4, 0.5, 64), (5, 0.5, 256), (6, 0.5, 360), (99, 0.5, 360), (1, 0, 0.8), (2, 1, 4.8),
])
def test_the_wait_grows_fourfold_up_to_six_hours_and_differs_by_a_fifth(attempts, luck, minutes):
    assert wait_after(attempts, luck) == timedelta(minutes=minutes)


def test_what_waits_for_a_user_goes_out_as_one_mail(reader, mail):
    record = make_complaint(at=AT)
    ask(reader, 3, record)

    assert sent() == 1

    assert (mail[0].to, mail[0].subject, mail[0].from_email) == (
        ["handler-0@example.cn"], "[Hengzhi] 3 notices", django_mail.EmailMessage().from_email,
    )
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.count, delivery.kinds) == ("sent", 1, 3, ["comment.mention"])
    assert mail[0].extra_headers["Message-ID"] == f"<{delivery.code}@127.0.0.1>"
    assert sent(LATER) == 0


def test_mails_to_one_user_are_five_minutes_apart(reader, mail):
    ask(reader)
    sent()
    ask(reader)

    assert [sent(AT + 4 * MINUTE), sent(AT + 6 * MINUTE)] == [0, 1]


def test_without_address_server_or_wish_nothing_is_mailed(reader, mail, settings):
    make_user("intake")
    ask(make_user("intake"))
    Wish.objects.create(user=reader, channels={"comment.mention": ["app"]})
    ask(reader)
    settings.HENGZHI_MAIL = None
    ask(make_user("supervisor"))

    assert sent() == 0


def test_nothing_is_mailed_at_night_or_on_days_off(reader, mail, clock):
    ask(reader)

    tries = ["2012-09-29 20:00", "2012-10-03 12:00", "2012-10-07 23:59", "2012-10-08 07:59", "2012-10-08 08:00"]

    assert [sent(shanghai(at)) for at in tries] == [0, 0, 0, 0, 1]


def test_an_urgent_kind_is_mailed_at_night_to_who_allows_it(reader, mail):
    Wish.objects.create(user=reader, channels={"comment.mention": ["mail", "night"], "due.late": ["mail", "night"]})
    record = make_complaint(at=AT)
    ask(reader)
    tell(LATE, to=[reader], key="late", at=AT, record=record, facts={"due_on": "2012-03-01"})

    sent(shanghai("2012-10-03 02:00"))

    assert [message.subject for message in mail] == ["[Hengzhi] Mentioned "]


def test_a_digest_gathers_a_working_day_over_a_holiday(reader, mail):
    Wish.objects.create(user=reader, is_digest=True, digest_hour=9)
    ask(reader)
    gather(at=shanghai("2012-09-28 15:00"))
    ask(reader)
    gather(at=shanghai("2012-09-29 08:59"))

    assert [sent(shanghai(at)) for at in ("2012-09-29 09:00", "2012-09-29 09:10")] == [1, 0]
    assert mail[0].subject == "[Hengzhi] 2 notices"
    ask(reader)
    assert [sent(shanghai(at)) for at in ("2012-09-29 10:00", "2012-10-05 09:00", "2012-10-08 09:00")] == [0, 0, 1]


def test_who_lost_sight_of_the_record_gets_nothing(reader, mail):
    shut, shown = make_complaint(at=AT), make_complaint(at=AT, subject="手机电池鼓包")
    ask(reader, 1, shut)
    ask(reader, 1, shown)
    gather(at=AT)
    Record.objects.filter(pk=shut.pk).update(confidentiality="confidential")

    send_due(at=AT)

    assert shown.code in mail[0].body
    assert shut.code not in mail[0].body
    assert mail[0].subject == f"[Hengzhi] Mentioned {shown.code}"


@pytest.mark.parametrize("loss", ["sight", "read", "left", "address"])
def test_a_mail_with_nothing_left_to_tell_is_dropped(reader, mail, loss):
    record = make_complaint(at=AT)
    ask(reader, 1, record)
    gather(at=AT)
    match loss:
        case "sight":
            reader.role_terms.update(ends_on="2012-03-01")
        case "read":
            read_notice(Notice.objects.get(), at=AT)
        case "left":
            type(reader).objects.update(is_active=False)
        case "address":
            type(reader).objects.update(email="")

    send_due(at=AT)

    assert (Delivery.objects.get().state, mail) == ("dropped", [])


def test_the_mail_is_text_and_html_and_tells_no_confidential_subject(reader, mail):
    secret = make_complaint(kind=TIPOFF_KIND, problem="other", is_confidential=True, subject="匿名反映某厂", at=AT)
    Record.objects.filter(pk=secret.pk).update(handler=reader)
    plain = make_complaint(subject="冰箱<不制冷>", at=AT)
    for record in (secret, plain):
        record.refresh_from_db()
        ask(reader, 1, record)

    sent()

    text, html = mail[0].body, mail[0].alternatives[0].content
    assert secret.code in text
    assert "匿名反映某厂" not in text + html
    assert "冰箱<不制冷>" in text
    assert "冰箱&lt;不制冷&gt;" in html
    assert f"http://127.0.0.1:8000/complaints/{plain.code}/" in text
    assert "吴科长 asks you in a remark to look" in text


class Failing(EmailBackend):
    error: Exception | None = None

    def send_messages(self, messages):
        if self.error:
            raise self.error
        return super().send_messages(messages)


@pytest.fixture
def server(settings, mail, monkeypatch):
    settings.EMAIL_BACKEND = "notices.test_post.Failing"
    monkeypatch.setattr(Failing, "error", ConnectionRefusedError(111, "Connection refused"))
    return Failing


def test_a_mail_that_fails_is_tried_again_and_given_up_after_eight_times(reader, server, mail, clock, monkeypatch):
    monkeypatch.setattr(post.random, "random", lambda: 0.5)
    ask(reader)
    gather(at=AT)
    waits = []

    while (delivery := Delivery.objects.get()).state == "waiting":
        waits.append((delivery.next_at - clock.at) // MINUTE)
        clock.at = delivery.next_at
        send_due(at=clock.at)

    assert waits == [0, 1, 4, 16, 64, 256, 360, 360]
    assert (delivery.state, delivery.attempts, ATTEMPTS) == ("dead", 8, 8)
    assert delivery.reason == "The mail server failed: [Errno 111] Connection refused"
    server.error = None
    send_again(delivery, actor=reader, at=clock.at)
    send_due(at=clock.at)
    assert len(mail) == 1
    with pytest.raises(Refused, match="Only a message that was given up can be sent again"):
        send_again(delivery, actor=reader, at=clock.at)


@pytest.mark.parametrize(("code", "state"), [(550, "dead"), (450, "waiting")])
def test_an_address_refused_for_good_is_not_tried_again(reader, server, code, state):
    server.error = smtplib.SMTPRecipientsRefused({reader.email: (code, b"no")})
    ask(reader)

    sent()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (state, "The mail server does not take mail for this address.")


def test_where_the_mail_server_fails_the_other_mails_wait_and_robots_do_not(reader, server, mailed, listener):
    make_endpoint(listener, "wecom")
    make_complaint(at=AT)
    swept()
    for user in (reader, mailed("intake")):
        ask(user)

    assert sent() == 2

    assert list(Delivery.objects.filter(channel="mail").order_by("pk").values_list("attempts", flat=True)) == [1, 0]
    assert len(listener.got) == 1


def test_a_sender_killed_before_sending_loses_nothing(reader, mail):
    ask(reader)
    gather(at=AT)
    claim(Delivery.objects.get(), AT)

    assert [send_due(at=AT + 4 * MINUTE), send_due(at=AT + 6 * MINUTE), send_due(at=AT + 12 * MINUTE)] == [0, 1, 0]
    assert len(mail) == 1


def test_a_sender_killed_after_sending_repeats_once_under_the_same_code(reader, mail, monkeypatch):
    ask(reader)
    gather(at=AT)
    with monkeypatch.context() as patched:
        patched.setattr(post, "_end", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_due(at=AT)

    for minutes in (6, 12, 18):
        send_due(at=AT + minutes * MINUTE)

    assert len({message.extra_headers["Message-ID"] for message in mail}) == 1
    assert len(mail) == 2


def test_two_senders_do_not_send_the_same(reader, mail):
    ask(reader)
    gather(at=AT)
    one, other = Delivery.objects.get(), Delivery.objects.get()

    assert [claim(one, AT), claim(other, AT)] == [True, False]
    Delivery.objects.update(state="waiting")
    assert not claim(other, AT)


def test_a_test_mail_is_sent_at_once(reader, mail):
    assert send_test(reader, at=AT).state == "sent"
    assert mail[0].subject == "[Hengzhi] Test message"
    assert "This is a test." in mail[0].body
