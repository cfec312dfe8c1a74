"""Signing in through an identity provider: only its own, fresh, signed answer to our question lets anybody in."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from factories import make_user
from hengzhi.accounts import oidc, totp
from hengzhi.accounts.models import Identity, User
from hengzhi.accounts.services.factors import add_app
from hengzhi.core.present import present
from hengzhi.register.models import AuditEvent

from .provider import CLIENT, SECRET, running

START, BACK, DESK = "/account/provider/start/", "/account/provider/back/", "/desk/"


@pytest.fixture
def provider(packs, settings):
    oidc.provider.cache_clear()
    with running() as found:
        settings.HENGZHI_OIDC, settings.HENGZHI_OIDC_CLIENT, settings.HENGZHI_OIDC_SECRET = found.issuer, CLIENT, SECRET
        yield found


@pytest.fixture
def user(packs):
    return make_user("handler", username="li")


def go(provider, client: Client, query: str = ""):
    """Walk to the provider and back and return the answer to coming back."""
    return client.get(provider.authorize(client.get(START + query).url))


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def test_a_user_comes_in_by_the_agreed_name_and_is_linked(provider, user):
    client = Client()

    answer = go(provider, client, "?next=/complaints/")

    assert (answer.status_code, answer.url, is_in(client)) == (302, "/complaints/", True)
    assert list(Identity.objects.values_list("user", "issuer", "subject")) == [(user.pk, provider.issuer, "s-1")]
    assert AuditEvent.objects.filter(action="identity_linked", actor=user).count() == 1
    asked = {name: provider.asked[name] for name in ("response_type", "scope", "code_challenge_method", "client_id")}
    assert asked == {"response_type": "code", "scope": "openid profile", "code_challenge_method": "S256", "client_id": CLIENT}


def test_once_linked_the_subject_counts_and_not_the_name(provider, user):
    go(provider, Client())
    make_user("handler", username="wu")
    provider.claims = {"sub": "s-1", "preferred_username": "wu"}
    client = Client()

    go(provider, client)

    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_name_given_anew_at_the_provider_opens_nothing(provider, user):
    go(provider, Client())
    provider.claims = {"sub": "s-2", "preferred_username": "li"}
    client = Client()

    assert (go(provider, client).status_code, is_in(client)) == (422, False)


@pytest.mark.parametrize("claims", [{"sub": "s-9", "preferred_username": "stranger"}, {"sub": "s-9"}])
def test_nobody_is_created(provider, user, claims):
    provider.claims = claims
    client = Client()

    assert (go(provider, client).status_code, is_in(client), User.objects.count()) == (422, False, 1)


def test_a_disabled_user_stays_out(provider, user):
    go(provider, Client())
    User.objects.update(is_active=False)
    client = Client()

    assert (go(provider, client).status_code, is_in(client)) == (422, False)


@pytest.mark.parametrize("broken", [
    {"nonce": "another"}, {"aud": "another"}, {"iss": "http://another"}, {"exp": int(time.time()) - 120}, {"nonce": None},
    {"iat": int(time.time()) + 3600},
])
def test_a_token_that_is_not_for_us_now_is_refused(provider, user, broken):
    provider.break_with = broken
    client = Client()

    assert (go(provider, client).status_code, is_in(client)) == (422, False)


@pytest.mark.parametrize("how", ["another key", "none", "HS256"])
def test_a_token_not_signed_by_the_providers_key_is_refused(provider, user, how):
    if how == "another key":
        provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    else:
        provider.algorithm = how
    client = Client()

    assert (go(provider, client).status_code, is_in(client)) == (422, False)


def test_an_answer_to_a_question_of_somebody_else_is_refused(provider, user):
    back = provider.authorize(Client().get(START).url)
    stranger, other = Client(), Client()
    other.get(START)

    assert [client.get(back).status_code for client in (stranger, other)] == [422, 422]
    assert (is_in(stranger), is_in(other), provider.tokens_asked) == (False, False, 0)


def test_an_answer_counts_once(provider, user):
    client = Client()
    back = provider.authorize(client.get(START).url)
    client.get(back)
    client.post("/account/sign-out/")

    assert (client.get(back).status_code, is_in(client)) == (422, False)


def test_what_the_provider_refuses_is_said_without_its_markup(provider, user):
    page = Client().get(BACK + "?error=<script>").content.decode()

    assert "<script>&" not in page
    assert "<script>—" not in page


def test_a_provider_that_does_not_answer_leaves_the_password(packs, settings):
    oidc.provider.cache_clear()
    settings.HENGZHI_OIDC = "http://127.0.0.1:9"

    answer = Client().get(START)

    assert (answer.status_code, 'name="password"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("address", ["http://provider.example", "ftp://provider.example", "file:///etc"])
def test_an_address_that_is_not_secret_is_not_asked(packs, settings, address):
    oidc.provider.cache_clear()
    settings.HENGZHI_OIDC = address

    with pytest.raises(oidc.ProviderError):
        oidc.provider(address)


def test_without_a_provider_there_is_no_such_page(packs):
    assert [Client().get(path).status_code for path in (START, BACK)] == [404, 404]


def test_a_second_factor_is_asked_for_here_all_the_same(provider, user):
    secret = totp.new_secret()
    add_app(user, secret=secret, code=totp.code_at(secret, int(time.time()) // 30 - 1), at=present())
    client = Client()

    assert (go(provider, client).url, is_in(client)) == ("/account/second-step/", False)


def test_signing_in_again_confirms(provider, user):
    client = Client()
    go(provider, client)
    session = client.session
    session["confirmed"] = 0
    session.save()

    go(provider, client, "?again=1&next=/account/security/app/")

    assert provider.asked["prompt"] == "login"
    assert client.session["confirmed"] > 0
    assert user.visits.count() == 1
