"""Passwords: known ones are refused, links work once and for a time, a first one must be changed."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from factories import PASSWORD, make_user
from hengzhi.accounts.breached import is_listed
from hengzhi.accounts.models import PasswordLink, User
from hengzhi.accounts.services.passwords import give_first_password, link_of, make_link, use_link
from hengzhi.core.errors import Refused
from hengzhi.core.present import present
from hengzhi.register.models import AuditEvent

CHANGE, DESK = "/account/password/", "/desk/"
NEW = "shan shui jian liu 77"


@pytest.fixture
def user(packs):
    return make_user("handler", username="li", name="李承办")


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("password", [
    "short", "1234567890", "password123", "Password2024!", "P@ssw0rd2026", "!!iloveyou!!", "aaaaaaaaaaaa", "qwertyqwerty", "aabbaabbaabb",
])
def test_common_passwords_are_refused_dressed_up_or_not(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", [NEW, "紫菜蛋花汤真的好喝呀", "Tq7#vLm2xKp9", PASSWORD])
def test_passwords_of_their_own_are_taken(password):
    validate_password(password)


def digests(passwords) -> list[str]:
    return sorted(hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper() for password in passwords)


@pytest.mark.parametrize("end", ["\n", "\r\n", ":17\n"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 1000])
def test_a_list_of_breached_passwords_is_searched_whole(tmp_path, end, count):
    listed = [f"password number {number}" for number in range(count)]
    path = tmp_path / "list.txt"
    path.write_bytes("".join(digest + end for digest in digests(listed)).encode())

    assert [is_listed(password, path) for password in listed] == [True] * count
    assert not is_listed("another", path)


def test_a_breached_password_is_refused(tmp_path, settings, client, user):
    path = tmp_path / "list.txt"
    path.write_text("\n".join(digests([NEW, "x", "y"])) + "\n")
    settings.HENGZHI_BREACHED = str(path)

    answer = client.post(CHANGE, {"present": PASSWORD, "password": NEW, "again": NEW})

    assert answer.status_code == 422
    assert User.objects.get().check_password(PASSWORD)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client, user):
    other = Client()
    other.force_login(user)

    answer = client.post(CHANGE, {"present": PASSWORD, "password": NEW, "again": NEW})

    assert answer.status_code == 302
    assert [one.get(DESK).status_code for one in (client, other)] == [200, 302]
    assert user.visits.count() == 1
    assert list(AuditEvent.objects.filter(action="password_changed").values_list("actor__username", "facts")) == [("li", {})]


@pytest.mark.parametrize("given", [
    {"present": "wrong"}, {"again": "other than that"}, {"password": PASSWORD, "again": PASSWORD},
    {"password": "password123", "again": "password123"},
])
def test_a_wrong_change_changes_nothing(client, given):
    answer = client.post(CHANGE, {"present": PASSWORD, "password": NEW, "again": NEW, **given})

    assert answer.status_code == 422
    assert User.objects.get().check_password(PASSWORD)


def test_a_link_sets_a_password_once_and_ends_the_sessions(client, user):
    path = f"/account/link/{make_link(user, actor=None, at=present())}/"
    stranger = Client()

    first = stranger.post(path, {"password": NEW, "again": NEW})
    second = stranger.post(path, {"password": "yet another one 88", "again": "yet another one 88"})

    assert (first.status_code, second.status_code, client.get(DESK).status_code) == (302, 410, 302)
    assert User.objects.get().check_password(NEW)
    assert [action for (action,) in AuditEvent.objects.filter(action__startswith="password").values_list("action")] == [
        "password_link_made", "password_set",
    ]


def test_of_two_who_use_a_link_at_the_same_moment_one_is_refused(user):
    link = link_of(make_link(user, actor=None, at=present()), at=present())
    use_link(link, password=NEW, at=present())

    with pytest.raises(Refused):
        use_link(link, password="yet another one 88", at=present())

    assert User.objects.get().check_password(NEW)


def test_a_link_expires_gives_way_to_a_newer_one_and_dies_with_the_account(user):
    at = present()
    old = make_link(user, actor=None, at=at)
    new = make_link(user, actor=None, at=at)

    assert [Client().get(f"/account/link/{code}/").status_code for code in (old, new)] == [410, 200]
    User.objects.update(is_active=False)
    assert Client().get(f"/account/link/{new}/").status_code == 410
    User.objects.update(is_active=True)
    PasswordLink.objects.update(expires_at=at - timedelta(seconds=1))
    assert Client().get(f"/account/link/{new}/").status_code == 410
    User.objects.update(is_active=False)
    user.refresh_from_db()
    with pytest.raises(Refused):
        make_link(user, actor=None, at=at)


def test_the_secret_of_a_link_is_not_in_the_database_nor_logged(user, caplog):
    code = make_link(user, actor=None, at=present())

    Client().post(f"/account/link/{code}/", {"password": "short", "again": "short"})

    assert code not in str(list(PasswordLink.objects.values())) + str(list(AuditEvent.objects.values())) + caplog.text


def test_a_first_password_must_be_changed_before_anything_else(user):
    password = give_first_password(user, actor=None)
    client = Client()
    client.post("/account/sign-in/", {"username": "li", "password": password})

    assert [client.get(path).url for path in (DESK, "/complaints/", "/account/security/sessions/end/")] == [CHANGE] * 3
    client.post(CHANGE, {"present": password, "password": NEW, "again": NEW})
    assert client.get(DESK).status_code == 200


def test_new_passwords_are_hashed_with_argon2(user, settings):
    from hengzhi.settings import PASSWORD_HASHERS

    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    user.set_password(NEW)

    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(NEW)
