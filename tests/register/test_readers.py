"""Asking the users of a record gives what asking the records of a user gives."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.accounts.queries import users_with_roles
from hengzhi.accounts.services.roles import name_deputy
from hengzhi.complaints.kinds import COMPLAINT_KIND, TIPOFF_KIND
from hengzhi.complaints.permissions import DECIDE, SEE
from hengzhi.core.clock import today
from hengzhi.organisations.models import Department
from hengzhi.register.kinds import kinds
from hengzhi.register.models import Record
from hengzhi.register.readers import may_act, may_see

ROLES = ["", "office", "liaison", "intake", "handler", "supervisor", "analyst", "leader", "auditor", "administrator"]


@pytest.fixture
def users(packs):
    return [make_user(role, department) for role, department in product(ROLES, ("aic", "qtsb"))]


@pytest.fixture
def records(users):
    made = []
    for kind, is_confidential, department in product((COMPLAINT_KIND, TIPOFF_KIND), (False, True), ("aic", "qtsb")):
        place = Department.objects.get(code=department)
        made += [make_complaint(kind=kind, is_confidential=is_confidential, department=place, problem="other") for _ in range(2)]
        Record.objects.filter(pk=made[-1].pk).update(handler=next(user for user in users if user.username.startswith("handler")))
    take(made[0], "accept", actor=users[ROLES.index("supervisor") * 2])
    Record.objects.filter(pk=made[1].pk).update(is_open=False)
    return list(Record.objects.all())


def test_who_may_see_and_act_is_who_the_register_shows_it_to(users, records):
    for user in users_with_roles(today()):
        assert [may_see(record, user) for record in records] == [
            Record.objects.visible_to(user).filter(pk=record.pk).exists() for record in records
        ], user.username
        assert [may_act(record, user) for record in records] == [
            Record.objects.waiting_for(user).filter(pk=record.pk).exists() for record in records
        ], user.username


def test_who_sees_a_shared_record_is_who_the_register_shows_it_to(users, records, monkeypatch):
    monkeypatch.setitem(kinds(), "complaint", replace(COMPLAINT_KIND, shared=(SEE, DECIDE)))
    for record in records:
        record.shared_with.set([Department.objects.get(code="qtsb")])

    test_who_may_see_and_act_is_who_the_register_shows_it_to(users, Record.objects.all())

    neighbour = next(user for user in users_with_roles(today()) if user.username.startswith("liaison") and user.department.code == "qtsb")
    assert {may_see(record, neighbour) for record in Record.objects.filter(kind="complaint", confidentiality="normal")} == {True}


def test_users_come_with_their_roles_in_three_queries_and_without_those_who_left(packs, django_assert_num_queries):
    users = [make_user() for _ in range(3)]
    type(users[0]).objects.filter(pk=users[0].pk).update(is_active=False)

    with django_assert_num_queries(3):
        found = {user.username: [term.role.code for term in user.terms] for user in users_with_roles(RECEIVED_AT.date())}

    assert found == {user.username: ["handler"] for user in users[1:]}


def test_who_acts_for_somebody_is_who_the_register_lets(users, records):
    absent = next(user for user in users if user.username.startswith("supervisor"))
    deputy = make_user("leader", "aic")
    name_deputy(
        terms=[absent.role_terms.get()], deputy=deputy, starts_on=today(), ends_on=today() + timedelta(days=7), actor=absent,
        on=today(),
    )

    test_who_may_see_and_act_is_who_the_register_shows_it_to(users, records)

    found = next(user for user in users_with_roles(today()) if user == deputy)
    assert {may_see(record, found) for record in records if record.department.code == "aic"} == {True}
