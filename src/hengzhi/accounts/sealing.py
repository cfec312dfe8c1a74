"""Sealing small secrets and keeping digests of others, by keys derived from the site's secret key."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from hengzhi.core.errors import HengzhiError

NONCE_BYTES = 12


def _key(purpose: str) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"hengzhi accounts {purpose}".encode())
    return derived.derive(settings.SECRET_KEY.encode())


def seal(secret: bytes, *, owner: int, purpose: str) -> bytes:
    """Return a secret of a user, unreadable without the site's key and useless in another user's row."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, secret, str(owner).encode())


def unseal(sealed: bytes, *, owner: int, purpose: str) -> bytes:
    """Return what was sealed; raises HengzhiError where the site's key has changed since."""
    try:
        return AESGCM(_key(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], str(owner).encode())
    except InvalidTag as error:
        raise HengzhiError(
            "HENGZHI_SECRET_KEY is not the one this second factor was set up with; an administrator must reset it."
        ) from error


def digest(text: str, *, purpose: str) -> str:
    """Return what stands for a text in the database and cannot be computed without the site's key."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()
