"""The lists of the page on retention, shaped for it and for its export."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hengzhi.core.clock import local_day
from hengzhi.register.models import Record
from hengzhi.register.permissions import SEE_RETENTION
from hengzhi.register.reach import reach_of
from hengzhi.register.vault.holds import holds_in_force
from hengzhi.register.vault.models import LegalHold, Person, Proposal
from hengzhi.register.vault.retention import proposals_for

VIEWS = ("due", "holds", "erased")
CHUNK = 2000


@dataclass(frozen=True)
class Line:
    """A line of a list: its key, its record, whether the reader may open that, and the other columns, head and text."""

    key: object
    record: Record
    is_seen: bool
    cells: tuple[tuple[str, str], ...]


def rows_for(user, view: str, on: date) -> QuerySet:
    """Return the rows of a list that are in the user's reach."""
    records = Record.objects.filter(reach_of(user, SEE_RETENTION).condition())
    match view:
        case "holds":
            return holds_in_force(on).filter(record__in=records).select_related("record", "set_by")
        case "erased":
            erased = Person.objects.filter(erased_at__isnull=False, link__record__in=records)
            return erased.select_related("link__record", "erased_by").order_by("-erased_at", "pk")
    return proposals_for(user).select_related("person__link__record")


def heads(view: str) -> list[str]:
    """Return the heads of a list's columns after number and kind of the record."""
    return {
        "due": [_("Part in the record"), _("Closed on"), _("Due for erasing on")],
        "holds": [_("Reason"), _("Last day"), _("Set by"), _("Set at")],
        "erased": [_("Part in the record"), _("Erased at"), _("By"), _("Ground")],
    }[view]


def lines_of(rows: Sequence, view: str, user) -> list[Line]:
    """Shape rows of a list; what only those who see the record may read is left out for others. One more query."""
    records = [_record_of(row, view) for row in rows]
    keys = {record.pk for record in records}
    seen = set(Record.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    texts: Callable = {"due": _due, "holds": _held, "erased": _erased}[view]
    named = heads(view)
    return [
        Line(row.pk, record, record.pk in seen, tuple(zip(named, texts(row, record.pk in seen), strict=True)))
        for row, record in zip(rows, records, strict=True)
    ]


def all_lines(user, view: str, on: date) -> Iterator[Line]:
    """Yield all lines of a list, some at a time."""
    rows, start = rows_for(user, view, on), 0
    while batch := list(rows[start : start + CHUNK]):
        yield from lines_of(batch, view, user)
        start += CHUNK


def _record_of(row, view: str) -> Record:
    return {"due": lambda: row.person.link.record, "holds": lambda: row.record, "erased": lambda: row.link.record}[view]()


def _due(row: Proposal, is_seen: bool) -> tuple[str, ...]:
    link = row.person.link
    return str(link.get_role_display()), f"{local_day(link.record.state_since):%Y-%m-%d}", f"{row.due_on:%Y-%m-%d}"


def _held(row: LegalHold, is_seen: bool) -> tuple[str, ...]:
    until = f"{row.until:%Y-%m-%d}" if row.until else _("until lifted")
    return row.reason if is_seen else _("not shown"), until, str(row.set_by), f"{localtime(row.set_at):%Y-%m-%d %H:%M}"


def _erased(row: Person, is_seen: bool) -> tuple[str, ...]:
    at = f"{localtime(row.erased_at):%Y-%m-%d %H:%M}"
    return str(row.link.get_role_display()), at, str(row.erased_by), str(row.get_erased_ground_display())
