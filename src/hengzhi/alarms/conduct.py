"""How cases were handled: whose conclusions fall on the last day, whose notes read the same, whose sums are round.

Each handler is compared with the others of the office by an exact test. A finding is a question, never a verdict.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone

from hengzhi.alarms.findings import Finding
from hengzhi.alarms.models import Question, WatchRule
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.queries import KINDS
from hengzhi.estimation.clusters import near_duplicates
from hengzhi.estimation.counts import more_than_by_chance
from hengzhi.register.models import AuditEvent, Clock

CONCLUDING = Q(name="mediate") | Q(name="check", record__kind="tipoff")
LOOKS_A_YEAR = 33
MOST_NOTES = 20_000


@dataclass(frozen=True)
class Handled:
    """One thing somebody did, and whether it is of the kind asked about."""

    person: int
    department: int
    record: int
    is_hit: bool


def conduct(on: date, rules: Mapping[str, WatchRule]) -> list[Finding]:
    """Return what stands out in how single handlers work, on a day."""
    reads: dict[Question, Callable[[date, dict], Iterable[Handled]]] = {
        Question.LAST_DAY: _conclusions, Question.COPIED: _notes, Question.ROUND_SUMS: _sums,
    }
    return [
        finding for question, read in reads.items() if question in rules
        for finding in _standing_out(question, list(read(on, rules[question].numbers)), on, rules[question].numbers)
    ]


def _standing_out(question: Question, handled: list[Handled], on: date, numbers: dict) -> Iterator[Finding]:
    """Yield the handlers with clearly more hits than the others of their department together."""
    people = sorted({(one.person, one.department) for one in handled})
    allowed = numbers["false_alarms_a_year"] / (max(len(people), 1) * LOOKS_A_YEAR)
    since = on - timedelta(days=numbers["days"] - 1)
    for person, department in people:
        own = [one for one in handled if one.person == person and one.department == department]
        rest = [one for one in handled if one.person != person and one.department == department]
        hits, others = [one for one in own if one.is_hit], sum(one.is_hit for one in rest)
        expected = len(own) * others / len(rest) if rest else 0.0
        if not rest or len(hits) < numbers["least"] or len(hits) < numbers["least_ratio"] * expected:
            continue
        chance = more_than_by_chance(len(hits), len(own), others, len(rest))
        if chance <= allowed:
            yield Finding(
                question=question, signal=f"{question.value}:{department}:{person}", since=since, until=on, observed=len(hits),
                expected=round(expected, 2), out_of=len(own), other_hits=others, others=len(rest), watched=len(people),
                recurs_years=1 / max(chance * len(people) * LOOKS_A_YEAR, 1e-9), person=person,
                records=tuple(dict.fromkeys(one.record for one in hits)),
            )


def _conclusions(on: date, numbers: dict) -> Iterator[Handled]:
    """Yield the mediations and checks that ended, a hit where that was on the due date itself."""
    stopped = Clock.objects.filter(
        CONCLUDING, record__kind__in=KINDS, record__handler__isnull=False,
        stopped_on__gt=on - timedelta(days=numbers["days"]), stopped_on__lte=on, state__in=[Clock.State.MET, Clock.State.LATE],
    ).order_by("-stopped_on", "-pk")
    rows = stopped.values_list("record__handler_id", "record__department_id", "record_id", "stopped_on", "due_on")
    for person, department, record, stopped_on, due_on in rows:
        yield Handled(person, department, record, stopped_on == due_on)


def _notes(on: date, numbers: dict) -> Iterator[Handled]:
    """Yield the longer notes of handlers, a hit where the same person wrote the same about another record."""
    since, until = (timezone.make_aware(datetime.combine(day, time.min))
                    for day in (on - timedelta(days=numbers["days"] - 1), on + timedelta(days=1)))
    events = AuditEvent.objects.filter(
        at__gte=since, at__lt=until, record__kind__in=KINDS, actor=F("record__handler"), target__gt="",
    ).exclude(note="").order_by("-at", "-pk")
    rows = events.values_list("actor_id", "record__department_id", "record_id", "note")[:MOST_NOTES]
    longer = [row for row in rows if len(row[3]) >= numbers["least_letters"]]
    is_copy = [False] * len(longer)
    for group in near_duplicates([note for *_who, note in longer], least=numbers["least_likeness"]):
        records: dict[int, set[int]] = {}
        for place in group:
            records.setdefault(longer[place][0], set()).add(longer[place][2])
        for place in group:
            is_copy[place] = len(records[longer[place][0]]) > 1
    for (person, department, record, _note), hit in zip(longer, is_copy, strict=True):
        yield Handled(person, department, record, hit)


def _sums(on: date, numbers: dict) -> Iterator[Handled]:
    """Yield the losses recovered, a hit where the sum is round."""
    settled = Complaint.objects.filter(
        recovered_yuan__gt=0, concluded_on__gt=on - timedelta(days=numbers["days"]), concluded_on__lte=on,
        record__handler__isnull=False,
    ).order_by("-concluded_on", "-pk")
    for person, department, record, yuan in settled.values_list(
        "record__handler_id", "record__department_id", "record_id", "recovered_yuan"
    ):
        yield Handled(person, department, record, yuan % Decimal(numbers["round_yuan"]) == 0)
