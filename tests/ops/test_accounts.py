"""The commands of accounts: a first administrator on a real site, and a way back in."""

import re
from datetime import date

import pytest
from django.test import Client

from factories import PASSWORD, make_user
from hengzhi.accounts.models import Totp, Tries, User
from hengzhi.core.errors import HengzhiError
from hengzhi.core.present import present
from hengzhi.ops.accounts import add, day, give, let_in, say_link, say_users, user_named
from hengzhi.register.models import AuditEvent

GIVEN = {"username": "wei", "name": "卫管理", "title": "", "email": "", "role": "administrator", "department": "qtsb"}


def test_a_first_administrator_comes_in_by_the_printed_link(packs, capsys):
    add(**GIVEN)

    path = re.search(r"(/account/link/\S+)", capsys.readouterr().out)[1]
    client = Client()
    client.post(path, {"password": PASSWORD, "again": PASSWORD})
    client.post("/account/sign-in/", {"username": "wei", "password": PASSWORD})
    assert client.get("/account/users/").status_code == 200
    assert list(AuditEvent.objects.filter(actor=None).values_list("action", flat=True)) == [
        "user_added", "role_given", "password_link_made",
    ]


@pytest.mark.parametrize(("given", "says"), [
    ({"role": "adminstrator"}, "Did you mean “administrator”"), ({"department": "qstb"}, "Did you mean “qtsb”"),
    ({"username": "a b"}, "username|用户名"), ({"role": "handler", "department": ""}, "name it|请选择部门"),
])
def test_a_mistake_is_named_and_nobody_is_entered(packs, given, says):
    with pytest.raises(HengzhiError, match=says):
        add(**GIVEN | given)

    assert User.objects.count() == 0


def test_a_name_that_is_taken_is_told(packs):
    make_user("handler", username="Wei")

    with pytest.raises(HengzhiError, match="already"):
        add(**GIVEN)


def test_a_role_and_a_link_are_given_and_everybody_listed(packs, capsys):
    user = make_user("", username="wu", name="吴调解")

    give(user, role="handler", department="aic", starts_on=date(2012, 12, 28), ends_on=day("2013-01-31"))
    say_link(user)
    say_users()

    printed = capsys.readouterr().out
    assert re.search(r"wu: .+ from 2012-12-28\n(.+\n)+.*/account/link/\S+\nwu +吴调解 +handler aic\n", printed), printed
    assert user.role_terms.get().ends_on == date(2013, 1, 31)


def test_locks_and_factors_are_cleared(packs):
    user = make_user("handler", username="wu")
    Totp.objects.create(user=user, sealed=b"", added_at=present())
    for _try in range(5):
        Client().post("/account/sign-in/", {"username": "wu", "password": "wrong"})

    let_in(user_named("wu"), factors=True)

    assert (Tries.objects.filter(user=user).count(), Totp.objects.count()) == (0, 0)


def test_an_unknown_user_and_a_wrong_day_are_named(packs):
    make_user("handler", username="wu-one")

    with pytest.raises(HengzhiError, match="Did you mean “wu-one”"):
        user_named("wu-on")
    with pytest.raises(HengzhiError, match="write YYYY-MM-DD"):
        day("tomorrow")
