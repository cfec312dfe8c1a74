"""The vault has several keys: the first seals, all open; a missing or mistyped one is named."""

import pytest

from hengzhi.register.vault.keys import VaultError, add_key, current_key, keys, one_at_a_time, retire_old_keys
from hengzhi.register.vault.sealing import seal, unseal

from .keyrings import in_file, word


def test_the_first_key_seals_and_every_key_opens(settings):
    settings.HENGZHI_VAULT_KEY = word("a")
    old = seal({"name": "王小明"})
    settings.HENGZHI_VAULT_KEY = f"{word('b')}, {word('a')}"

    new = seal({"name": "李四"})

    assert [unseal(person)["name"] for person in (old, new)] == ["王小明", "李四"]
    assert new.key_id == current_key().name != old.key_id


def test_a_row_of_a_key_that_is_missing_names_it_and_those_there_are(settings):
    settings.HENGZHI_VAULT_KEY = word("a")
    person = seal({"name": "王小明"})
    settings.HENGZHI_VAULT_KEY = word("b")

    with pytest.raises(VaultError) as error:
        unseal(person)

    assert person.key_id in str(error.value)
    assert current_key().name in str(error.value)


@pytest.mark.parametrize("written", ["", "short", f"{word('a')},short", "密钥"])
def test_a_missing_or_mistyped_key_is_told(settings, written):
    settings.HENGZHI_VAULT_KEY = written

    with pytest.raises(VaultError):
        keys()


def test_a_new_key_in_the_file_is_used_at_once_and_the_file_stays_its_owners(settings):
    path = in_file(settings, "a")
    before = current_key()

    add_key()

    assert [key.name for key in keys()][1:] == [before.name]
    assert current_key() != before
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    retire_old_keys()
    assert len(keys()) == 1
    assert before not in keys()


def test_what_is_derived_for_the_index_is_not_the_key(settings):
    settings.HENGZHI_VAULT_KEY = word("a")
    key = current_key()

    assert len({key.secret, key.index_secret, key.file_secret}) == 3


def test_two_processes_do_not_change_the_keys_at_once():
    with one_at_a_time(), pytest.raises(VaultError), one_at_a_time():
        pass
