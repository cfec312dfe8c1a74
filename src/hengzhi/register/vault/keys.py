"""The vault's keys: the one in use and those before it, from the environment or a file, newest first."""

import base64
import binascii
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.home import new_vault_key

KEY_BYTES = 32
NAME_LENGTH = 16


class VaultError(HengzhiError):
    """The vault's key is missing or is not the one a row was sealed with."""


@dataclass(frozen=True)
class VaultKey:
    """A key and the short name by which rows say which one they were sealed with."""

    name: str
    secret: bytes

    @cached_property
    def index_secret(self) -> bytes:
        """The key of the blind index, derived so that the one cannot be told from the other."""
        return self._derived(b"hengzhi vault index")

    @cached_property
    def file_secret(self) -> bytes:
        """The key of sealed files."""
        return self._derived(b"hengzhi vault files")

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(self.secret)


def key_file() -> Path:
    return Path(settings.HENGZHI_HOME) / "vault.key"


def keys() -> tuple[VaultKey, ...]:
    """Return the keys, newest first; raises VaultError when there is none or one is no key.

    The file is looked at each time, so that a running server seals with a new key from the moment it is there.
    """
    return _read(settings.HENGZHI_VAULT_KEY or _in_file())


def current_key() -> VaultKey:
    """Return the key that seals."""
    return keys()[0]


def key_named(name: str) -> VaultKey:
    """Return the key with a short name; raises VaultError saying which there are."""
    for key in keys():
        if key.name == name:
            return key
    known = ", ".join(key.name for key in keys())
    raise VaultError(
        _("This identity was sealed with key %(key)s; the vault has %(known)s. Give it the missing key, after the newest one.")
        % {"key": name, "known": known}
    )


def _in_file() -> str:
    try:
        found = key_file().stat()
    except FileNotFoundError:
        return ""
    return _text(key_file(), found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=1)
def _text(path: Path, _inode: int, _changed: int) -> str:
    return path.read_text(encoding="ascii")


@lru_cache(maxsize=4)
def _read(written: str) -> tuple[VaultKey, ...]:
    words = re.split(r"[\s,]+", written.strip())
    if not words[0]:
        raise VaultError(_("The vault has no key: set HENGZHI_VAULT_KEY to 32 bytes in base64, or run “hengzhi init”."))
    found = dict.fromkeys(_key(word, place) for place, word in enumerate(words, start=1))
    return tuple(found)


def _key(word: str, place: int) -> VaultKey:
    try:
        secret = base64.urlsafe_b64decode(word)
    except (ValueError, binascii.Error):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise VaultError(
            _("Key %(place)d of the vault is not 32 bytes in URL-safe base64; “hengzhi vault new-key” makes one.")
            % {"place": place}
        )
    return VaultKey(hashlib.sha256(secret).hexdigest()[:NAME_LENGTH], secret)


def are_in_file() -> bool:
    """Say whether the keys are in the file, where they can be changed from here."""
    return not settings.HENGZHI_VAULT_KEY


def add_key() -> None:
    """Put a new key before those in the file; from then on it seals."""
    _write([new_vault_key(), *(_word(key) for key in keys())])


def retire_old_keys() -> None:
    """Leave only the newest key in the file."""
    _write([_word(current_key())])


def _word(key: VaultKey) -> str:
    return base64.urlsafe_b64encode(key.secret).decode()


def _write(words: list[str]) -> None:
    """Replace the file whole, readable by its owner alone."""
    handle, part = tempfile.mkstemp(dir=key_file().parent, prefix="vault.key.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("\n".join(words) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(key_file())
    finally:
        Path(part).unlink(missing_ok=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let only one process of this machine change the keys; raises VaultError for the second."""
    with (key_file().parent / "vault.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise VaultError(_("Another process is changing the vault's keys. Wait for it to end.")) from error
        yield
