"""The desk shows what waits for me, in the same number of queries however much it is."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user

QUERIES = 7


@pytest.mark.parametrize("records", [1, 3])
def test_the_desk_counts_in_constant_queries(packs, records, django_assert_num_queries):
    client = Client()
    client.force_login(make_user("handler"))
    for _record in range(records):
        make_complaint()
    client.get(reverse("desk:home"))

    with django_assert_num_queries(QUERIES):
        desk = client.get(reverse("desk:home")).context["desk"]

    assert (desk.counts["waiting"], desk.counts["late"], len(desk.records)) == (records, records, records)


@pytest.mark.parametrize(
    ("role", "department", "waiting"), [("handler", "aic", 1), ("intake", "aic", 0), ("handler", "qtsb", 0)]
)
def test_only_what_i_can_do_waits_for_me(packs, role, department, waiting):
    make_complaint()
    client = Client()
    client.force_login(make_user(role, department))

    desk = client.get(reverse("desk:home")).context["desk"]

    assert (desk.counts["waiting"], bool(desk.events)) == (waiting, department == "aic")
