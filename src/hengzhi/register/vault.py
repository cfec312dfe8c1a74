"""The vault: identities of people, sealed; every opening asks a purpose and is written down.

AES-256-GCM with the person's id as associated data, so that a sealed row cannot be put in another's place.
"""

import base64
import hashlib
import json
import os
import uuid
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.core.permissions import Permission
from hengzhi.register.models import AuditEvent, Person, Record

KEY_BYTES = 32
NONCE_BYTES = 12


class VaultError(HengzhiError):
    """The vault's key is missing or is not the one a row was sealed with."""


def key_file() -> Path:
    return Path(settings.HENGZHI_HOME) / "vault.key"


@lru_cache(maxsize=1)
def _key() -> tuple[str, bytes]:
    """Return the key and its short name; raises VaultError when there is none."""
    written = settings.HENGZHI_VAULT_KEY
    if not written and key_file().is_file():
        written = key_file().read_text(encoding="ascii")
    try:
        key = base64.urlsafe_b64decode(written.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultError(_("The vault has no key: set HENGZHI_VAULT_KEY to 32 bytes in base64, or run “hengzhi init”."))
    return hashlib.sha256(key).hexdigest()[:16], key


def seal(identity: dict[str, str], person_id: uuid.UUID | None = None, nonce: bytes | None = None) -> Person:
    """Return an unsaved person whose identity (name, phone, address …) is sealed."""
    person_id = person_id or uuid.uuid4()
    key_id, key = _key()
    nonce = nonce or os.urandom(NONCE_BYTES)
    text = json.dumps(identity, ensure_ascii=False).encode()
    sealed = nonce + AESGCM(key).encrypt(nonce, text, person_id.bytes)
    return Person(id=person_id, key_id=key_id, sealed=sealed, mask=masked(identity))


def _unseal(person: Person) -> dict[str, str]:
    key_id, key = _key()
    if person.key_id != key_id:
        raise VaultError(_("This identity was sealed with key %(key)s, which is not the one in use.") % {"key": person.key_id})
    sealed = bytes(person.sealed)
    try:
        text = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], person.id.bytes)
    except InvalidTag as error:
        raise VaultError(_("This identity has been tampered with and cannot be opened.")) from error
    return json.loads(text)


@transaction.atomic
def open_identity(
    person: Person, *, record: Record, permission: Permission, actor, purpose: str, at: datetime
) -> dict[str, str]:
    """Return an identity for a purpose and write down who opened it; raises Refused without permission or purpose."""
    if not record.is_in_reach(actor, permission):
        raise Refused(_("You need the permission to %(what)s.") % {"what": permission.says})
    if not purpose.strip():
        raise Refused(_("Say what you need the identity for."))
    AuditEvent.objects.create(at=at, actor=actor, record=record, action="identity_opened", note=purpose.strip())
    return _unseal(person)


def masked(identity: dict[str, str]) -> str:
    """Return an identity as a page may show it: the first character of the name, the ends of the phone number."""
    name, phone = identity.get("name", ""), identity.get("phone", "")
    shown = [name[:1] + "**" if name else "", f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else ""]
    return " ".join(part for part in shown if part)
