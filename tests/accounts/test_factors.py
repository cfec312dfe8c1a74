"""Second factors: codes by time against the published vectors, each once; recovery codes; who must have one."""

import json
import re
import time

import pytest
from django.test import Client

from factories import PASSWORD, make_user
from hengzhi.accounts import totp
from hengzhi.accounts.models import RecoveryCode, Totp, User
from hengzhi.accounts.services.factors import add_app, make_codes, reset_factors, use_code
from hengzhi.core import reference
from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.core.models import Site
from hengzhi.core.present import present
from hengzhi.register.models import AuditEvent

SECRET = b"12345678901234567890"
STEP, SECURITY, DESK = "/account/second-step/", "/account/security/", "/desk/"


@pytest.fixture
def user(packs):
    return make_user("supervisor", username="wang")


@pytest.fixture
def real_site(packs):
    """Have a district whose records are real, where roles get the second factors they want."""
    Site.objects.update(synthetic=False)
    reference.forget()


def now_code(secret: bytes = SECRET, later: int = 0) -> str:
    return totp.code_at(secret, int(time.time()) // 30 + later)


def with_app(user: User) -> User:
    add_app(user, secret=SECRET, code=now_code(later=-1), at=present())
    return user


def half_in(username: str = "wang") -> Client:
    """Return a browser that has shown the password."""
    client = Client()
    answer = client.post("/account/sign-in/", {"username": username, "password": PASSWORD, "next": "/complaints/"})
    assert answer.url == STEP
    return client


# RFC 6238, appendix B, SHA-1; the last six of its eight digits.
@pytest.mark.parametrize(("seconds", "code"), [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    (20000000000, "353130"),
])
def test_codes_are_those_of_the_standard(seconds, code):
    assert totp.code_at(SECRET, seconds // 30) == code


@pytest.mark.parametrize(("late", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_counts_one_step_early_or_late(late, is_taken):
    at = 1234567890

    assert (totp.step_of(totp.code_at(SECRET, (at + late) // 30), SECRET, at) is not None) is is_taken


@pytest.mark.parametrize("typed", ["", "abcdef", "２８７０８２", "28708", "0" * 20])
def test_what_is_no_code_is_refused(typed):
    assert totp.step_of(typed, SECRET, 59) is None


def test_a_code_typed_with_blanks_counts():
    assert totp.step_of(" 287 082 ", SECRET, 59) == 1


def test_a_code_is_taken_once(user):
    with_app(user)
    code = now_code()

    use_code(user, code=code, at=present())

    with pytest.raises(Refused):
        use_code(user, code=code, at=present())


def test_the_password_alone_opens_nothing_where_there_is_a_second_factor(user):
    with_app(user)

    client = half_in()

    assert client.get(DESK).url.startswith("/account/sign-in/")
    assert client.post(STEP, {"code": "000000"}).status_code == 422
    assert client.post(STEP, {"code": now_code()}).url == "/complaints/"
    assert client.get(DESK).status_code == 200


def test_the_second_step_waits_after_wrong_codes(user):
    with_app(user)
    client = half_in()

    answers = [client.post(STEP, {"code": "000000"}) for _try in range(5)]
    right = client.post(STEP, {"code": now_code()})

    assert [answer.status_code for answer in [*answers, right]] == [422] * 6
    assert AuditEvent.objects.filter(action="sign_in_locked").count() == 1


def test_a_password_shown_ten_minutes_ago_counts_no_more(user):
    with_app(user)
    client = half_in()
    session = client.session
    session["entering"] |= {"at": session["entering"]["at"] - 601}
    session.save()

    assert client.post(STEP, {"code": now_code()}).url == "/account/sign-in/"


def test_a_recovery_code_counts_once_however_it_is_typed(user):
    with_app(user)
    code = make_codes(user)[3]

    assert half_in().post(STEP, {"code": f" {code.upper().replace('-', ' ')} "}).status_code == 302
    assert half_in().post(STEP, {"code": code}).status_code == 422
    assert list(AuditEvent.objects.filter(action="recovery_code_used").values_list("actor__username")) == [("wang",)]
    assert code.replace("-", "") not in str(list(RecoveryCode.objects.values()))


def test_new_recovery_codes_replace_the_old(user):
    with_app(user)
    old = make_codes(user)

    make_codes(user)

    assert half_in().post(STEP, {"code": old[0]}).status_code == 422
    assert user.recovery_codes.count() == 10


def test_a_secret_lies_sealed_and_opens_with_this_sites_key_only(user, settings):
    with_app(user)

    assert SECRET not in bytes(Totp.objects.get().sealed)
    settings.SECRET_KEY = "another"
    with pytest.raises(HengzhiError, match="HENGZHI_SECRET_KEY"):
        use_code(user, code=now_code(), at=present())


def test_a_sealed_secret_is_useless_in_another_users_row(user):
    other = make_user("handler")
    with_app(user)
    Totp.objects.update(user=other)

    with pytest.raises(HengzhiError):
        use_code(other, code=now_code(), at=present())


def enrolled(client: Client) -> str:
    """Add an app as a user does and return the page that follows."""
    page = client.get("/account/security/app/").content.decode()
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    import base64

    secret = base64.b32decode(letters + "=" * (-len(letters) % 8))
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.replace(" version", "") or "<svg" in page
    return client.post("/account/security/app/", {"code": now_code(secret)}).content.decode()


def test_adding_the_first_factor_shows_recovery_codes_once(user):
    client = Client()
    client.force_login(user)

    page = enrolled(client)

    assert len(re.findall(r"<code>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</code>", page)) == 10
    assert not re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</code>", client.get(SECURITY).content.decode())


def test_a_wrong_first_code_adds_nothing(user):
    client = Client()
    client.force_login(user)

    assert client.post("/account/security/app/", {"code": "000000"}).status_code == 422
    assert Totp.objects.count() == 0


@pytest.mark.parametrize(("role", "department", "must"), [
    ("supervisor", "aic", True), ("auditor", "audit", True), ("administrator", "qtsb", True), ("handler", "aic", False),
])
def test_on_a_real_site_chosen_roles_add_a_factor_before_anything_else(real_site, role, department, must):
    client = Client()
    client.force_login(make_user(role, department))

    pages = [client.get(path) for path in (DESK, "/account/users/", "/account/deputies/")]

    assert [page.status_code == 302 and page.url == SECURITY for page in pages] == [must] * 3
    assert [client.get(path).status_code for path in (SECURITY, "/account/security/app/", "/account/security/passkey/")] == [200] * 3


def test_having_added_one_they_go_on(real_site, user):
    client = Client()
    client.force_login(user)

    enrolled(client)

    assert client.get(DESK).status_code == 200


def test_a_session_of_before_shows_the_factor_that_was_added_elsewhere(real_site, user):
    client = Client()
    client.force_login(user)
    with_app(user)

    assert client.get(DESK).url == STEP
    assert client.post(STEP, {"code": now_code()}).status_code == 302
    assert client.get(DESK).status_code == 200


def test_a_demonstration_wants_no_second_factor(user):
    client = Client()
    client.force_login(user)

    assert client.get(DESK).status_code == 200


def test_the_only_factor_of_a_role_that_wants_one_stays(user):
    client = Client()
    client.force_login(with_app(user))

    assert client.post("/account/security/app/remove/").status_code == 422
    assert Totp.objects.count() == 1


def test_others_remove_theirs_and_the_recovery_codes_go_along(packs):
    handler = with_app(make_user("handler"))
    make_codes(handler)
    client = Client()
    client.force_login(handler)

    client.post("/account/security/app/remove/")

    assert (Totp.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_resetting_takes_all_factors_and_ends_the_sessions(user):
    client = Client()
    client.force_login(with_app(user))
    make_codes(user)

    reset_factors(user, actor=make_user("administrator", "qtsb"))

    assert (Totp.objects.count(), RecoveryCode.objects.count(), client.get(DESK).status_code) == (0, 0, 302)
    assert AuditEvent.objects.filter(action="factors_reset").count() == 1


def test_nobody_resets_their_own(user):
    with pytest.raises(Refused):
        reset_factors(user, actor=user)


@pytest.mark.parametrize("answer", ["", "{}", "no json", json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}})])
def test_what_is_no_passkeys_answer_is_refused(user, answer):
    client = Client()
    client.post("/account/passkey/ask/")

    assert client.post("/account/passkey/sign-in/", {"passkey": answer}).status_code == 422


def test_a_question_to_passkeys_is_new_each_time_and_tells_a_stranger_of_no_passkey(user):
    asked = [Client().post("/account/passkey/ask/").json()["publicKey"] for _time in range(2)]

    assert asked[0]["challenge"] != asked[1]["challenge"]
    assert [question.get("allowCredentials") for question in asked] == [None, None]
