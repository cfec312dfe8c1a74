"""A record is found by a whole number, by who may open it, and the number is written nowhere."""

import pytest

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.register.models import AuditEvent
from hengzhi.register.vault.index import find_people, people_with
from hengzhi.register.vault.models import PersonIndex
from hengzhi.register.vault.people import add_person

NUMBER = "11010519491231002X"


@pytest.fixture
def record(packs):
    return make_complaint(identity={"name": "王小明", "phone": "139-0000-2716"})


def found(number: str, actor) -> list[str]:
    return [link.record.code for link in find_people(number=number, actor=actor, at=RECEIVED_AT)]


@pytest.mark.parametrize("written", ["13900002716", "+86 139 0000 2716", "139-0000-2716"])
def test_a_record_is_found_by_a_phone_number_however_it_is_written(record, written):
    assert found(written, make_user("handler")) == [record.code]


@pytest.mark.parametrize("part", ["1390000271", "13900002717", "2716139"])
def test_a_part_of_a_number_or_another_finds_nothing(record, part):
    assert found(part, make_user("handler")) == []


def test_everybody_on_a_record_is_found_also_by_identity_number(record):
    handler = make_user("handler")
    add_person(record=record, role="agent", identity={"name": "李四", "id_number": NUMBER.lower()}, actor=handler, at=RECEIVED_AT)

    assert found(NUMBER, handler) == [record.code]


def test_the_search_is_written_down_without_the_number(record):
    handler = make_user("handler")

    found("13900002716", handler)

    event = AuditEvent.objects.get(action="people_searched")
    assert (event.actor, event.record, event.note, event.facts) == (handler, None, "", {"by": "phone", "found": "1"})


@pytest.mark.parametrize(("role", "department"), [("auditor", "audit"), ("office", "aic"), ("liaison", "aic"), ("", "aic")])
def test_who_may_not_find_people_is_refused(record, role, department):
    with pytest.raises(Refused):
        found("13900002716", make_user(role, department))


def test_records_out_of_reach_are_not_found(record):
    secret = make_complaint(kind=TIPOFF_KIND, problem="other-violation", is_confidential=True, identity={"phone": "13900002799"})

    assert found("13900002716", make_user("handler", "qtsb")) == []
    assert found("13900002799", make_user("handler")) == []
    assert found("13900002799", make_user("supervisor")) == [secret.code]


@pytest.mark.parametrize("number", ["", "12345", "王小明", "110105194912310021"])
def test_what_is_no_whole_number_is_refused(record, number):
    with pytest.raises(Refused):
        found(number, make_user("handler"))


def test_the_index_does_not_hold_the_number(record):
    assert "2716" not in str(list(PersonIndex.objects.values_list("digest", flat=True)))
    assert people_with(phone="13900002716").count() == 1


def test_people_without_numbers_are_not_all_found_by_none(packs):
    make_complaint(identity={"name": "王小明"})

    assert people_with().count() == people_with(phone="").count() == 0
