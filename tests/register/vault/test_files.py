"""Sealed files come back whole; a changed, cut or foreign one is refused."""

import io

import pytest

from hengzhi.register.vault.files import PIECE_BYTES, open_sealed, seal_file
from hengzhi.register.vault.keys import VaultError

from .keyrings import word

LINES = [f'["{n}", "王小明", "13900002716"]\n' for n in range(6000)]


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "sealed" / "list.rows"
    path.parent.mkdir()
    seal_file(io.BytesIO("".join(LINES).encode()), path)
    return path


def read(path) -> list[str]:
    with open_sealed(path) as lines:
        return list(lines)


def test_a_file_of_many_pieces_comes_back_whole(sealed):
    assert sealed.stat().st_size > 3 * PIECE_BYTES
    assert read(sealed) == LINES
    assert "王小明".encode() not in sealed.read_bytes()
    assert [path.name for path in sealed.parent.iterdir()] == ["list.rows"]


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES])
def test_a_file_of_any_size_comes_back(tmp_path, size):
    path = tmp_path / "x"
    seal_file(io.BytesIO(b"a" * size), path)

    assert "".join(read(path)) == "a" * size


@pytest.mark.parametrize("damage", [
    lambda text: text[:-1], lambda text: text[:100] + bytes([text[100] ^ 1]) + text[101:],
    lambda text: text[: 32 + 4 + 12 + PIECE_BYTES + 16],
    lambda text: text[:32] + text[32 + 4 + 12 + PIECE_BYTES + 16 :],
])
def test_a_changed_or_cut_file_is_refused(sealed, damage):
    sealed.write_bytes(damage(sealed.read_bytes()))

    with pytest.raises(VaultError):
        read(sealed)


def test_a_file_of_another_key_is_refused(sealed, settings):
    settings.HENGZHI_VAULT_KEY = word("z")

    with pytest.raises(VaultError):
        read(sealed)
