"""Dangerous acts ask again who it is, and then go on with what was posted."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import PASSWORD, make_user
from hengzhi.accounts.models import RoleTerm, User

GIVEN = {"role": "handler", "department": "aic", "starts_on": "2012-12-28", "ends_on": ""}


@pytest.fixture
def client(packs):
    client = Client()
    client.force_login(make_user("administrator", "qtsb"))
    return client


@pytest.fixture
def path(packs) -> str:
    make_user("", username="lin")
    return "/account/users/of/lin/role/"


def wait(client: Client, minutes: int = 11) -> None:
    session = client.session
    session["confirmed"] -= minutes * 60
    session.save()


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that asks again."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def given(path) -> int:
    return RoleTerm.objects.filter(user__username="lin").count()


def test_within_ten_minutes_nothing_is_asked(client, path):
    wait(client, 9)

    client.post(path, GIVEN)

    assert given(path) == 1


def test_after_ten_minutes_the_password_is_asked_and_the_act_goes_on(client, path):
    wait(client)

    page = client.post(path, GIVEN).content.decode()
    asked, before = hidden(page), given(path)
    done = client.post(path, {**asked, "confirming_password": PASSWORD})

    assert (before, {name: asked[name] for name in GIVEN}, asked["confirming"]) == (0, GIVEN, "post")
    assert (given(path), done.status_code, done.url) == (1, 302, "/account/users/of/lin/")


def test_a_wrong_password_does_nothing_and_keeps_what_was_posted(client, path):
    wait(client)
    asked = hidden(client.post(path, GIVEN).content.decode())

    answer = client.post(path, {**asked, "confirming_password": "wrong"})

    assert (answer.status_code, given(path)) == (422, 0)
    assert {name: hidden(answer.content.decode())[name] for name in GIVEN} == GIVEN


def test_wrong_passwords_wait_here_too(client, path):
    wait(client)
    for _try in range(5):
        client.post(path, {**GIVEN, "confirming": "post", "confirming_password": "wrong"})

    client.post(path, {**GIVEN, "confirming": "post", "confirming_password": PASSWORD})

    assert given(path) == 0


def test_a_page_is_opened_after_confirming(client):
    wait(client)

    asked = client.get("/account/users/new/")
    answer = client.post("/account/users/new/", {"confirming": "get", "confirming_password": PASSWORD})

    assert "confirming_password" in asked.content.decode()
    assert (answer.status_code, answer.url) == (302, "/account/users/new/")
    assert 'id="id_username"' in client.get(answer.url).content.decode()


def test_files_are_not_carried_along_but_asked_for_again(client, path):
    wait(client)

    page = client.post(path, {**GIVEN, "file": SimpleUploadedFile("a.txt", b"x")}).content.decode()

    assert hidden(page)["confirming"] == "get"


def test_the_form_that_asks_takes_the_place_of_the_page_when_a_part_was_asked_for(client, path):
    wait(client)

    answer = client.post(path, GIVEN, headers={"HX-Request": "true"})

    assert (answer.headers["HX-Retarget"], answer.headers["Cache-Control"]) == ("#main", "no-store")


def test_whoever_lacks_the_permission_is_not_asked_but_refused(path):
    client = Client()
    client.force_login(make_user("handler"))
    wait(client)

    assert client.post(path, GIVEN).status_code == 403


def test_what_was_posted_is_shown_without_its_markup(client, path):
    wait(client)

    page = client.post(path, {**GIVEN, "role": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert User.objects.filter(username="lin").exists()
