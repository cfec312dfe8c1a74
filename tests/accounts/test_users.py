"""The administrator's pages: finding, entering, changing and shutting out users."""

import re

import pytest
from django.test import Client

from factories import PASSWORD, make_user
from hengzhi.accounts.models import Tries, User
from hengzhi.accounts.services.users import disable_user
from hengzhi.core.clock import today
from hengzhi.register.models import AuditEvent

LIST_QUERIES = 10
USER_QUERIES = 12
USERS = "/account/users/"
NEW = {
    "username": "lin", "name": "林新人", "title": "", "email": "", "role": "handler", "department": "aic",
    "starts_on": "2012-12-28", "ends_on": "", "way": "link",
}


@pytest.fixture
def administrator(packs):
    return make_user("administrator", "qtsb", username="admin", name="卫管理")


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(USERS + query).content.decode()
    return re.findall(r'href="/account/users/of/([^/]+)/"', page)


def test_each_filter_keeps_its_users(client):
    make_user("handler", username="wu", name="吴调解", title="调解员")
    make_user("", username="nobody", name="空空")
    disable_user(make_user("handler", username="gone"), actor=None, on=today())
    for _try in range(5):
        Client().post("/account/sign-in/", {"username": "wu", "password": "wrong"})

    found = {query: listed(client, query) for query in (
        "", "?q=吴", "?q=wu+调解", "?role=handler", "?department=qtsb", "?state=disabled", "?state=locked", "?state=without_role",
        "?state=without_factor", "?role=handler&department=qtsb", "?state=nonsense",
    )}

    everybody = ["admin", "gone", "nobody", "wu"]
    assert found == {
        "": everybody, "?q=吴": ["wu"], "?q=wu+调解": ["wu"], "?role=handler": ["gone", "wu"], "?department=qtsb": ["admin"],
        "?state=disabled": ["gone"], "?state=locked": ["wu"], "?state=without_role": ["nobody"], "?state=without_factor": ["admin"],
        "?role=handler&department=qtsb": [], "?state=nonsense": everybody,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_and_the_page_of_a_user_take_the_same_queries_for_any_number(client, rows, django_assert_num_queries):
    users = [make_user("handler", username=f"user-{number}") for number in range(rows)]
    for user in users:
        Client().force_login(user)
    for _session in range(rows):
        Client().force_login(users[0])

    with django_assert_num_queries(LIST_QUERIES):
        client.get(USERS)
    with django_assert_num_queries(USER_QUERIES):
        client.get(f"{USERS}of/user-0/")


def test_the_export_holds_exactly_what_is_shown_and_is_in_the_trail(client):
    make_user("handler", username="wu", name="=吴")

    text = b"".join(client.get(USERS + "export.csv?role=handler").streaming_content).decode()

    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [["wu", "'=吴"]]
    assert AuditEvent.objects.get(action="exported").facts == {"address": USERS + "export.csv?role=handler", "rows": "1"}


def test_a_new_user_with_a_link_comes_in_by_it(client):
    page = client.post(USERS + "new/", NEW).content.decode()

    path = re.search(r"http://testserver(/account/link/[^<]+)", page)[1]
    new = Client()
    new.post(path, {"password": PASSWORD, "again": PASSWORD})
    new.post("/account/sign-in/", {"username": "lin", "password": PASSWORD})
    assert new.get("/complaints/").status_code == 200
    assert list(AuditEvent.objects.filter(facts__user="林新人 lin").values_list("action", "actor__username")) == [
        ("user_added", "admin"), ("role_given", "admin"), ("password_link_made", "admin"),
    ]


def test_a_new_user_with_a_first_password_must_change_it(client):
    page = client.post(USERS + "new/", {**NEW, "way": "password"}).content.decode()

    password = re.search(r'<code id="handed">([^<]+)</code>', page)[1]
    new = Client()
    new.post("/account/sign-in/", {"username": "lin", "password": password})
    assert new.get("/desk/").url == "/account/password/"


@pytest.mark.parametrize("given", [
    {"username": "ADMIN"}, {"username": "a b"}, {"name": ""}, {"department": ""}, {"starts_on": ""}, {"email": "no address"},
])
def test_a_wrong_new_user_is_not_entered_at_all(client, given):
    answer = client.post(USERS + "new/", {**NEW, **given})

    assert (answer.status_code, User.objects.count()) == (422, 1)


def test_what_an_administrator_changes_is_in_the_trail_by_name_only(client):
    make_user("handler", username="wu", name="吴调解")

    client.post(USERS + "of/wu/change/", {"name": "吴调解", "title": "科员", "email": "wu@example.cn"})

    assert User.objects.get(username="wu").title == "科员"
    assert AuditEvent.objects.get(action="user_changed").facts == {"user": "吴调解 wu", "changed": "title, email"}


def test_disabling_shuts_out_at_once_and_keeps_the_row(client):
    user = make_user("handler", username="wu")
    theirs = Client()
    theirs.force_login(user)

    client.post(USERS + "of/wu/disable/")

    assert theirs.get("/desk/").status_code == 302
    assert Client().post("/account/sign-in/", {"username": "wu", "password": PASSWORD}).status_code == 422
    client.post(USERS + "of/wu/enable/")
    assert Client().post("/account/sign-in/", {"username": "wu", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("act", ["disable", "role", "factors"])
def test_an_administrator_does_not_do_to_themselves_what_another_should_see(client, administrator, act):
    answer = client.post(f"{USERS}of/admin/{act}/", NEW)

    assert answer.status_code == 422
    assert (User.objects.get().is_active, administrator.role_terms.count()) == (True, 1)


def test_locks_are_shown_and_lifted(client):
    make_user("handler", username="wu")
    for number in range(35):
        Client().post("/account/sign-in/", {"username": "wu" if number < 5 else f"x{number}", "password": "wrong"})
    page = client.get(USERS).content.decode()

    client.post(USERS + "of/wu/unlock/")
    client.post(USERS + "unlock-address/", {"address": "127.0.0.1"})

    assert 'value="127.0.0.1"' in page
    assert not Tries.objects.filter(locked_until__isnull=False, kind="address").exists()
    assert Client().post("/account/sign-in/", {"username": "wu", "password": PASSWORD}).status_code == 302


def test_the_page_of_roles_says_who_needs_a_second_factor(client):
    page = client.get("/account/roles/").content.decode()
    head, rows = page.split("<tbody>")

    first = rows.split("</tr>")[0]
    names = re.findall(r'<th scope="col">([^<]+)</th>', head)[1:]
    marks = ["✓" in cell for cell in first.split("<td>")[1:]]
    assert [name for name, mark in zip(names, marks, strict=True) if mark] == ["科室负责人", "审计员", "系统管理员"]
