"""Keeping names out of what is kept for ever, and taking them out of what can be changed.

The audit trail is only added to and sealed. A name in it could never be erased, so texts that name a person of the
record are refused before they are written there. What stands elsewhere (a subject, what was told) is cleaned when the
person is erased.
"""

import logging
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.register.models import Record
from hengzhi.register.vault.identity import ADDRESS, IDENTITY_NUMBER, NAME, PHONE, PLACES, plain_phone
from hengzhi.register.vault.keys import VaultError
from hengzhi.register.vault.models import PersonLink
from hengzhi.register.vault.sealing import unseal

BLANK = "×"
SHORTEST_NAME, SHORTEST_ADDRESS, SHORTEST_PHONE = 2, 6, 7
WIDE = str.maketrans({str(digit): f"[{digit}{chr(0xFF10 + digit)}]" for digit in range(10)} | {"X": "[XxＸｘ]"})

logger = logging.getLogger(__name__)


def pattern_of(identity: Mapping[str, str]) -> re.Pattern | None:
    """Return what finds a person's name, numbers and address in a text, however they are spaced; None for nobody."""
    name, address, phone = identity.get(NAME, ""), identity.get(ADDRESS, ""), plain_phone(identity.get(PHONE, ""))
    parts = [_spaced(name)] if len(name) >= SHORTEST_NAME else []
    parts += [_spaced(text) for text in (address, _street(address)) if len(text) >= SHORTEST_ADDRESS]
    parts += [_digits(phone)] if len(phone) >= SHORTEST_PHONE else []
    parts += [_digits(identity[IDENTITY_NUMBER])] if identity.get(IDENTITY_NUMBER) else []
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _street(address: str) -> str:
    """Return an address from its street on, where it has a house number; people leave out the city."""
    street = PLACES.sub("", address)
    return street if any(letter.isdigit() for letter in street) else ""


def _spaced(text: str) -> str:
    return r"[\s·]*".join(re.escape(letter) for letter in text if not letter.isspace())


def _digits(number: str) -> str:
    return r"[\s\-]*".join(digit.translate(WIDE) for digit in number)


def without(text: str, pattern: re.Pattern) -> str:
    """Return a text with what a pattern finds crossed out, as long as before."""
    return pattern.sub(lambda found: BLANK * len(found[0]), text)


def patterns_of(record: Record) -> list[tuple[PersonLink, re.Pattern]]:
    """Return what finds each person of a record; one whose key is missing cannot be looked for and is left out."""
    found = []
    for link in record.people.filter(person__erased_at__isnull=True).select_related("person"):
        try:
            pattern = pattern_of(unseal(link.person))
        except VaultError as error:
            # Without its key an identity is lost to everybody; the work on the record must go on.
            logger.warning("record %s: %s", record.code, error)
            continue
        if pattern:
            found.append((link, pattern))
    return found


def refuse_naming(record: Record, *texts: str, also: Mapping[str, str] | None = None) -> None:
    """Raise Refused where a text that will stand in the trail names a person of the record.

    Call it with every text somebody has typed before it is written to an AuditEvent. `also` is an identity about to be
    given to one of them. Costs one query, and one decryption a person, only where there is a text; shows nothing.
    """
    written = [text for text in texts if text and text.strip()]
    if not written:
        return
    checked = [(link.get_role_display(), pattern) for link, pattern in patterns_of(record)]
    if also and (pattern := pattern_of(also)):
        checked.append((_("person"), pattern))
    for role, pattern in checked:
        if any(pattern.search(text) for text in written):
            raise Refused(
                _("What you wrote holds the name, a number or the address of the %(role)s, and is kept for ever. "
                  "Write “%(role)s” instead.")
                % {"role": role}
            )
