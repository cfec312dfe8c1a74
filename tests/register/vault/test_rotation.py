"""A rotation seals everything anew, survives being killed, and loses nobody."""

import pytest

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.register.models import AuditEvent
from hengzhi.register.vault import rotation
from hengzhi.register.vault.index import people_with
from hengzhi.register.vault.keys import VaultError, keys
from hengzhi.register.vault.models import Person, PersonIndex, PersonLink
from hengzhi.register.vault.people import correct_identity
from hengzhi.register.vault.rotation import begin, catch_up, finish, reseal_all, standing
from hengzhi.register.vault.sealing import unseal

from .keyrings import in_file, word


@pytest.fixture(autouse=True)
def _no_settling(monkeypatch):
    monkeypatch.setattr(rotation, "SETTLING_SECONDS", 0)
    monkeypatch.setattr(rotation, "BATCH", 2)


@pytest.fixture
def people(packs, settings):
    """Five people, whose key is in a file."""
    in_file(settings, "a")
    return [make_complaint(identity={"name": f"王{n}", "phone": f"1390000271{n}"}).complaint.complainant_id for n in range(5)]


def names(people) -> list[str]:
    return [unseal(Person.objects.get(pk=key))["name"] for key in people]


def rotate():
    begin()
    finish(count=reseal_all(), at=RECEIVED_AT)


def test_everybody_is_sealed_anew_and_still_found(people, django_capture_on_commit_callbacks):
    (old,) = keys()

    with django_capture_on_commit_callbacks(execute=True):
        rotate()

    assert [(key.name, key.rows) for key in standing()] == [(keys()[0].name, 5)]
    assert old not in keys()
    assert names(people) == [f"王{n}" for n in range(5)]
    assert [people_with(phone=f"1390000271{n}").get().pk for n in range(5)] == people
    event = AuditEvent.objects.get(action="vault_rotated")
    assert (event.facts["retired"], event.facts["rows"]) == (old.name, "5")


def test_killed_half_way_it_goes_on_and_makes_no_third_key(people, django_capture_on_commit_callbacks):
    def killed(done, total):
        raise KeyboardInterrupt

    begin()
    with pytest.raises(KeyboardInterrupt):
        reseal_all(progress=killed)

    assert [key.rows for key in standing()] == [2, 3]
    assert names(people) == [f"王{n}" for n in range(5)]
    assert people_with(phone="13900002710").count() == people_with(phone="13900002714").count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        rotate()
    assert [key.rows for key in standing()] == [5]
    assert names(people) == [f"王{n}" for n in range(5)]


def test_an_old_key_is_not_retired_while_a_row_needs_it(people):
    begin()

    with pytest.raises(VaultError):
        finish(count=0, at=RECEIVED_AT)

    assert len(keys()) == 2


def test_who_is_corrected_meanwhile_keeps_the_correction(people):
    begin()
    person = Person.objects.get(pk=people[4])
    correct_identity(
        person, record=person.link.record, identity={"name": "王正"}, reason="更正", actor=make_user("handler"), at=RECEIVED_AT
    )

    reseal_all()

    assert names(people)[4] == "王正"


def test_a_rotation_does_not_begin_while_rows_need_a_key_the_vault_has_not(people, settings):
    in_file(settings, "b")

    assert [(key.place, key.rows) for key in standing()] == [(1, 0), (0, 5)]
    with pytest.raises(VaultError, match="5"):
        begin()
    assert len(keys()) == 1


def test_with_keys_from_the_environment_the_operator_adds_the_new_one(people, settings):
    settings.HENGZHI_VAULT_KEY = word("a")
    with pytest.raises(VaultError, match="HENGZHI_VAULT_KEY"):
        begin()

    settings.HENGZHI_VAULT_KEY = f"{word('b')},{word('a')}"
    rotate()
    settings.HENGZHI_VAULT_KEY = word("b")

    assert names(people) == [f"王{n}" for n in range(5)]


def test_people_entered_before_there_were_links_are_linked_and_indexed_once(people):
    PersonIndex.objects.all().delete()
    PersonLink.objects.all().delete()

    assert [catch_up(), catch_up()] == [5, 0]

    assert people_with(phone="13900002713").get().pk == people[3]
    assert set(PersonLink.objects.values_list("role", flat=True)) == {"complainant"}
