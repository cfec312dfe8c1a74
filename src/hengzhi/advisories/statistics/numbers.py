"""The numbers of a period, from the records a user may see, in the same few queries however many there are.

What a rate is counted of follows the indicators of the same name: decisions and checks by the day they fell due, conclusions
and amounts by the day of the outcome.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum

from hengzhi.advisories.statistics.months import MONTHS
from hengzhi.advisories.statistics.spans import Span, pieces
from hengzhi.complaints.tables import VOID
from hengzhi.register.models import Clock, Record

BASES = {"received": "opened_on", "accepted": "complaint__accepted_on", "concluded": "complaint__concluded_on"}
DIMENSIONS = ("kind", "complaint__object", "complaint__category", "complaint__problem", "complaint__channel")
KINDS = ("complaint", "tipoff")
JUDGING = tuple(state for state in Clock.State.values if state not in VOID)


@dataclass(frozen=True)
class Ratio:
    """So many of so many; no percentage of nothing."""

    hits: int
    out_of: int

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.hits + other.hits, self.out_of + other.out_of)

    @property
    def percent(self) -> float | None:
        return 100 * self.hits / self.out_of if self.out_of else None


@dataclass(frozen=True)
class Volume:
    """How many of a kind, how many in the span before and in the same span a year before."""

    count: int
    before: int
    year_before: int


@dataclass(frozen=True)
class Concluded:
    """What was concluded of a kind: with acceptance before it, settled, turned into a case, within its limit; in yuan.

    `delegated` is what was settled of what a station or another body mediated to the end.
    """

    all: int = 0
    accepted: int = 0
    settled: int = 0
    cases: int = 0
    on_time: Ratio = Ratio(0, 0)
    delegated: Ratio = Ratio(0, 0)
    agreed_yuan: Decimal = Decimal(0)
    paid_yuan: Decimal = Decimal(0)
    confirmed_yuan: Decimal = Decimal(0)

    def __add__(self, other: "Concluded") -> "Concluded":
        return Concluded(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True)
class Course:
    """What became of the cases of a span, by kind where it is not of one: it adds up over spans."""

    received: Counter = field(default_factory=Counter)
    accepted: Counter = field(default_factory=Counter)
    concluded: dict[str, Concluded] = field(default_factory=lambda: {kind: Concluded() for kind in KINDS})
    decided_on_time: Ratio = Ratio(0, 0)
    checked_on_time: Ratio = Ratio(0, 0)

    def __add__(self, other: "Course") -> "Course":
        return Course(
            self.received + other.received, self.accepted + other.accepted,
            {kind: self.concluded[kind] + other.concluded[kind] for kind in KINDS},
            self.decided_on_time + other.decided_on_time, self.checked_on_time + other.checked_on_time,
        )


@dataclass(frozen=True)
class Numbers:
    """All numbers of a period. `cells` counts by kind, object, category, problem and channel on the basis asked for."""

    cells: Counter
    cells_before: Counter
    volumes: dict[str, Volume]
    course: Course

    def by(self, kind: str, place: int, object_: str = "") -> Counter:
        """Count the cells of a kind, of goods or services if asked, by the dimension at a place of DIMENSIONS."""
        found: Counter = Counter()
        for cell, count in self.cells.items():
            if cell[0] == kind and object_ in ("", cell[1]):
                found[cell[place]] += count
        return found


def numbers(user, span: Span, basis: str, on: date) -> Numbers:
    """Return the numbers of a span for a user; limits that end after the day `on` are not judged yet.

    They are counted month by month. What was counted of a month is kept until a record changes that may count in it: every
    change of a record writes into the trail.
    """
    MONTHS.refresh()
    records, who = Record.objects.visible_to(user, KINDS).order_by(), (user.pk, user.grants)

    def cells_of(month: Span) -> Counter:
        return MONTHS.get((who, basis, month), month, lambda: _cells(records, BASES[basis], month))

    def cells(of: Span) -> Counter:
        found: Counter = Counter()
        for month in pieces(of):
            found.update(cells_of(month))
        return found

    def course(month: Span) -> Course:
        return MONTHS.get((who, min(month.until, on), month), month, lambda: _course(records, month, on))

    return _numbers(cells, sum(map(course, pieces(span)), Course()), span)


def count(user, span: Span, basis: str, on: date) -> Numbers:
    """Count the numbers of a span in one piece, with nothing kept."""
    records = Record.objects.visible_to(user, KINDS).order_by()
    return _numbers(lambda of: _cells(records, BASES[basis], of), _course(records, span, on), span)


def _numbers(cells: Callable[[Span], Counter], course: Course, span: Span) -> Numbers:
    now, before, year_before = cells(span), cells(span.before()), cells(span.year_before())
    totals, totals_before, totals_year = map(_by_kind, (now, before, year_before))
    volumes = {kind: Volume(totals[kind], totals_before[kind], totals_year[kind]) for kind in KINDS}
    return Numbers(cells=now, cells_before=before, volumes=volumes, course=course)


def _course(records: QuerySet[Record], span: Span, on: date) -> Course:
    return Course(
        received=_of_kind(records, BASES["received"], span), accepted=_of_kind(records, BASES["accepted"], span),
        concluded=_concluded(records, span),
        decided_on_time=_on_time(records.filter(kind="complaint"), "decide", "decided_on", span, on),
        checked_on_time=_on_time(records.filter(kind="tipoff"), "check", "concluded_on", span, on),
    )


def _within(column: str, span: Span) -> Q:
    return Q(**{f"{column}__range": (span.since, span.until)})


def _cells(records: QuerySet[Record], column: str, span: Span) -> Counter:
    rows = records.filter(_within(column, span)).values_list(*DIMENSIONS).annotate(count=Count("pk"))
    return Counter({tuple(cell): count for *cell, count in rows})


def _of_kind(records: QuerySet[Record], column: str, span: Span) -> Counter:
    return Counter(dict(records.filter(_within(column, span)).values_list("kind").annotate(count=Count("pk"))))


def _by_kind(cells: Counter) -> Counter:
    found: Counter = Counter()
    for cell, count in cells.items():
        found[cell[0]] += count
    return found


def _on_time(records: QuerySet[Record], name: str, done: str, span: Span, on: date) -> Ratio:
    """Return how many limits that ended in the span, not after the day, were kept; the last of a record judges it."""
    days = (span.since, min(span.until, on))
    ended = Q(clocks__name=name, clocks__state__in=JUDGING, clocks__due_on__range=days)
    by_index = Clock.objects.filter(name=name, due_on__range=days).values("record")  # else SQLite walks all records
    later = Clock.objects.filter(record=OuterRef("pk"), name=name, pk__gt=OuterRef("ended__pk"), state__in=JUDGING)
    judged = records.alias(ended=FilteredRelation("clocks", condition=ended)).filter(
        ~Exists(later), pk__in=by_index, ended__isnull=False
    )
    counted = judged.aggregate(
        out_of=Count("pk"), hits=Count("pk", filter=Q(**{f"complaint__{done}__lte": F("ended__due_on")}))
    )
    return Ratio(counted["hits"], counted["out_of"])


def _concluded(records: QuerySet[Record], span: Span) -> dict[str, Concluded]:
    """Return what was concluded in a span, by kind; one query."""
    due = Clock.objects.filter(record=OuterRef("pk"), name="mediate", state__in=JUDGING).order_by("-pk")
    accepted = Q(complaint__accepted_on__isnull=False)
    within = records.filter(_within(BASES["concluded"], span)).annotate(due=Subquery(due.values("due_on")[:1]))
    elsewhere = Q(complaint__delegated_on__isnull=False, complaint__taken_back_on__isnull=True)
    rows = within.values("kind").annotate(
        all=Count("pk"), accepted=Count("pk", filter=accepted),
        settled=Count("pk", filter=accepted & Q(complaint__outcome="settled")),
        cases=Count("pk", filter=accepted & Q(complaint__turned_into_case=True)),
        kept=Count("pk", filter=accepted & Q(complaint__concluded_on__lte=F("due"))),
        delegated=Count("pk", filter=elsewhere), at_source=Count("pk", filter=elsewhere & Q(complaint__outcome="settled")),
        agreed=Sum("complaint__recovered_yuan"), paid=Sum("complaint__paid_yuan"), confirmed=Sum("complaint__confirmed_yuan"),
    )
    found = {kind: Concluded() for kind in KINDS}
    for row in rows:
        found[row["kind"]] = Concluded(
            row["all"], row["accepted"], row["settled"], row["cases"], Ratio(row["kept"], row["accepted"]),
            Ratio(row["at_source"], row["delegated"]),
            row["agreed"] or Decimal(0), row["paid"] or Decimal(0), row["confirmed"] or Decimal(0),
        )
    return found
