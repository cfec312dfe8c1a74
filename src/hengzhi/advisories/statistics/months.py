"""What has been counted of months, kept in this process until a record changes that may count in them."""

import time
from collections.abc import Callable, Hashable
from datetime import date
from typing import TypeVar

from django.db.models import Min

from hengzhi.advisories.statistics.spans import Span
from hengzhi.complaints.kinds import KINDS
from hengzhi.core.reference import remembered
from hengzhi.register.models import AuditEvent, Record

Counted = TypeVar("Counted")
LOOKED_AT = 500
LASTS = 600
MOST = 4000


class Months:
    """Counts by what they are of, with the months they are of.

    A case counts in no month before it was opened. So a change of records, which always writes into the trail, drops the
    months from the one on in which the earliest of them was opened. As many events as LOOKED_AT are looked at again each
    time, because on some databases an earlier number may be committed after a later one; after LASTS seconds all is dropped.
    """

    def __init__(self) -> None:
        self.cache_clear()

    def cache_clear(self) -> None:
        """Drop everything."""
        self._found: dict[Hashable, tuple[date, object]] = {}
        self._seen: frozenset[int] = frozenset()
        self._since = time.monotonic()

    def refresh(self) -> None:
        """Drop what may have changed since the last look; two queries at most."""
        last = dict(AuditEvent.objects.order_by("-pk").values_list("pk", "record")[:LOOKED_AT])
        new = [record for event, record in last.items() if event not in self._seen]
        if len(new) == len(last) or time.monotonic() - self._since > LASTS:
            self.cache_clear()
        elif any(new):
            changed = Record.objects.filter(pk__in=[record for record in new if record], kind__in=[kind.code for kind in KINDS])
            self._drop_from(changed.aggregate(first=Min("opened_on"))["first"])
        self._seen = frozenset(last)

    def _drop_from(self, first: date | None) -> None:
        if first:
            self._found = {key: kept for key, kept in self._found.items() if kept[0] < first}

    def get(self, key: Hashable, month: Span, count: Callable[[], Counted]) -> Counted:
        """Return what is kept under a key, else count it and keep it, unless something was dropped meanwhile."""
        found = self._found
        if key not in found:
            counted = count()
            if len(found) < MOST and found is self._found:
                found[key] = (month.until, counted)
            return counted
        return found[key][1]


MONTHS = remembered(Months())
