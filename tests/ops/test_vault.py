"""The commands on the vault say how it stands and change its key."""

import pytest

from factories import make_complaint
from hengzhi.home import new_vault_key
from hengzhi.ops.vault import index_people, rotate_key, say_keys
from hengzhi.register.vault import rotation
from hengzhi.register.vault.index import people_with
from hengzhi.register.vault.keys import key_file, keys
from hengzhi.register.vault.models import PersonIndex, PersonLink


@pytest.fixture
def people(committed, settings, monkeypatch):
    monkeypatch.setattr(rotation, "SETTLING_SECONDS", 0)
    settings.HENGZHI_VAULT_KEY = ""
    key_file().write_text(new_vault_key(), encoding="ascii")
    return [make_complaint(), make_complaint()]


def test_a_rotation_says_what_it_did_and_retires_the_old_key(people, capsys):
    (old,) = keys()

    rotate_key()

    assert say_keys() == 0
    said = capsys.readouterr().out
    assert "2 identities are sealed with key " + keys()[0].name in said
    assert (len(keys()), old in keys()) == (1, False)


def test_a_missing_key_is_told_with_how_many_need_it(people, capsys):
    key_file().write_text(new_vault_key(), encoding="ascii")

    assert say_keys() == 1

    assert "MISSING           2 identities" in capsys.readouterr().out


def test_older_people_are_indexed(people, capsys):
    PersonIndex.objects.all().delete()
    PersonLink.objects.all().delete()

    index_people()

    assert "2 people indexed" in capsys.readouterr().out
    assert people_with(phone="13900002716").count() == 2
