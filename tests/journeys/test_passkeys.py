"""A passkey is made, opens the door by itself and as a second step, and confirms: in a real browser with a key of its own."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from factories import PASSWORD, make_user
from hengzhi.accounts.models import Passkey, RoleTerm, User

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def people(committed):
    return [make_user("administrator", "qtsb", username="admin"), make_user("", username="lin")]


@pytest.fixture
def key(page: Page):
    """Give the browser a security key."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def by_password(page: Page, site: str) -> None:
    page.goto(f"{site}/account/sign-in/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button.main").first.click()


def make_passkey(page: Page, site: str) -> None:
    page.goto(f"{site}/account/security/passkey/")
    page.locator("#id_name").fill("办公电脑")
    page.locator("[data-passkey]").click()
    expect(page.locator(".codes li")).to_have_count(10)


def test_a_passkey_opens_the_door_and_confirms(people, live_server, page: Page, key):
    site = live_server.url
    by_password(page, site)
    make_passkey(page, site)
    page.context.clear_cookies()

    page.goto(f"{site}/account/sign-in/?next=/account/roles/")
    page.locator("[data-passkey]").click()
    expect(page).to_have_url(f"{site}/account/roles/")
    page.context.clear_cookies()
    by_password(page, site)
    expect(page).to_have_url(f"{site}/account/second-step/")
    page.locator("[data-passkey]").click()
    expect(page).to_have_url(f"{site}/desk/")
    passkey = Passkey.objects.get()
    assert (passkey.name, passkey.user.username, passkey.sign_count > 0) == ("办公电脑", "admin", True)

    _forget_confirmation()
    page.goto(f"{site}/account/users/of/lin/")
    page.locator("[name=role]").select_option("handler")
    page.locator("[name=department]").select_option("aic")
    page.locator("form[action$='/role/'] button").click()
    page.locator("[data-passkey]").click()
    expect(page).to_have_url(f"{site}/account/users/of/lin/")
    assert RoleTerm.objects.get(user__username="lin").role.code == "handler"


def _forget_confirmation() -> None:
    """Let the one session there is have been confirmed long ago."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session["confirmed"] = 0
        session.save()


def test_a_copied_passkey_and_an_answer_to_another_question_are_refused(people, live_server, page: Page, key):
    site = live_server.url
    by_password(page, site)
    make_passkey(page, site)
    page.context.clear_cookies()

    page.goto(f"{site}/account/sign-in/")
    page.route(re.compile("/passkey/sign-in/"), lambda route: route.abort())
    with page.expect_event("requestfailed") as caught:
        page.locator("[data-passkey]").click()
    answer = caught.value.post_data_json["passkey"]
    stranger = Client()
    stranger.post("/account/passkey/ask/")
    assert stranger.post("/account/passkey/sign-in/", {"passkey": answer}).status_code == 422

    page.unroute(re.compile("/passkey/sign-in/"))
    Passkey.objects.update(sign_count=10**6)
    page.goto(f"{site}/account/sign-in/")
    page.locator("[data-passkey]").click()
    expect(page.locator(".note.late").first).to_contain_text("复制")
    assert User.objects.get(username="admin").visits.count() == 1


def test_without_a_script_one_signs_in_by_password_and_code_pages_still_show(people, live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        by_password(page, live_server.url)
        expect(page).to_have_url(f"{live_server.url}/desk/")
        page.goto(f"{live_server.url}/account/security/app/")
        expect(page.locator(".square svg")).to_be_visible()
        page.goto(f"{live_server.url}/account/security/passkey/")
        expect(page.locator("[data-no-passkey]")).to_be_visible()
        expect(page.locator("[data-passkey]")).to_be_hidden()
