"""The desk shows what waits for me, in the same number of queries however much it is."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.comments.services import add_comment

QUERIES = 11


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


@pytest.mark.parametrize("asked", [1, 3])
def test_the_desk_shows_who_asks_me_to_look_until_i_have_looked(packs, asked, django_assert_num_queries):
    author, reader = make_user(), make_user(name="陈承办", username="chen")
    remarks = [add_comment(record=make_complaint(), text="@陈承办 请看", actor=author, at=RECEIVED_AT) for _ in range(asked)]
    client = Client()
    client.force_login(reader)
    client.get(reverse("desk:home"))

    with django_assert_num_queries(QUERIES):
        desk = client.get(reverse("desk:home")).context["desk"]
    assert (desk.counts["mentions"], [one.comment for one in desk.mentions]) == (asked, remarks[::-1])
    assert remarks[0].record.code in client.get(reverse("desk:mentions")).content.decode()

    client.get(remarks[0].get_absolute_url())
    assert client.get(reverse("desk:home")).context["desk"].counts["mentions"] == asked - 1


def test_a_mention_on_a_record_i_may_no_longer_see_is_not_on_my_desk(packs):
    author, reader = make_user(), make_user(name="陈承办", username="chen")
    record = make_complaint()
    add_comment(record=record, text="@陈承办 请看", actor=author, at=RECEIVED_AT)
    reader.role_terms.update(ends_on="2012-12-27")
    client = Client()
    client.force_login(reader)

    assert client.get(reverse("desk:home")).context["desk"].counts["mentions"] == 0
    assert record.code not in client.get(reverse("desk:mentions")).content.decode()
