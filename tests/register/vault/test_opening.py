"""Identities are sealed; opening one takes a permission and a purpose, and leaves a trace."""

import pytest

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.core.errors import Refused
from hengzhi.register.models import AuditEvent
from hengzhi.register.vault.keys import VaultError
from hengzhi.register.vault.models import Person
from hengzhi.register.vault.people import open_identity
from hengzhi.register.vault.sealing import seal


@pytest.fixture
def record(packs):
    return make_complaint(identity={"name": "王小明", "phone": "13900002716"})


def opened(record, actor, purpose="回访"):
    return open_identity(record.detail.complainant, record=record, actor=actor, purpose=purpose, at=RECEIVED_AT)


def test_the_sealed_row_holds_neither_name_nor_phone(record):
    sealed = bytes(record.detail.complainant.sealed)

    assert "王小明".encode() not in sealed
    assert b"13900002716" not in sealed
    assert record.detail.complainant.mask == "王** 139****2716"


def test_opening_gives_the_identity_and_writes_down_who_and_what_for(record):
    handler = make_user("handler")

    identity = opened(record, handler, "核实地址")

    assert identity == {"name": "王小明", "phone": "13900002716"}
    event = AuditEvent.objects.get(action="identity_opened")
    assert (event.actor, event.record, event.note) == (handler, record, "核实地址")


@pytest.mark.parametrize(("role", "purpose"), [("handler", "  "), ("auditor", "核实"), ("office", "核实"), ("", "核实")])
def test_without_permission_or_purpose_it_stays_shut_and_no_opening_is_written(record, role, purpose):
    with pytest.raises(Refused):
        opened(record, make_user(role, "audit" if role == "auditor" else "aic"), purpose)

    assert not AuditEvent.objects.filter(action="identity_opened").exists()


def test_a_row_put_in_anothers_place_cannot_be_opened(record):
    person = record.detail.complainant
    Person.objects.filter(pk=person.pk).update(sealed=seal({"name": "别人"}).sealed)
    record.refresh_from_db()

    with pytest.raises(VaultError, match=r"篡改|tampered"):
        opened(record, make_user("handler"))


def test_an_anonymous_tipoff_has_no_person(packs):
    assert make_complaint(identity=None).detail.complainant is None
