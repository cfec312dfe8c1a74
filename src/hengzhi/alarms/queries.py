"""Reads over the questions of the early warning, shaped for pages."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from hengzhi.alarms.models import Alarm, Look, RecordBehind
from hengzhi.alarms.workflow import AlarmState
from hengzhi.complaints.queries import complaints_seen_by, with_details
from hengzhi.core.filters import Filters
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.search import found

VIEWS = {
    "open": Q(state=AlarmState.OPEN),
    "answered": Q(state=AlarmState.ANSWERED),
    "taken_up": Q(state=AlarmState.TAKEN_UP),
    "all": Q(),
}
SHOWN_BEHIND = 200
SHOWN_FIRST = 12
NOTES_SHOWN = 6


@dataclass(frozen=True)
class AlarmFilters(Filters):
    """What the list is narrowed by; everything lives in the address."""

    q: str = ""
    question: str = ""
    area: str = ""
    category: str = ""
    answer: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Behind:
    """The records behind a question: those this reader may see, the first of them, and how many they may not."""

    records: list[Record]
    seen: int
    hidden: int

    @property
    def first(self) -> list[Record]:
        return self.records[:SHOWN_FIRST]

    @property
    def rest(self) -> list[Record]:
        return self.records[SHOWN_FIRST:]

    @property
    def more(self) -> int:
        """How many the reader may see beyond those read."""
        return self.seen - len(self.records)


def alarms_seen_by(user) -> QuerySet[Record]:
    """Return the questions `user` may know of, newest first."""
    return Record.objects.visible_to(user).filter(kind="alarm")


def with_findings(records: QuerySet[Record]) -> QuerySet[Record]:
    """Join what a line of the list and the page show."""
    return records.select_related("area", "department", "rule_set", "handler", "alarm__enterprise", "alarm__person")


def narrowed(records: QuerySet[Record], filters: AlarmFilters) -> QuerySet[Record]:
    """Keep the questions that all filters let through."""
    plain = {
        "alarm__question": filters.question, "area__code": filters.area, "alarm__category": filters.category,
        "alarm__answer": filters.answer, "opened_on__gte": filters.since, "opened_on__lte": filters.until,
    }
    records = records.filter(**{name: value for name, value in plain.items() if value})
    return found(records, filters.q) if filters.q else records


def view_counts(records: QuerySet[Record]) -> dict[str, int]:
    """Count the questions of every saved view in one query."""
    return records.aggregate(**{name: Count("pk", filter=rule or None) for name, rule in VIEWS.items()})


def behind(alarm: Alarm, user) -> Behind:
    """Return the records behind a question as far as `user` may see them, the most telling first; three queries."""
    places = RecordBehind.objects.filter(alarm=alarm, record=OuterRef("pk")).values("position")
    seen = complaints_seen_by(user).filter(alarms=alarm)
    shown = with_details(seen).annotate(position=Subquery(places)).order_by("position")
    told, count = alarm.behind.count(), seen.count()
    return Behind(list(shown[:SHOWN_BEHIND]), count, told - count)


def notes_alike(alarm: Alarm, user) -> list[dict]:
    """Return the notes written most often on the records behind a question, as far as `user` may see them, with how often."""
    events = AuditEvent.objects.filter(
        actor=alarm.person_id, record__in=complaints_seen_by(user).filter(alarms=alarm), target__gt="",
        at__date__gte=alarm.since, at__date__lte=alarm.until,
    ).exclude(note="")
    return list(events.values("note").annotate(times=Count("pk")).order_by("-times", "note")[:NOTES_SHOWN])


def last_look() -> Look | None:
    """Return when everything was last looked at."""
    return Look.objects.select_related("actor").first()
