"""Reads over complaints and tip-offs, shaped for pages."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from hengzhi.core.filters import Filters
from hengzhi.register.models import Record
from hengzhi.register.search import found

KINDS = ("complaint", "tipoff")
# Of open records; what is closed is in “all” alone.
VIEWS = {
    "open": Q(),
    "dispatch": Q(state="returned"),
    "decide": Q(state="received"),
    "work": Q(state__in=["mediation", "delegated", "testing", "recusal", "checking"]),
    "follow": Q(state__in=["settled", "performed"]),
    "close": Q(state__in=["confirmed", "ended", "declined", "filed", "not_filed", "case_ended"]),
}


@dataclass(frozen=True)
class ComplaintFilters(Filters):
    """What a list is narrowed by; everything lives in the address."""

    q: str = ""
    kind: str = ""
    state: str = ""
    area: str = ""
    object: str = ""
    category: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None


def complaints_seen_by(user) -> QuerySet[Record]:
    """Return the complaints and tip-offs `user` may know of, newest first, each with its own row."""
    return Record.objects.visible_to(user).filter(kind__in=KINDS)


def with_details(records: QuerySet[Record]) -> QuerySet[Record]:
    """Join what a line of the list shows."""
    return records.select_related("area", "department", "handler", "rule_set", "complaint__respondent")


def narrowed(records: QuerySet[Record], filters: ComplaintFilters) -> QuerySet[Record]:
    """Keep the records that all filters let through."""
    plain = {
        "kind": filters.kind, "state": filters.state, "area__code": filters.area,
        "complaint__object": filters.object, "complaint__category": filters.category,
        "complaint__channel": filters.channel, "opened_on__gte": filters.since, "opened_on__lte": filters.until,
    }
    records = records.filter(**{name: value for name, value in plain.items() if value})
    return found(records, filters.q) if filters.q else records


def view_counts(records: QuerySet[Record], on: date) -> dict[str, int]:
    """Count the records of every saved view: the open ones, which are few, apart from all."""
    views = {**VIEWS, "late": Q(due_on__lt=on)}
    counts = records.open().aggregate(**{name: Count("pk", filter=rule or None) for name, rule in views.items()})
    return {**counts, "all": records.count()}


def lines_of(records: QuerySet[Record], start: int, end: int) -> list[Record]:
    """Return a stretch of a list with its details: the rows are chosen by narrow keys, then joined."""
    keys = list(records.values_list("pk", flat=True)[start:end])
    lines = {record.pk: record for record in with_details(Record.objects.filter(pk__in=keys))}
    return [lines[key] for key in keys]


def in_view(records: QuerySet[Record], view: str, on: date) -> QuerySet[Record]:
    """Keep the records of a saved view; late and open ones come with the nearest due date first."""
    if view == "late":
        return records.overdue(on).order_by("due_on", "pk")
    return records.open().filter(VIEWS[view]) if view in VIEWS else records
