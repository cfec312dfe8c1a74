"""Signing in through a provider (OpenID Connect): authorization code with PKCE, nonce and state, signature checked.

Only what this needs of HTTP is done here, by the standard library; tokens are checked by PyJWT.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import jwt
from django.conf import settings
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError, Refused

SECONDS_TO_ANSWER = 10
LARGEST_ANSWER = 1024 * 1024
LEEWAY_SECONDS = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
HERE = {"localhost", "127.0.0.1", "::1"}


class ProviderError(HengzhiError):
    """The identity provider cannot be reached or answers what cannot be used."""


@dataclass(frozen=True)
class Provider:
    """The addresses a provider publishes of itself."""

    issuer: str
    authorization: str
    token: str
    keys: str


@dataclass(frozen=True)
class Asked:
    """What must come back as it was sent; kept in the session until then."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Claims:
    """Who somebody is to the provider: its lasting name for them, and the claim agreed on to find a user by."""

    issuer: str
    subject: str
    username: str


def is_set_up() -> bool:
    """Say whether this site signs people in through a provider."""
    return bool(settings.HENGZHI_OIDC)


@lru_cache(maxsize=4)
def provider(issuer: str) -> Provider:
    """Return what a provider publishes; kept until the process ends. Raises ProviderError."""
    found = _read(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer", "").rstrip("/") != issuer.rstrip("/"):
        raise ProviderError(_("The identity provider calls itself “%(found)s”; “%(wanted)s” is set.") % {
            "found": found.get("issuer"), "wanted": issuer,
        })
    return Provider(found["issuer"], *(_safe(found[name]) for name in _ENDPOINTS))


_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def ask(*, back: str, is_again: bool) -> tuple[str, dict]:
    """Return where to send the browser and what to remember; `is_again` asks the provider for the password anew."""
    asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code", "client_id": settings.HENGZHI_OIDC_CLIENT, "redirect_uri": back, "scope": "openid profile",
        "state": asked.state, "nonce": asked.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    } | ({"prompt": "login", "max_age": "0"} if is_again else {})
    address = provider(settings.HENGZHI_OIDC).authorization
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}", asdict(asked)


def answer(*, code: str, state: str, remembered: dict | None, back: str) -> Claims:
    """Return who the provider says has signed in; raises Refused where the answer is not to what was asked here."""
    if not remembered or not secrets.compare_digest(state.encode(), remembered["state"].encode()):
        raise Refused(_("This sign-in was not begun here, or too long ago. Begin again."))
    found = provider(settings.HENGZHI_OIDC)
    tokens = _read(found.token, {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": remembered["verifier"],
        "client_id": settings.HENGZHI_OIDC_CLIENT, "client_secret": settings.HENGZHI_OIDC_SECRET,
    })
    claims = _checked(str(tokens.get("id_token", "")), found)
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), remembered["nonce"].encode()):
        raise Refused(_("The identity provider answered to another question. Begin again."))
    return Claims(found.issuer, str(claims["sub"]), str(claims.get(settings.HENGZHI_OIDC_CLAIM, "")))


def _checked(token: str, found: Provider) -> dict:
    """Return the claims of a token signed by the provider for us and not expired; raises Refused."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        keys = [key for key in jwt.PyJWKSet.from_dict(_read(found.keys)).keys if kid is None or key.key_id == kid]
        if not keys:
            raise jwt.InvalidKeyError("unknown key")
        return jwt.decode(
            token, keys[0], algorithms=[name for name in ALGORITHMS if name == keys[0].algorithm_name],
            audience=settings.HENGZHI_OIDC_CLIENT, issuer=found.issuer, leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise Refused(_("The identity provider’s answer cannot be trusted (%(why)s). Ask the administrator.") % {
            "why": type(error).__name__,
        }) from error


def _safe(address: str) -> str:
    """Return an address that is secret on its way, or leads to this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        text = _("The identity provider’s address “%(address)s” does not begin with https.")
        raise ProviderError(text % {"address": address})
    return address


def _read(address: str, form: dict[str, str] | None = None) -> dict:
    body = urlencode(form).encode() if form else None
    request = Request(_safe(address), data=body, headers={"Accept": "application/json"})  # noqa: S310 - looked at by _safe
    try:
        with urlopen(request, timeout=SECONDS_TO_ANSWER) as found:  # noqa: S310 - looked at by _safe
            content = json.loads(found.read(LARGEST_ANSWER))
    except (URLError, TimeoutError, ValueError) as error:
        raise ProviderError(_("The identity provider does not answer as it should. Sign in with your password.")) from error
    if not isinstance(content, dict):
        raise ProviderError(_("The identity provider does not answer as it should. Sign in with your password."))
    return content


def no_code(error: str) -> str:
    """Word that a provider has let nobody in; `error` is its own short word for why."""
    known = error if error.replace("_", "").isalpha() else ""
    return _("The identity provider did not let you in (%(why)s). Begin again.") % {"why": known or "—"}
