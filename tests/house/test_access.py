"""Every address is shut unless its view says who may open it."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from factories import make_complaint, make_user
from hengzhi.core.access import PUBLIC, SIGNED_IN
from hengzhi.core.permissions import Permission, permissions

ROLES = ["", "office", "liaison", "reviewer", "intake", "handler", "supervisor", "analyst", "leader", "auditor", "administrator"]
PUBLIC_PAGES = {
    "accounts:language", "accounts:passkey-ask", "accounts:passkey-sign-in", "accounts:password-link",
    "accounts:provider-back", "accounts:provider-start", "accounts:second-step", "accounts:sign-in", "accounts:sign-out",
    "portal:file", "portal:filed", "portal:follow", "portal:home", "published:list", "published:open-data",
    "published:summary", "reports:figure", "results:list", "results:open-data", "results:page", "warnings:feed",
    "warnings:list", "warnings:page",
}


def addresses(patterns=None, space=""):
    """Yield the full name and the pattern of every address."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern


def path_of(name: str, pattern: URLPattern, code: str) -> str:
    """Return an address of a pattern: what it asks for is a record's code, else the first value that fits."""
    values = {"code": code, "name": "accept", "form": "csv", "report_id": "R000000000000"}
    fallback = {"IntConverter": 0, "UUIDConverter": UUID(int=0)}
    wanted = pattern.pattern.converters.items()
    return reverse(name, kwargs={key: values.get(key, fallback.get(type(one).__name__, "x")) for key, one in wanted})


def test_every_view_says_who_may_open_it():
    for name, pattern in addresses():
        access = getattr(pattern.callback, "access", None)
        is_permissions = isinstance(access, tuple) and access and all(isinstance(item, Permission) for item in access)
        assert access in (PUBLIC, SIGNED_IN) or is_permissions, f"{name} does not say who may open it"


def test_the_list_of_public_pages_is_this_one():
    assert {name for name, pattern in addresses() if pattern.callback.access == PUBLIC} == PUBLIC_PAGES


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_exactly_what_its_permissions_open(packs, role):
    record = make_complaint()
    user = make_user(role, "audit" if role == "auditor" else "aic")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    wrong = []

    for name, pattern in addresses():
        access = pattern.callback.access
        if access == PUBLIC:
            continue
        path = path_of(name, pattern, record.code)
        answer = client.get(path).status_code
        answer = client.post(path).status_code if answer == 405 else answer
        allowed = access == SIGNED_IN or any(user.may(permission) for permission in access)
        if allowed == (answer == 403):
            wrong.append((name, answer))

    assert wrong == []


def test_a_stranger_is_asked_to_sign_in_and_learns_nothing(packs):
    record = make_complaint()

    for name, pattern in addresses():
        if pattern.callback.access != PUBLIC:
            answers = [Client().get(path_of(name, pattern, code)) for code in (record.code, "T1999-99999")]
            assert [(answer.status_code, answer.url.split("?")[0]) for answer in answers] == [(302, "/account/sign-in/")] * 2


@pytest.mark.parametrize("role", ["handler", "supervisor"])
def test_a_record_of_another_department_is_as_if_it_were_not_there(packs, role):
    record = make_complaint()
    client = Client()
    client.force_login(make_user(role, "qtsb"))

    person = {"person": record.complaint.complainant_id}
    for name, given in (("complaints:detail", {}), ("vault:open", person), ("complaints:step", {"name": "accept"})):
        pages = [reverse(name, kwargs={"code": code, **given}) for code in (record.code, "T1999-99999")]
        send = client.get if name == "complaints:detail" else client.post
        assert [send(page).status_code for page in pages] == [404, 404]
    listing = client.get(reverse("complaints:list") + "?view=all")
    assert record.code not in listing.content.decode()
    export = b"".join(client.get(reverse("complaints:export", args=["csv"]) + "?view=all").streaming_content).decode()
    assert record.code not in export


def test_every_permission_is_held_by_a_role(packs):
    from hengzhi.accounts.models import Role

    held = {code for role in Role.objects.all() for code in role.permissions}

    assert held == set(permissions())
