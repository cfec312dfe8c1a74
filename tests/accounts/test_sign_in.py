"""Signing in: wrong tries wait, users are not told apart, sessions change their key, devices are remembered."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from factories import PASSWORD, make_user
from hengzhi.accounts.models import Tries, User, Visit
from hengzhi.accounts.services.tries import Counter, begin_attempt, forgive, unlock, wait_after
from hengzhi.core.present import present
from hengzhi.register.models import AuditEvent

SIGN_IN, DESK = "/account/sign-in/", "/desk/"
AT = datetime(2026, 11, 2, 9, 0, tzinfo=timezone.get_default_timezone())
WAIT = ("请1分钟后再试", "Try again in 1 minute")


@pytest.fixture
def user(packs):
    return make_user("handler", username="li")


def send(client: Client, username: str = "li", password: str = PASSWORD, **given):
    return client.post(SIGN_IN, {"username": username, "password": password}, **given)


def fail(client: Client, times: int, username: str = "li", **given):
    answers = [send(client, username, "wrong", **given) for _time in range(times)]
    return answers[-1].content.decode()


def waits(text: str) -> bool:
    return any(words in text for words in WAIT)


def test_the_right_password_leads_to_the_page_that_was_asked_for(user):
    client = Client()

    answer = client.post(SIGN_IN, {"username": "li", "password": PASSWORD, "next": "/complaints/"})

    assert (answer.status_code, answer.url, client.get(DESK).status_code) == (302, "/complaints/", 200)


def test_a_page_of_another_site_is_not_led_to(user):
    answer = Client().post(SIGN_IN, {"username": "li", "password": PASSWORD, "next": "https://elsewhere.example/"})

    assert answer.url == DESK


@pytest.mark.parametrize(("failures", "minutes"), [(4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (500, 15)])
def test_waits_grow_and_end(failures, minutes):
    assert wait_after(Tries.Kind.NAME, failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize("username", ["li", "nobody-of-this-name"])
def test_a_name_waits_after_five_wrong_tries_whether_or_not_it_is_somebodys(user, username):
    fourth = fail(Client(), 4, username)
    fifth = fail(Client(), 1, username)
    sixth = send(Client(), username).content.decode()

    assert [waits(text) for text in (fourth, fifth, sixth)] == [False, False, True]


def test_the_same_is_said_of_a_wrong_password_and_of_a_name_nobody_has(user):
    def said(username: str) -> list[str]:
        return list(send(Client(), username, "x").context["form"].non_field_errors())

    assert (said("li"), len(said("li"))) == (said("nobody"), 1)


def test_the_wait_passes(user):
    fail(Client(), 5)
    Tries.objects.update(locked_until=present() - timedelta(seconds=1))

    assert send(Client()).status_code == 302


def test_a_disabled_user_is_told_what_strangers_are(user):
    User.objects.update(is_active=False)

    assert not waits(send(Client()).content.decode())
    assert Client().post(SIGN_IN, {"username": "li", "password": PASSWORD}).status_code == 422


def test_a_known_device_is_not_shut_out_by_strangers(user):
    mine = Client()
    send(mine)
    mine.post("/account/sign-out/")

    assert waits(fail(Client(), 6))
    assert send(mine).status_code == 302


def test_a_known_device_waits_by_itself_in_the_end_and_not_after_a_new_password(user):
    mine, stolen = Client(), Client()
    send(mine)
    stolen.cookies.load({name: morsel.value for name, morsel in mine.cookies.items() if name.startswith("known-")})

    assert waits(fail(stolen, 11))
    user.set_password("another long password")
    user.save()
    fail(stolen, 1)

    assert set(Tries.objects.values_list("kind", flat=True)) == {"device", "name", "address"}


def test_an_address_waits_after_thirty_wrong_tries_at_whatever_names(user):
    for number in range(30):
        send(Client(), f"name-{number}", "wrong")

    assert waits(send(Client()).content.decode())
    assert send(Client(), REMOTE_ADDR="10.0.0.9").status_code == 302


def test_only_proxies_of_ours_are_believed_about_the_address(user, settings):
    settings.HENGZHI_PROXIES = 1

    fail(Client(), 1, HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.7")

    assert Tries.objects.get(kind="address").address == "192.0.2.7"


def test_what_was_typed_as_a_name_is_not_kept(user):
    fail(Client(), 1, "my password by mistake")

    assert "mistake" not in str(list(Tries.objects.values())) + str(list(AuditEvent.objects.values()))


def test_a_lock_is_in_the_trail_and_can_be_lifted(user):
    fail(Client(), 5)

    locked = AuditEvent.objects.get(action="sign_in_locked")
    assert locked.facts == {"user": f"{user.name} li", "minutes": "1"}
    assert unlock(actor=None, user=user) == 1
    assert send(Client()).status_code == 302


def test_tries_at_the_same_moment_count_each(db):
    counters = [Counter(Tries.Kind.NAME, "li")]

    waits_for = [begin_attempt(counters, user=None, address="", at=AT).wait for _try in range(7)]

    assert waits_for == [timedelta()] * 5 + [timedelta(minutes=1)] * 2


def test_a_right_try_clears_the_name_and_counts_no_more_for_the_address(db):
    counters = [Counter(Tries.Kind.NAME, "li"), Counter(Tries.Kind.ADDRESS, "10.0.0.1")]
    begin_attempt(counters, user=None, address="10.0.0.1", at=AT)

    forgive(begin_attempt(counters, user=None, address="10.0.0.1", at=AT))

    assert list(Tries.objects.values_list("kind", "failures")) == [("address", 1)]


def test_tries_are_forgotten_after_a_day(db):
    counters = [Counter(Tries.Kind.NAME, "li")]
    for _try in range(4):
        begin_attempt(counters, user=None, address="", at=AT)

    begin_attempt(counters, user=None, address="", at=AT + timedelta(hours=25))

    assert Tries.objects.get().failures == 1


def test_the_session_gets_a_new_key_on_signing_in(user):
    client = Client()
    client.post("/account/passkey/ask/")
    before = client.cookies["sessionid"].value

    send(client)

    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_ends_when_idle_and_when_old(user, settings):
    for name, back in (("seen", 61), ("began", 60 * 10 + 1)):
        client = Client()
        send(client)
        session = client.session
        session[name] -= back * 60
        session.save()

        answer = client.get(DESK)

        assert (answer.status_code, answer.url.startswith(SIGN_IN)) == (302, True), name
        assert len(list(client.get(SIGN_IN).context["messages"])) == 1
    assert Visit.objects.count() == 0


def test_use_is_noted_once_a_minute(user, django_assert_num_queries):
    client = Client()
    send(client)
    session = client.session
    session["seen"] -= 61
    session.save()
    Visit.objects.update(seen_at=AT)

    client.get("/account/roles/")

    assert Visit.objects.get().seen_at > AT


def test_of_too_many_sessions_the_oldest_ends(user, settings):
    settings.HENGZHI_SESSIONS = 2
    clients = [Client() for _number in range(3)]
    for client in clients:
        send(client)

    assert [client.get(DESK).status_code for client in clients] == [302, 200, 200]


def test_a_user_ends_their_other_sessions_and_only_theirs(user):
    here, there, stranger = Client(), Client(), Client()
    for client in (here, there):
        send(client)
    stranger.force_login(make_user("handler"))

    here.post("/account/security/sessions/end/")

    assert [client.get(DESK).status_code for client in (here, there, stranger)] == [200, 302, 200]
    assert AuditEvent.objects.get(action="sessions_ended").facts == {"count": "1"}


def test_nobody_ends_the_session_of_another(user):
    here, stranger = Client(), Client()
    send(here)
    stranger.force_login(make_user("handler"))

    stranger.post("/account/security/sessions/end/", {"visit": Visit.objects.get(user=user).pk})

    assert here.get(DESK).status_code == 200


def test_signing_out_ends_the_session(user):
    client = Client()
    send(client)

    client.post("/account/sign-out/")

    assert (client.get(DESK).status_code, Visit.objects.count()) == (302, 0)
