"""What stands on a desk and what a search finds, across mechanisms, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from hengzhi.comments.models import Mention
from hengzhi.comments.queries import mentions_of
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.due import SOON_WORKDAYS
from hengzhi.register.handing import is_turn_of
from hengzhi.register.kinds import kinds
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.search import found

SHOWN = 12
RECENT = 15
MENTIONED = 6
OTHERS = "others"
VIEWS = ("waiting", "late", "today", "soon", "returned", "mine", OTHERS)


@dataclass(frozen=True)
class Desk:
    """Counts over all that waits for a user, the most urgent of it, what asks them to look, and what changed last."""

    counts: dict[str, int]
    records: list[Record]
    mentions: list[Mention]
    events: list[AuditEvent]


def soon_until(on: date, calendar: WorkCalendar) -> date:
    """Return the last day that counts as soon: the third working day from `on`."""
    day, left = on, SOON_WORKDAYS
    while left:
        day += timedelta(days=1)
        left -= calendar.is_workday(day)
    return day


def conditions(user, on: date, calendar: WorkCalendar) -> dict[str, Q]:
    """Return what each view of the desk keeps of the records whose turn it is; what a colleague handles is apart."""
    return {
        "waiting": Q(), "late": Q(due_on__lt=on), "today": Q(due_on=on), "returned": Q(came_back=True),
        "soon": Q(due_on__gt=on, due_on__lte=soon_until(on, calendar)), "mine": Q(handler=user),
    }


@dataclass(frozen=True)
class Work:
    """The records a user may take on: those whose turn it is, by view, and those a colleague handles."""

    all: QuerySet[Record]
    turn: Q
    views: dict[str, Q]

    def of(self, view: str) -> QuerySet[Record]:
        return self.all.filter(~self.turn) if view == OTHERS else self.all.filter(self.turn, self.views[view])

    def counts(self) -> dict[str, int]:
        """Count the records of every view in two queries."""
        counts = self.of("waiting").aggregate(**{name: Count("pk", filter=rule or None) for name, rule in self.views.items()})
        return {**counts, OTHERS: self.all.count() - counts["waiting"]}


def work_of(user, on: date, calendar: WorkCalendar) -> Work:
    return Work(Record.objects.waiting_for(user), is_turn_of(user, on), conditions(user, on, calendar))


def urgent(records: QuerySet[Record]) -> QuerySet[Record]:
    """Order records by due date, those without one last."""
    return records.order_by(F("due_on").asc(nulls_last=True), "pk")


def desk_of(user, on: date, calendar: WorkCalendar) -> Desk:
    work = work_of(user, on, calendar)
    lines = urgent(work.of("waiting")).select_related("area", "handler")
    seen = Record.objects.visible_to(user).filter(pk=OuterRef("record"))
    latest = AuditEvent.objects.filter(Exists(seen)).select_related("actor", "record__rule_set").order_by("-at", "-pk")
    mentions = mentions_of(user)
    counts = {**work.counts(), "mentions": mentions.count()}
    return Desk(counts, list(lines[:SHOWN]), list(mentions[:MENTIONED]), list(latest[:RECENT]))


@dataclass(frozen=True)
class Find:
    """What a search found: the records newest first, and how many of each kind."""

    records: QuerySet[Record]
    by_kind: list[tuple[str, str, int]]
    total: int


def find(user, text: str, kind: str = "") -> Find:
    """Search everything a user may see; `kind` narrows to one kind of record."""
    records = found(Record.objects.visible_to(user), text)
    counted = dict(records.order_by().values_list("kind").annotate(count=Count("pk")))
    by_kind = [(code, str(one.name), counted[code]) for code, one in kinds().items() if code in counted]
    shown = records.filter(kind=kind) if kind else records
    return Find(shown.order_by("-opened_on", "-pk"), by_kind, counted.get(kind, 0) if kind else sum(counted.values()))


def with_number(user, text: str) -> Record | None:
    """Return the record whose number a search is, whole, if the user may see it."""
    code = text.strip().upper()
    return Record.objects.visible_to(user).filter(code=code).first() if "-" in code else None


def due_by_day(user, first: date, last: date) -> dict[date, int]:
    """Count the open records a user sees by the day they fall due."""
    due = Record.objects.visible_to(user).filter(is_open=True, due_on__gte=first, due_on__lte=last)
    return dict(due.order_by().values_list("due_on").annotate(count=Count("pk")))
