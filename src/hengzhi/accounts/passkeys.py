"""Passkeys (WebAuthn) by the library fido2: what a browser is asked, and what its answer is worth."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hengzhi.accounts.models import Passkey, User
from hengzhi.accounts.sealing import digest
from hengzhi.core.errors import Refused


@dataclass(frozen=True)
class Credential:
    """What a browser has shown: the id of a passkey, its public part, how often it says it was used."""

    handle: str
    data: bytes
    sign_count: int


def _server(site: str, origin: str) -> Fido2Server:
    """Return what speaks for this site; `origin` is the scheme, host and port the page was asked at."""
    host = urlsplit(origin).hostname or ""
    return Fido2Server(PublicKeyCredentialRpEntity(name=site, id=host), verify_origin=lambda found: found == origin)


def _credentials(passkeys) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(passkey.credential)) for passkey in passkeys]


def ask_new(user: User, *, site: str, origin: str) -> tuple[dict, dict]:
    """Return what to ask a browser for a new passkey, and what to remember until it answers."""
    owner = PublicKeyCredentialUserEntity(
        id=bytes.fromhex(digest(str(user.pk), purpose="passkey owner")), name=user.username, display_name=user.name
    )
    options, state = _server(site, origin).register_begin(
        owner, _credentials(user.passkeys.all()), resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def read_new(answer: str, state: dict, *, site: str, origin: str) -> Credential:
    """Return the new passkey a browser shows; raises Refused where the answer does not fit what was asked."""
    try:
        found = _server(site, origin).register_complete(state, json.loads(answer))
    except (ValueError, KeyError, TypeError) as error:
        raise _unfit() from error
    return Credential(websafe_encode(found.credential_data.credential_id), bytes(found.credential_data), found.counter)


def ask_known(passkeys, *, site: str, origin: str) -> tuple[dict, dict]:
    """Return what to ask a browser for one of these passkeys, or for any where there are none, and what to remember."""
    options, state = _server(site, origin).authenticate_begin(
        _credentials(passkeys) or None, user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options), state


def handle_of(answer: str) -> str:
    """Return the id of the passkey a browser shows; raises Refused where the answer cannot be read."""
    try:
        return websafe_encode(AuthenticationResponse.from_dict(json.loads(answer)).raw_id)
    except (ValueError, KeyError, TypeError) as error:
        raise _unfit() from error


def read_known(answer: str, state: dict, passkey: Passkey, *, site: str, origin: str) -> int:
    """Return how often a passkey says it was used; raises Refused where the answer is not its own or was copied."""
    try:
        _server(site, origin).authenticate_complete(state, _credentials([passkey]), json.loads(answer))
        count = AuthenticationResponse.from_dict(json.loads(answer)).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError) as error:
        raise _unfit() from error
    if count and count <= passkey.sign_count:
        raise Refused(_("This passkey seems to have been copied. Ask the administrator."))
    return count


def _unfit() -> Refused:
    return Refused(_("The passkey’s answer does not fit. Reload the page and try again."))
