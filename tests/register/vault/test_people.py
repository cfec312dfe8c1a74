"""Several people may have a part in a record; identities are corrected with a reason, one at a time."""

import pytest

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.register.models import AuditEvent
from hengzhi.register.vault.index import people_with
from hengzhi.register.vault.models import Person
from hengzhi.register.vault.people import add_person, correct_identity, open_identity
from hengzhi.register.vault.sealing import unseal
from racing import race


@pytest.fixture
def record(packs):
    return make_complaint(identity={"name": "王小明", "phone": "13900002716"})


@pytest.fixture
def handler(packs):
    return make_user("handler")


def roles(record) -> list[tuple]:
    return list(record.people.values_list("role", "person__mask"))


def correct(record, actor, *, reason="本人更正", **identity):
    correct_identity(
        record.people.get().person, record=record, identity=identity, reason=reason, actor=actor, at=RECEIVED_AT
    )


def test_who_complains_is_linked_with_the_part_the_kind_says(record):
    tipoff = make_complaint(kind=TIPOFF_KIND, problem="other-violation", identity={"name": "李四"})

    assert roles(record) == [("complainant", "王** 139****2716")]
    assert roles(tipoff) == [("informant", "李**")]


def test_more_people_are_added_and_each_is_opened_by_itself(record, handler):
    agent = add_person(record=record, role="agent", identity={"name": "赵律师", "phone": "13800000000"}, actor=handler, at=RECEIVED_AT)

    identity = open_identity(agent, record=record, actor=handler, purpose="联系", at=RECEIVED_AT)

    assert identity == {"name": "赵律师", "phone": "13800000000"}
    assert [role for role, _mask in roles(record)] == ["complainant", "agent"]
    assert list(record.events.values_list("action", flat=True)) == ["open", "person_added", "identity_opened"]


def test_a_person_is_opened_on_their_own_record_only(record, handler):
    other = make_complaint(identity={"name": "李四"})

    with pytest.raises(Refused):
        open_identity(other.complaint.complainant, record=record, actor=handler, purpose="联系", at=RECEIVED_AT)


@pytest.mark.parametrize(("role", "department"), [("auditor", "audit"), ("office", "aic"), ("handler", "qtsb")])
def test_who_may_not_keep_people_neither_adds_nor_corrects(record, role, department):
    stranger = make_user(role, department)

    with pytest.raises(Refused):
        add_person(record=record, role="agent", identity={"name": "李四"}, actor=stranger, at=RECEIVED_AT)
    with pytest.raises(Refused):
        correct(record, stranger, name="李四")
    assert roles(record) == [("complainant", "王** 139****2716")]


def test_a_correction_changes_what_is_given_and_keeps_the_rest(record, handler):
    correct(record, handler, phone="13700009999")

    person = record.people.get().person
    assert unseal(person) == {"name": "王小明", "phone": "13700009999"}
    assert person.mask == "王** 137****9999"
    assert [people_with(phone=phone).count() for phone in ("13900002716", "13700009999")] == [0, 1]
    event = AuditEvent.objects.get(action="identity_corrected")
    assert (event.note, event.facts["parts"]) == ("本人更正", "phone")


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"name": "", "phone": ""}, {"reason": "应为李四"}, {"reason": "原为王小明"}])
def test_a_correction_without_reason_or_content_or_that_names_somebody_is_refused(record, handler, wrong):
    with pytest.raises(Refused):
        correct(record, handler, **({"name": "李四"} | wrong))

    assert unseal(record.people.get().person)["name"] == "王小明"


def test_two_who_correct_at_once_leave_one_whole_identity(committed):
    record = make_complaint(identity={"name": "王小明", "phone": "13900002716"})
    handlers = [make_user("handler"), make_user("handler")]

    race(
        lambda: correct(record, handlers[0], name="王一", phone="13700000001"),
        lambda: correct(record, handlers[1], name="王二", phone="13700000002"),
    )

    person = Person.objects.get()
    assert unseal(person) in ({"name": "王一", "phone": "13700000001"}, {"name": "王二", "phone": "13700000002"})
    assert people_with(phone=unseal(person)["phone"]).get() == person
    assert person.index.count() == 1
