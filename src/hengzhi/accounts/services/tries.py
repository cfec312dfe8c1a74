"""Counting wrong tries and making the next wait, ever longer, without telling whether a user exists.

A try is counted before the password is looked at and forgiven when it was right, so that many at once count as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from hengzhi.accounts import acts
from hengzhi.accounts.models import Tries, User
from hengzhi.accounts.sealing import digest

FREE = {Tries.Kind.NAME: 5, Tries.Kind.ADDRESS: 30, Tries.Kind.DEVICE: 10, Tries.Kind.FACTOR: 5}
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Counter:
    """What is counted: a name as typed, an address, a device's number, or a user at a second step."""

    kind: Tries.Kind
    value: str

    @property
    def digest(self) -> str:
        return digest(self.value, purpose=f"tries of {self.kind}")


@dataclass(frozen=True)
class Attempt:
    """A try that was counted, or that has to wait."""

    wait: timedelta = timedelta()
    rows: tuple[int, ...] = ()
    newly_locked: tuple[int, ...] = field(default=())


def wait_after(kind: str, failures: int) -> timedelta:
    """Return how long to wait after so many wrong tries: none, then 1, 2, 4, 8, at most 15 minutes."""
    beyond = failures - FREE[Tries.Kind(kind)]
    if beyond < 0:
        return timedelta()
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(beyond, 10))


@transaction.atomic
def begin_attempt(counters: Sequence[Counter], *, user: User | None, address: str, at: datetime) -> Attempt:
    """Count a try as wrong for now, unless one of the counters has to wait; then nothing is counted."""
    rows = [_row(counter, user, address, at) for counter in counters]
    if waits := [row.locked_until - at for row in rows if row.locked_until and row.locked_until > at]:
        return Attempt(wait=max(waits))
    for row in rows:
        _count(row, at)
    locked = tuple(row.pk for row in rows if row.locked_until)
    return Attempt(rows=tuple(row.pk for row in rows), newly_locked=locked)


def _row(counter: Counter, user: User | None, address: str, at: datetime) -> Tries:
    given = {
        "user": None if counter.kind == Tries.Kind.ADDRESS else user, "last_at": at,
        "address": address if counter.kind == Tries.Kind.ADDRESS else "",
    }
    row, _is_new = Tries.objects.select_for_update().get_or_create(
        kind=counter.kind, digest=counter.digest, defaults=given
    )
    return row


def _count(row: Tries, at: datetime) -> None:
    row.failures = 1 if row.last_at < at - FORGOTTEN_AFTER else row.failures + 1
    row.last_at = at
    wait = wait_after(row.kind, row.failures)
    row.locked_until = at + wait if wait else None
    row.save(update_fields=["failures", "last_at", "locked_until"])


@transaction.atomic
def forgive(attempt: Attempt) -> None:
    """Take back a try that was right: it clears the name, the device and the step, and counts no more for the address."""
    rows = Tries.objects.filter(pk__in=attempt.rows)
    rows.exclude(kind=Tries.Kind.ADDRESS).delete()
    rows.filter(failures__gt=0).update(failures=F("failures") - 1, locked_until=None)


@transaction.atomic
def tell_locks(attempt: Attempt, *, at: datetime) -> None:
    """Write down the locks a wrong try has set off."""
    for row in Tries.objects.filter(pk__in=attempt.newly_locked).select_related("user"):
        facts = {"host": row.address} if row.address else {}
        minutes = str(round((row.locked_until - at).total_seconds() / 60)) if row.locked_until else "0"
        acts.tell(acts.LOCKED, actor=None, user=row.user, minutes=minutes, **facts)


@transaction.atomic
def unlock(*, actor: User | None, user: User | None = None, address: str = "") -> int:
    """Forget the wrong tries at a user or from an address; return how many counters went."""
    rows = Tries.objects.filter(user=user) if user else Tries.objects.filter(kind=Tries.Kind.ADDRESS, address=address)
    count = rows.delete()[0]
    if count:
        acts.tell(acts.UNLOCKED, actor=actor, user=user, **({"host": address} if address else {}))
    return count


def forget_old_tries(*, at: datetime) -> int:
    """Drop counters nobody has touched for a day; return how many went."""
    return Tries.objects.filter(last_at__lt=at - FORGOTTEN_AFTER).delete()[0]
