"""Records reach a user through one door, and the door knows departments, roles and secrecy."""

import pytest

from factories import make_complaint, make_user
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.register.models import Record


@pytest.fixture
def records(packs):
    """Give an ordinary complaint and a confidential tip-off of the same department."""
    return [make_complaint(), make_complaint(kind=TIPOFF_KIND, problem="other-violation", is_confidential=True)]


@pytest.mark.parametrize(("role", "department", "seen"), [
    ("intake", "aic", ["complaint"]),
    ("handler", "aic", ["complaint"]),
    ("supervisor", "aic", ["complaint", "tipoff"]),
    ("supervisor", "qtsb", []),
    ("liaison", "commerce", []),
    ("office", "qtsb", ["complaint"]),
    ("auditor", "audit", ["complaint", "tipoff"]),
    ("leader", "government-office", []),
    ("administrator", "qtsb", []),
])
def test_each_role_sees_what_its_sentence_says(records, role, department, seen):
    user = make_user(role, department)

    found = Record.objects.visible_to(user).order_by("kind").values_list("kind", flat=True)

    assert list(found) == seen


def test_a_confidential_tipoff_is_seen_by_who_handles_it(records):
    handler = make_user("handler")
    Record.objects.filter(kind="tipoff").update(handler=handler)

    assert Record.objects.visible_to(handler).count() == 2


def test_a_user_without_a_role_and_the_public_see_nothing(records):
    from django.contrib.auth.models import AnonymousUser

    assert Record.objects.visible_to(make_user("")).count() == 0
    assert Record.objects.visible_to(AnonymousUser()).count() == 0


def test_a_role_term_that_has_ended_opens_nothing(records):
    user = make_user("supervisor")
    user.role_terms.update(ends_on="2012-12-27")

    assert Record.objects.visible_to(user).count() == 0


def test_nobody_waits_for_a_step_they_may_not_take(records):
    assert Record.objects.waiting_for(make_user("intake")).count() == 0
    assert Record.objects.waiting_for(make_user("handler")).count() == 1
    assert Record.objects.waiting_for(make_user("supervisor")).count() == 2
