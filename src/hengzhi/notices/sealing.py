"""Seals the addresses and secrets of endpoints: a robot's address alone lets anybody write to its group.

AES-256-GCM under a key derived from the site's secret key, apart from the vault, whose key may be kept elsewhere and
changes on its own. Where the secret key is replaced, endpoints are entered anew.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError

NONCE_BYTES = 12
PURPOSE = b"hengzhi.notices.endpoints.1"


def seal(text: str) -> bytes:
    """Return a text sealed; "" stays empty."""
    if not text:
        return b""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, text.encode(), PURPOSE)


def unseal(sealed: bytes) -> str:
    """Return a sealed text; raises HengzhiError where it was sealed with another key."""
    sealed = bytes(sealed)
    if not sealed:
        return ""
    try:
        return _cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE).decode()
    except InvalidTag as error:
        raise HengzhiError(
            _("The address was sealed with another secret key of this site. Enter address and secret again.")
        ) from error


def _cipher() -> AESGCM:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return AESGCM(kdf.derive(settings.SECRET_KEY.encode()))
