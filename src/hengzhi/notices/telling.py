"""From what happened to the rows of who is told, in the caller's transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import F

from hengzhi.accounts.models import User
from hengzhi.core.clock import local_day
from hengzhi.notices.catalogue import APP, MAIL, NoticeKind
from hengzhi.notices.models import Endpoint, Notice, Wish
from hengzhi.notices.staff import Staff
from hengzhi.register.models import Record

FEW = 5
BATCH = 500


@dataclass(frozen=True)
class Occurrence:
    """Something happened that people are to know of; `key` names it, `to` are the keys of users."""

    kind: NoticeKind
    key: str
    to: Collection[int]
    at: datetime
    record: Record | None = None
    actor_id: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    address: str = ""


@dataclass
class _Heap:
    """What one recipient is told of one kind. Only the first few are kept where more are told as a number."""

    count: int = 0
    kept: list[Occurrence] = field(default_factory=list)

    def add(self, one: Occurrence) -> None:
        self.count += 1
        if len(self.kept) < FEW or not one.kind.many:
            self.kept.append(one)


Recipient = User | Endpoint


def tell_all(occurrences: Iterable[Occurrence], *, staff: Staff) -> None:
    """Make the notices of what happened, for users as they wish and for endpoints.

    Up to five of a kind are told one by one, more as a number. Who may not see the record is not told. Nobody is told
    twice of the same key.
    """
    heaps = _heaped(occurrences, staff)
    wishes = Wish.objects.in_bulk([recipient.pk for recipient, _kind in heaps if isinstance(recipient, User)])
    rows: list[Notice] = []
    for (recipient, kind), heap in heaps.items():
        ways = _ways(recipient, kind, wishes)
        if not any(ways.values()):
            continue
        if heap.count > FEW and kind.many:
            _grow(recipient, kind, heap, ways)
        else:
            rows += [_row(recipient, one, ways) for one in heap.kept]
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _heaped(occurrences: Iterable[Occurrence], staff: Staff) -> dict[tuple[Recipient, NoticeKind], _Heap]:
    endpoints = list(Endpoint.objects.filter(is_active=True).prefetch_related("departments"))
    heaps: dict[tuple[Recipient, NoticeKind], _Heap] = {}
    for one in occurrences:
        for recipient in _recipients(one, staff, endpoints):
            heaps.setdefault((recipient, one.kind), _Heap()).add(one)
    return heaps


def _recipients(one: Occurrence, staff: Staff, endpoints: Iterable[Endpoint]) -> Iterator[Recipient]:
    allowed = staff.users.keys() if one.record is None else staff.seeing(one.record)
    yield from (staff.users[key] for key in sorted(set(one.to) & set(allowed)))
    yield from (endpoint for endpoint in endpoints if endpoint.takes(one.kind, one.record))


def _ways(recipient: Recipient, kind: NoticeKind, wishes: Mapping[int, Wish]) -> dict[str, bool]:
    """Return the columns that say by which ways a recipient is told."""
    if isinstance(recipient, Endpoint):
        return {"is_shown": False, "goes_out": True}
    channels = (wishes.get(recipient.pk) or Wish()).channels_of(kind)
    has_mail = settings.HENGZHI_MAIL is not None and bool(recipient.email)
    return {"is_shown": APP in channels, "goes_out": MAIL in channels and has_mail}


def _whose(recipient: Recipient) -> dict[str, Recipient]:
    return {"endpoint" if isinstance(recipient, Endpoint) else "user": recipient}


def _row(recipient: Recipient, one: Occurrence, ways: Mapping[str, bool]) -> Notice:
    return Notice(
        kind=one.kind.code, key=one.key, record=one.record, actor_id=one.actor_id, facts=dict(one.facts),
        address=one.address, at=one.at, **_whose(recipient), **ways,
    )


def _grow(recipient: Recipient, kind: NoticeKind, heap: _Heap, ways: Mapping[str, bool]) -> None:
    """Tell a number: what came today on top of what came before and is unread, or what stands today."""
    at = heap.kept[-1].at
    whose, key = _whose(recipient), f"many:{kind.code}:{local_day(at)}"
    given = {"kind": kind.code, "count": heap.count, "at": at, **ways}
    notice, is_new = Notice.objects.get_or_create(**whose, key=key, defaults=given)
    if is_new or (kind.is_standing and notice.count == heap.count):
        return
    is_added = not kind.is_standing and notice.read_at is None
    given |= {"count": F("count") + heap.count} if is_added else {}
    Notice.objects.filter(pk=notice.pk).update(**given, read_at=None, send_at=None, delivery=None)
