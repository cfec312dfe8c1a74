"""Joint complaints: up to two of those who complain together speak for all."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.complaints.services.joint import name_representatives
from hengzhi.core.errors import Refused
from hengzhi.register.models import Record
from hengzhi.register.vault.models import PersonLink
from hengzhi.register.vault.people import add_person


@pytest.fixture
def handler(packs):
    return make_user("handler")


@pytest.fixture
def record(handler) -> Record:
    """A complaint of four people, with an agent beside them."""
    record = make_complaint(complainants=4)
    for role, name in (("complainant", "李四"), ("complainant", "赵五"), ("agent", "钱六")):
        add_person(record=record, role=role, identity={"name": name}, actor=handler, at=RECEIVED_AT)
    return record


def links(record: Record, role: str = "complainant") -> list[int]:
    return list(record.people.filter(role=role).values_list("pk", flat=True))


def represented(record: Record) -> list[int]:
    return list(record.people.filter(represents=True).values_list("pk", flat=True))


def test_the_page_marks_up_to_two_and_changes_them(record, handler):
    client, (first, second, third) = Client(), links(record)
    client.force_login(handler)
    address = reverse("complaints:representatives", kwargs={"code": record.code})

    assert client.post(address, {"chosen": [first, second]}).status_code == 302
    shown = client.get(record.get_absolute_url()).content.decode()
    assert (shown.count(" · 代表人"), represented(record)) == (2, [first, second])
    assert client.post(address, {"chosen": [first, second, third]}).status_code == 422
    assert client.post(address, {"chosen": [third]}).status_code == 302
    assert represented(record) == [third]
    assert [event.action for event in record.events.all()][-2:] == ["representatives_named"] * 2


def test_nobody_else_represents_and_only_who_keeps_people_says_so(record, handler):
    someone_else = make_complaint()
    for wrong in (links(record, "agent"), links(someone_else), links(record)[:1] * 2):
        with pytest.raises(Refused):
            name_representatives(record=record, links=wrong, actor=handler, at=RECEIVED_AT)
    with pytest.raises(Refused):
        name_representatives(record=record, links=links(record)[:1], actor=make_user("office"), at=RECEIVED_AT)

    assert not PersonLink.objects.filter(represents=True).exists()


def test_a_complaint_of_one_person_has_no_representative(handler):
    record = make_complaint()

    with pytest.raises(Refused):
        name_representatives(record=record, links=links(record), actor=handler, at=RECEIVED_AT)
