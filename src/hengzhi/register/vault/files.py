"""Files sealed at rest: AES-256-GCM in pieces, so that a file of any size takes little memory.

A file is its key's name, a salt of its own, and pieces: length, nonce, sealed bytes. Each piece is bound to the salt,
to its place and to whether it is the last, so that none can be changed, moved, left out or cut off.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from hengzhi.register.vault.keys import NAME_LENGTH, VaultError, current_key, key_named

PIECE_BYTES = 64 * 1024
SALT_BYTES, NONCE_BYTES, LENGTH_BYTES = 16, 12, 4


def seal_file(source: BinaryIO, target: Path) -> None:
    """Seal all of a stream into a file that is there whole or not at all, readable by its owner alone."""
    key, salt = current_key(), os.urandom(SALT_BYTES)
    cipher = AESGCM(key.file_secret)
    part = target.with_name(target.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(key.name.encode("ascii") + salt)
        for place, (piece, is_last) in enumerate(_pieces(source)):
            nonce = os.urandom(NONCE_BYTES)
            sealed = nonce + cipher.encrypt(nonce, piece, _place(salt, place, is_last))
            out.write(len(sealed).to_bytes(LENGTH_BYTES) + sealed)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)


def _pieces(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield a stream in pieces, each with whether it is the last; an empty stream is one empty piece."""
    piece = source.read(PIECE_BYTES)
    while True:
        following = source.read(PIECE_BYTES)
        yield piece, not following
        if not following:
            return
        piece = following


def _place(salt: bytes, place: int, is_last: bool) -> bytes:
    return salt + place.to_bytes(8) + bytes([is_last])


def open_sealed(path: Path) -> io.TextIOWrapper:
    """Return the text of a sealed file as a stream; raises VaultError where it was changed or its key is missing."""
    return io.TextIOWrapper(io.BufferedReader(_Unsealed(path), PIECE_BYTES), encoding="utf-8", newline="\n")


def key_name_of(path: Path) -> str:
    """Return the short name of the key a file is sealed with."""
    with path.open("rb") as file:
        return file.read(NAME_LENGTH).decode("ascii", "replace")


class _Unsealed(io.RawIOBase):
    """The bytes of a sealed file, piece by piece."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._name = path.name
        key = key_named(self._file.read(NAME_LENGTH).decode("ascii", "replace"))
        self._cipher, self._salt = AESGCM(key.file_secret), self._file.read(SALT_BYTES)
        self._place, self._left, self._head = 0, b"", self._file.read(LENGTH_BYTES)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._left and self._head:
            self._left = self._next_piece()
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count

    def _next_piece(self) -> bytes:
        sealed = self._file.read(int.from_bytes(self._head))
        self._head = self._file.read(LENGTH_BYTES)
        place = _place(self._salt, self._place, not self._head)
        self._place += 1
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except (InvalidTag, ValueError) as error:
            raise VaultError(_("The sealed file %(file)s has been changed or cut off.") % {"file": self._name}) from error

    def close(self) -> None:
        self._file.close()
        super().close()
