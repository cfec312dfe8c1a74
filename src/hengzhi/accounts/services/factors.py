"""Writes to second factors: adding, using, removing, resetting. Instants are the machine's."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.accounts import acts, totp
from hengzhi.accounts.models import Identity, Passkey, RecoveryCode, Totp, User
from hengzhi.accounts.passkeys import Credential
from hengzhi.accounts.sealing import digest, seal, unseal
from hengzhi.accounts.services.visits import end_visits
from hengzhi.core.errors import Refused

CODES = 10
CODE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LETTERS = 12
APP, PASSKEY = "app", "passkey"


def has_factor(user: User) -> bool:
    """Say whether a user signs in with two factors."""
    return Totp.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def needs_factor(user: User) -> bool:
    """Say whether a role of a user, or one they act in, wants a second factor."""
    return any(term.role.second_factor for term in [*user.terms, *user.acting])


@transaction.atomic
def add_app(user: User, *, secret: bytes, code: str, at: datetime) -> None:
    """Add an authenticator app once it has shown a right code; an earlier one no longer counts. Raises Refused."""
    step = totp.step_of(code, secret, at.timestamp())
    if step is None:
        raise _wrong_code()
    sealed = seal(secret, owner=user.pk, purpose=APP)
    Totp.objects.update_or_create(user=user, defaults={"sealed": sealed, "last_step": step, "added_at": at})
    acts.tell(acts.FACTOR_ADDED, actor=user, factor=APP)


@transaction.atomic
def add_passkey(user: User, *, credential: Credential, name: str, at: datetime) -> Passkey:
    """Add a passkey; raises Refused where it is somebody's already."""
    if Passkey.objects.filter(handle=credential.handle).exists():
        raise Refused(_("This passkey is in use already."))
    passkey = Passkey(
        user=user, handle=credential.handle, credential=credential.data, sign_count=credential.sign_count,
        name=name.strip() or _("passkey"), added_at=at,
    )
    passkey.full_clean()
    passkey.save()
    acts.tell(acts.FACTOR_ADDED, actor=user, factor=PASSKEY)
    return passkey


@transaction.atomic
def use_code(user: User, *, code: str, at: datetime) -> None:
    """Take a code of the user's app or a recovery code, each once; raises Refused."""
    if not _is_app_code(user, code, at) and not _is_recovery_code(user, code, at):
        raise _wrong_code()


def _is_app_code(user: User, code: str, at: datetime) -> bool:
    app = Totp.objects.filter(user=user).first()
    if app is None:
        return False
    secret = unseal(bytes(app.sealed), owner=user.pk, purpose=APP)
    step = totp.step_of(code, secret, at.timestamp())
    return step is not None and bool(Totp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step))


def _is_recovery_code(user: User, code: str, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, digest=_code_digest(code), used_at=None)
    if not unused.update(used_at=at):
        return False
    acts.tell(acts.CODE_USED, actor=user)
    return True


def _code_digest(code: str) -> str:
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return digest(plain, purpose="recovery code")


def _wrong_code() -> Refused:
    return Refused(_("The code is not right. Type the newest one the app shows; each is taken once."))


@transaction.atomic
def note_passkey_use(passkey: Passkey, *, sign_count: int, at: datetime) -> None:
    """Keep how often and when a passkey was used."""
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=sign_count, used_at=at)


@transaction.atomic
def make_codes(user: User) -> list[str]:
    """Return ten new recovery codes, to be shown once; earlier ones no longer count."""
    codes = ["".join(secrets.choice(CODE_ALPHABET) for _letter in range(CODE_LETTERS)) for _code in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_code_digest(code)) for code in codes)
    acts.tell(acts.CODES_MADE, actor=user)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


@transaction.atomic
def remove_app(user: User, *, is_wanted: bool) -> None:
    """Remove the user's app; raises Refused where it is the only factor and one is wanted."""
    _remove(user, Totp.objects.filter(user=user), APP, is_wanted)


@transaction.atomic
def remove_passkey(user: User, passkey: Passkey, *, is_wanted: bool) -> None:
    """Remove a passkey of the user; raises Refused where it is the only factor and one is wanted."""
    _remove(user, Passkey.objects.filter(user=user, pk=passkey.pk), PASSKEY, is_wanted)


def _remove(user: User, rows, factor: str, is_wanted: bool) -> None:
    if not rows.delete()[0]:
        return
    if not has_factor(user):
        if is_wanted:
            raise Refused(_("Your role wants a second factor. Add another before you remove this one."))
        RecoveryCode.objects.filter(user=user).delete()
    acts.tell(acts.FACTOR_REMOVED, actor=user, factor=factor)


@transaction.atomic
def reset_factors(user: User, *, actor: User | None) -> None:
    """Remove all second factors, recovery codes and links with a provider of somebody who has lost them; their sessions end."""
    if user == actor:
        raise Refused(_("Your own factors are changed on your own page."))
    for rows in (Totp, Passkey, RecoveryCode, Identity):
        rows.objects.filter(user=user).delete()
    end_visits(user, actor=actor)
    acts.tell(acts.FACTORS_RESET, actor=actor, user=user)
