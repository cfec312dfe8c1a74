"""Reads over notices and messages, shaped for pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from hengzhi.accounts.models import User
from hengzhi.core.filters import Filters
from hengzhi.notices.models import Delivery, Notice

MANY = 100


def unread_count(user: User) -> int:
    """Count what a user has not read, 100 at most, in one query."""
    return Notice.objects.shown_to(user).unread().order_by()[:MANY].count()


def counts_of(notices: QuerySet[Notice]) -> dict[str, int]:
    """Count the notices of each tab in one query."""
    return notices.order_by().aggregate(unread=Count("pk", filter=Q(read_at__isnull=True)), all=Count("pk"))


def with_details(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Join what a line of the list shows."""
    return notices.select_related("record__rule_set", "actor")


@dataclass(frozen=True)
class LogFilters(Filters):
    """What the log of messages is narrowed by."""

    channel: str = ""
    state: str = ""
    day: date | None = None


def narrowed(filters: LogFilters) -> QuerySet[Delivery]:
    """Return the messages that pass all filters, newest first; a day is that on which they were made."""
    keep = {"channel": filters.channel, "state": filters.state}
    if filters.day:
        start = timezone.make_aware(datetime.combine(filters.day, time.min))
        keep |= {"created_at__gte": start, "created_at__lt": start + timedelta(days=1)}
    return Delivery.objects.filter(**{name: value for name, value in keep.items() if value}).order_by("-pk")


def log_rows(deliveries: QuerySet[Delivery]) -> Iterator[tuple]:
    """Yield a row of the exported log for each message."""
    for one in deliveries.iterator(chunk_size=2000):
        made, ended = (timezone.localtime(at) if at else None for at in (one.created_at, one.ended_at))
        yield (
            one.code, f"{made:%Y-%m-%d %H:%M:%S}", one.get_channel_display(), one.to, " ".join(one.kind_names), one.count,
            one.get_state_display(), one.attempts, f"{ended:%Y-%m-%d %H:%M:%S}" if ended else "", one.reason,
        )
