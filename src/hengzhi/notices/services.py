"""Writes: telling, reading, what a user wants, where else notices go, sending once more, clearing."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.accounts.models import User
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.notices.catalogue import TEST, NoticeKind
from hengzhi.notices.models import Delivery, Endpoint, Notice, ToldEvent, Wish
from hengzhi.notices.outside import Unreachable, checked
from hengzhi.notices.permissions import MANAGE
from hengzhi.notices.post import carry, claim, new_delivery
from hengzhi.notices.sealing import seal
from hengzhi.notices.staff import Staff
from hengzhi.notices.sweep import LOOKS_BACK
from hengzhi.notices.telling import Occurrence, tell_all
from hengzhi.organisations.models import Department
from hengzhi.register import trail
from hengzhi.register.models import Record

READ_KEPT, KEPT = timedelta(days=90), timedelta(days=365)

logger = logging.getLogger(__name__)


@transaction.atomic
def tell(
    kind: NoticeKind, *, to: Iterable[User], key: str, at: datetime, record: Record | None = None, actor: User | None = None,
    facts: Mapping[str, str] | None = None, address: str = "",
) -> None:
    """Tell users of something, in the caller's transaction: they learn of it once that is committed, or never.

    `key` names the occasion: the same key again tells nobody twice. Who may not see `record` is left out, and so is
    `actor`. `facts` fill the kind's text; `address` is the path it leads to, the record's page without one.
    """
    keys = {user.pk for user in to} - {actor.pk if actor else None}
    one = Occurrence(
        kind=kind, key=key, to=keys, at=at, record=record, actor_id=actor.pk if actor else None, facts=facts or {},
        address=address,
    )
    tell_all([one], staff=Staff(local_day(at)))


def read_notice(notice: Notice, *, at: datetime) -> None:
    """Note that a user has read a notice."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


def read_all(*, user: User, at: datetime, kind: str = "") -> int:
    """Note that a user has read all notices, or all of a kind; return how many."""
    rows = Notice.objects.unread().filter(user=user, **({"kind": kind} if kind else {}))
    return rows.update(read_at=at)


@transaction.atomic
def set_wishes(wish: Wish, *, email: str, actor: User, at: datetime) -> None:
    """Keep what a user wants to be told and the address mail goes to."""
    wish.full_clean()
    wish.save()
    if email != actor.email:
        User.objects.filter(pk=actor.pk).update(email=email)
        actor.email = email
        trail.note_act("mail_address_changed", None, actor=actor, at=at)


@transaction.atomic
def keep_endpoint(
    endpoint: Endpoint, *, address: str, secret: str, departments: Sequence[Department], actor: User, at: datetime
) -> Endpoint:
    """Connect a robot or program, or change one; an empty address or secret of one there is stays as it was.

    Raises Refused for an address that may not be reached, or a program without a secret to sign with.
    """
    is_new = endpoint.pk is None
    if address:
        try:
            endpoint.host = checked(address).hostname or ""
        except Unreachable as error:
            raise Refused(str(error)) from error
        endpoint.sealed_address = seal(address)
    if secret:
        endpoint.sealed_secret = seal(secret)
    if not endpoint.sealed_address:
        raise Refused(_("Enter the address."))
    if endpoint.kind == Endpoint.Kind.GENERIC and not endpoint.sealed_secret:
        raise Refused(_("Enter a secret: messages to a program are signed with it."))
    endpoint.full_clean()
    endpoint.save()
    endpoint.departments.set(departments)
    _write_down("webhook_added" if is_new else "webhook_changed", endpoint, actor, at)
    return endpoint


@transaction.atomic
def remove_endpoint(endpoint: Endpoint, *, actor: User, at: datetime) -> None:
    """Disconnect a robot or program; what it was sent stays in the log."""
    _write_down("webhook_removed", endpoint, actor, at)
    endpoint.delete()


def _write_down(action: str, endpoint: Endpoint, actor: User, at: datetime) -> None:
    trail.note_act(action, MANAGE, actor=actor, at=at, facts={"name": endpoint.name})


def send_test(recipient: User | Endpoint, *, at: datetime) -> Delivery:
    """Send a message that says it is a test, now, and return how that went; `at` is machine time."""
    channel = Delivery.Channel.MAIL if isinstance(recipient, User) else Delivery.Channel.WEBHOOK
    delivery = new_delivery(recipient, channel, at=at, kinds=[TEST], count=0)
    if claim(delivery, at):
        carry(delivery)
    delivery.refresh_from_db()
    return delivery


def send_again(delivery: Delivery, *, actor: User, at: datetime) -> None:
    """Give a message that was given up all its attempts anew; raises Refused for any other. `at` is machine time."""
    ended = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DEAD)
    if not ended.update(state=Delivery.State.WAITING, attempts=0, next_at=at, ended_at=None, reason=""):
        raise Refused(_("Only a message that was given up can be sent again."))
    logger.info("delivery %s sent again by %s", delivery.code, actor.username)


def tidy(*, at: datetime, present: datetime) -> None:
    """Remove notices read 90 days ago and all after a year, marks no sweep needs, and the log after a year."""
    Notice.objects.filter(read_at__lt=at - READ_KEPT).delete()
    Notice.objects.filter(at__lt=at - KEPT).delete()
    ToldEvent.objects.filter(event__at__lte=at - LOOKS_BACK).delete()
    Delivery.objects.filter(ended_at__lt=present - KEPT).delete()
