"""Passwords that are known to others: in the bundled list of common ones, or in a list of breached ones kept here."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DIGEST_LETTERS = 40  # SHA-1 in hexadecimal, as the lists have it
LOOKALIKES = str.maketrans("013457@$!", "oleastasi")
SHORTEST_STEM = 4


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


class CommonStem:
    """Refuses a common password that was only dressed up: capitals, look-alike digits, a year or a sign at its ends."""

    def validate(self, password: str, user=None) -> None:
        lower = password.casefold()
        stems = {lower, *(re.sub(r"^[^a-z]+|[^a-z]+$", "", text) for text in (lower, lower.translate(LOOKALIKES)))}
        halves = {stem[: len(stem) // 2] for stem in stems if stem and stem[: len(stem) // 2] * 2 == stem}
        known = {stem for stem in stems | halves if len(stem) >= SHORTEST_STEM} & _common()
        if known or len(set(lower)) < SHORTEST_STEM:
            raise ValidationError(_("This password is a common one with little added. Choose several words instead."))

    def get_help_text(self) -> str:
        return _("A common password with a year or a sign added is not taken.")


class Breached:
    """Refuses a password found in the file HENGZHI_BREACHED names: SHA-1 digests in order, a line each."""

    def validate(self, password: str, user=None) -> None:
        path = settings.HENGZHI_BREACHED
        if path and is_listed(password, Path(path)):
            raise ValidationError(_("This password has become known in a breach elsewhere. Choose another."))

    def get_help_text(self) -> str:
        return _("Passwords known from breaches are not taken.")


def is_listed(password: str, path: Path) -> bool:
    """Say whether a file of sorted SHA-1 digests (`DIGEST` or `DIGEST:count` a line) has a password's; reads some 40 lines."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            found, after = _line_from(file, middle)
            if found == wanted:
                return True
            if found and found < wanted:
                low = after
            else:
                high = middle
    return False


def _line_from(file, position: int) -> tuple[bytes, int]:
    """Return the digest of the first whole line at or after a position and where the next line begins; empty at the end."""
    file.seek(max(position - 1, 0))
    if position:
        file.readline()
    line = file.readline()
    return line[:DIGEST_LETTERS].upper(), file.tell()
