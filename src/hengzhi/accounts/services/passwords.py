"""Writes to passwords: the own one, links by which a user sets one, a first one that must be changed."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.accounts import acts
from hengzhi.accounts.models import PasswordLink, User
from hengzhi.accounts.services.visits import end_visits
from hengzhi.core.errors import Refused

LINK_LASTS = timedelta(hours=48)
FIRST_PASSWORD_BYTES = 9


@transaction.atomic
def change_password(user: User, *, password: str, keep: str) -> None:
    """Let a user set their own password; all their sessions but the one with the key `keep` end. Raises Refused."""
    if user.check_password(password):
        raise Refused(_("Choose another password than the present one."))
    _set(user, password)
    end_visits(user, actor=user, keep=keep)
    acts.tell(acts.PASSWORD_CHANGED, actor=user)


def _set(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def make_link(user: User, *, actor: User | None, at: datetime) -> str:
    """Return the secret part of a link by which a user sets a password within 48 hours; earlier links no longer work.

    `at` is the machine's instant; `actor` None is the command line. The present password holds until then.
    """
    if not user.is_active:
        raise Refused(_("%(user)s is disabled. Enable the account first.") % {"user": user})
    code = secrets.token_urlsafe(32)
    PasswordLink.objects.filter(user=user, used_at=None).delete()
    PasswordLink.objects.create(user=user, digest=_digest(code), expires_at=at + LINK_LASTS)
    acts.tell(acts.LINK_MADE, actor=actor, user=user)
    return code


def link_of(code: str, *, at: datetime) -> PasswordLink | None:
    """Return the link a secret part belongs to, unless it was used, has expired or its user is disabled."""
    links = PasswordLink.objects.select_related("user").filter(used_at=None, expires_at__gt=at, user__is_active=True)
    return links.filter(digest=_digest(code)).first()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@transaction.atomic
def use_link(link: PasswordLink, *, password: str, at: datetime) -> None:
    """Set a password by a link, once; all sessions of the user end. Raises Refused."""
    if not PasswordLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise Refused(_("This link has been used already."))
    _set(link.user, password)
    end_visits(link.user, actor=link.user)
    acts.tell(acts.PASSWORD_SET, actor=link.user)


@transaction.atomic
def give_first_password(user: User, *, actor: User | None) -> str:
    """Return a new random password, which the user must change on signing in; their sessions end."""
    password = secrets.token_urlsafe(FIRST_PASSWORD_BYTES)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_visits(user, actor=actor)
    acts.tell(acts.FIRST_GIVEN, actor=actor, user=user)
    return password


def forget_old_links(*, at: datetime) -> int:
    """Drop links that no longer work; return how many went."""
    return PasswordLink.objects.filter(expires_at__lt=at).delete()[0]
