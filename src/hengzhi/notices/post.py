"""Gathers what is to go out into messages and sends these: claimed, tried again later and later, given up at last."""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hengzhi.accounts.models import User
from hengzhi.core.errors import HengzhiError
from hengzhi.core.reference import work_calendar
from hengzhi.jobs.present import present
from hengzhi.notices.catalogue import NIGHT, TEST, notice_kinds
from hengzhi.notices.hours import send_at
from hengzhi.notices.mail import send_mail
from hengzhi.notices.models import Delivery, Endpoint, Notice, Wish
from hengzhi.notices.outside import Unreachable, post
from hengzhi.notices.robots import message, must_be_taken
from hengzhi.notices.sealing import unseal
from hengzhi.register.models import Record

ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
SILENT = timedelta(minutes=5)
APART = {Delivery.Channel.MAIL: timedelta(minutes=5), Delivery.Channel.WEBHOOK: timedelta(minutes=1)}

State = Delivery.State
logger = logging.getLogger(__name__)


def wait_after(attempts: int, luck: float) -> timedelta:
    """Return how long to wait after so many failures: 1 minute, 4, 16 and so on, 6 hours at most, a fifth more or less.

    `luck` is between 0 and 1; it keeps messages that failed together from coming back together.
    """
    plain = min(FIRST_WAIT * 4 ** min(attempts - 1, 9), LONGEST_WAIT)
    return plain * (0.8 + 0.4 * luck)


def gather(*, at: datetime) -> int:
    """Put what may go out by now into messages, one a recipient; return how many. `at` is machine time.

    A recipient whose last message is on its way still, or was made a moment ago, waits: what comes meanwhile goes
    into the next.
    """
    _set_times(at)
    ready = Notice.objects.to_send().filter(send_at__lte=at)
    made = 0
    for channel, column in ((Delivery.Channel.MAIL, "user"), (Delivery.Channel.WEBHOOK, "endpoint")):
        for key in _free(ready, channel, column, at):
            made += _bundle(ready.filter(**{column: key}), channel, at)
    return made


def _free(ready: QuerySet[Notice], channel: str, column: str, at: datetime) -> list[int]:
    """Return the keys of the recipients of a channel whom a message can be made for now."""
    on_its_way = Q(state__in=[State.WAITING, State.SENDING]) | Q(created_at__gt=at - APART[channel])
    busy = Delivery.objects.filter(on_its_way, channel=channel, **{f"{column}__isnull": False}).values(column)
    free = ready.filter(**{f"{column}__isnull": False}).exclude(**{f"{column}__in": busy})
    return list(free.order_by(column).values_list(column, flat=True).distinct())


def _set_times(at: datetime) -> None:
    """Work out for each new notice when it may go out."""
    calendar, kinds = work_calendar(), notice_kinds()
    fresh = Notice.objects.to_send().filter(send_at__isnull=True).select_related("user__notice_wish", "endpoint")
    for notice in fresh.iterator(chunk_size=1000):
        kind = kinds.get(notice.kind)
        wish = _wish_of(notice.user) if notice.user else None
        is_let_through = bool(wish and kind and kind.is_urgent and NIGHT in wish.channels_of(kind))
        hours = wish.hours if wish else notice.endpoint.hours
        when = send_at(at, hours, calendar, through_the_night=is_let_through)
        Notice.objects.filter(pk=notice.pk, send_at__isnull=True).update(send_at=when)


def _wish_of(user: User) -> Wish:
    return getattr(user, "notice_wish", None) or Wish(user=user)


@transaction.atomic
def _bundle(notices: QuerySet[Notice], channel: str, at: datetime) -> int:
    """Make one message of what waits for a recipient; return 1, or 0 when somebody else has just done so."""
    rows = list(notices.select_related("user", "endpoint").order_by("pk"))
    if not rows:
        return 0
    delivery = new_delivery(
        rows[0].user or rows[0].endpoint, channel, at=at, kinds=[row.kind for row in rows], count=sum(row.count for row in rows)
    )
    taken = Notice.objects.to_send().filter(pk__in=[row.pk for row in rows]).update(delivery=delivery)
    if not taken:
        delivery.delete()
    return bool(taken)


def new_delivery(recipient: User | Endpoint, channel: str, *, at: datetime, kinds: list[str], count: int) -> Delivery:
    """Make a message that waits to be sent."""
    whose = {"user": recipient} if isinstance(recipient, User) else {"endpoint": recipient}
    return Delivery.objects.create(
        channel=channel, to=str(recipient)[:60], kinds=sorted(set(kinds)), count=count, created_at=at, next_at=at, **whose
    )


def send_due(*, at: datetime, lasting: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, as long as `lasting` says so; return how many messages were tried.

    Where the mail server has failed once, the other mails wait for another round.
    """
    _take_back(at)
    tried, has_mail = 0, True
    for delivery in Delivery.objects.filter(state=State.WAITING, next_at__lte=at).order_by("next_at", "pk"):
        is_mail = delivery.channel == Delivery.Channel.MAIL
        if not lasting():
            break
        if (has_mail or not is_mail) and claim(delivery, at):
            is_up = carry(delivery)
            has_mail = has_mail and (is_up or not is_mail)
            tried += 1
    return tried


def _take_back(at: datetime) -> None:
    """Put back messages whose sender died in the middle; they may go out a second time, under the same code."""
    silent = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=at - SILENT)
    silent.filter(attempts__gte=ATTEMPTS).update(state=State.DEAD, ended_at=at, reason=_("The sender died while sending."))
    silent.update(state=State.WAITING, next_at=at)


def claim(delivery: Delivery, at: datetime) -> bool:
    """Take a message for sending, if it is still as it was read."""
    waiting = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, attempts=delivery.attempts)
    if not waiting.update(state=State.SENDING, attempts=delivery.attempts + 1, claimed_at=at):
        return False
    delivery.attempts += 1
    return True


def carry(delivery: Delivery) -> bool:
    """Send a claimed message and write down what came of it; say whether the other side could be reached.

    No transaction is open meanwhile.
    """
    try:
        is_sent = _send(delivery)
    except Unreachable as error:
        _failed(delivery, str(error), is_final=error.is_final)
        return error.is_final
    except HengzhiError as error:
        _failed(delivery, str(error), is_final=True)
    else:
        _end(delivery, State.SENT if is_sent else State.DROPPED)
    return True


def _send(delivery: Delivery) -> bool:
    """Send what is still to be told; return False when nothing is left. Raises Unreachable or HengzhiError."""
    is_test = delivery.kinds == [TEST]
    if delivery.channel == Delivery.Channel.MAIL:
        user = delivery.user
        notices = [] if is_test else list(_of_user(delivery, user))
        if not (notices or is_test) or not user.is_active or not user.email:
            return False
        send_mail(delivery, user, notices)
        return True
    endpoint = delivery.endpoint
    if endpoint is None or not (endpoint.is_active or is_test):
        return False
    notices = [] if is_test else list(_of_endpoint(delivery, endpoint))
    if notices or is_test:
        _post(delivery, endpoint, notices)
    return bool(notices or is_test)


def _of_user(delivery: Delivery, user: User) -> QuerySet[Notice]:
    """Return the notices of a mail that are unread and on no record the user lost sight of."""
    kept = delivery.notices.filter(read_at__isnull=True).select_related("record", "actor")
    seen = Record.objects.visible_to(user).filter(notices__delivery=delivery).values("pk")
    return kept.filter(record__isnull=True) | kept.filter(record__in=seen)


def _of_endpoint(delivery: Delivery, endpoint: Endpoint) -> list[Notice]:
    """Return the notices of an endpoint that it would be told today."""
    kinds = notice_kinds()
    rows = delivery.notices.select_related("record__department", "actor").prefetch_related("record__shared_with")
    return [
        row for row in rows
        if row.record is None or (row.kind in kinds and endpoint.takes(kinds[row.kind], row.record))
    ]


def _post(delivery: Delivery, endpoint: Endpoint, notices: list[Notice]) -> None:
    sent = message(
        endpoint, notices, code=delivery.code, address=unseal(endpoint.sealed_address), secret=unseal(endpoint.sealed_secret),
        at=present(),
    )
    must_be_taken(endpoint, post(sent.address, sent.body, sent.headers))


def _held(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)


def _end(delivery: Delivery, state: str, reason: str = "") -> None:
    _held(delivery).update(state=state, ended_at=present(), reason=reason[:300])


def _failed(delivery: Delivery, reason: str, *, is_final: bool) -> None:
    if is_final or delivery.attempts >= ATTEMPTS:
        logger.warning("delivery %s given up after %d attempts", delivery.code, delivery.attempts)
        _end(delivery, State.DEAD, reason)
        return
    luck = random.random()  # noqa: S311 - spreads load, guards nothing
    next_at = present() + wait_after(delivery.attempts, luck)
    _held(delivery).update(state=State.WAITING, next_at=next_at, reason=reason[:300])
