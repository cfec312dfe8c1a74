"""Sealing and unsealing: AES-256-GCM with the person's id as associated data, so that no row can stand in another's place."""

import json
import os
import uuid
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.register.vault.identity import masked
from hengzhi.register.vault.keys import VaultError, VaultKey, current_key, key_named
from hengzhi.register.vault.models import Person

NONCE_BYTES = 12


def seal(identity: Mapping[str, str], person_id: uuid.UUID | None = None, nonce: bytes | None = None) -> Person:
    """Return an unsaved person whose identity (name, phone, id_number, address) is sealed with the key in use."""
    person = Person(id=person_id or uuid.uuid4())
    reseal(person, identity, nonce)
    return person


def reseal(person: Person, identity: Mapping[str, str], nonce: bytes | None = None) -> None:
    """Seal an identity into a person's row with the key in use; the caller saves."""
    key = current_key()
    person.sealed = sealed_with(key, person.id, json.dumps(dict(identity), ensure_ascii=False).encode(), nonce)
    person.key_id, person.mask = key.name, masked(identity)


def sealed_with(key: VaultKey, person_id: uuid.UUID, text: bytes, nonce: bytes | None = None) -> bytes:
    """Return a text sealed for a person."""
    nonce = nonce or os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key.secret).encrypt(nonce, text, person_id.bytes)


def unseal(person: Person) -> dict[str, str]:
    """Return an identity; raises Refused when it was erased, VaultError when its key is missing or it was changed.

    Only what shows nothing to anybody may call this; what shows something is `people.open_identity`.
    """
    if person.erased_at:
        raise Refused(_("This identity has been erased."))
    key, sealed = key_named(person.key_id), bytes(person.sealed)
    try:
        text = AESGCM(key.secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], person.id.bytes)
    except InvalidTag as error:
        raise VaultError(_("This identity has been tampered with and cannot be opened.")) from error
    return json.loads(text)
