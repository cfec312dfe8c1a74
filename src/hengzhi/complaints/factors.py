"""What the rules name to be weighed before acceptance: counts for who decides, from the blind index; never a conclusion."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from hengzhi.complaints.permissions import DECIDE
from hengzhi.complaints.queries import complaints_seen_by
from hengzhi.core.models import in_language
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.vault.models import PersonIndex, PersonLink

CONSIDERED, SET_ASIDE = "factor_considered", "factor_set_aside"
COMPLAINING = (PersonLink.Role.COMPLAINANT, PersonLink.Role.AGENT)
SHOWN = 10


class Filing(NamedTuple):
    """Another complaint with a number or an address of this one's: `mask` is what pages show of its person."""

    digest: str
    mask: str
    record: int
    opened_on: date
    business: int | None
    business_name: str
    category: str
    problem: str


@dataclass(frozen=True)
class Own:
    """What others are compared with: the surname by digest of a number, digests of addresses, the complaint's row."""

    numbers: Mapping[str, str]
    addresses: frozenset[str]
    row: object


@dataclass(frozen=True)
class Factor:
    """A factor that may be there: how many other complaints, those of them the reader may see, what was said of it."""

    code: str
    name: str
    article: str
    days: int
    count: int
    records: tuple[Record, ...]
    judgement: AuditEvent | None

    @property
    def unseen(self) -> int:
        return self.count - len(self.records)


@dataclass(frozen=True)
class Weighing:
    """What who decides is shown: what was counted, and what the rules leave to their own look."""

    found: tuple[Factor, ...]
    by_eye: tuple[str, ...]


def _has_number(own: Own, other: Filing) -> bool:
    return other.digest in own.numbers


def _has_business(own: Own, other: Filing) -> bool:
    row = own.row
    is_same = other.business == row.respondent_id if row.respondent_id else other.business_name == row.respondent_name != ""
    return _has_number(own, other) and is_same


def _has_matter(own: Own, other: Filing) -> bool:
    return _has_number(own, other) and (other.category, other.problem) == (own.row.category, own.row.problem)


def _shares_number(own: Own, other: Filing) -> bool:
    return _has_number(own, other) and surname(other.mask) != own.numbers[other.digest]


def _shares_address(own: Own, other: Filing) -> bool:
    return other.digest in own.addresses


MEASURES: Mapping[str, Callable[[Own, Filing], bool]] = {
    "number": _has_number, "number-business": _has_business, "number-matter": _has_matter, "number-shared": _shares_number,
    "address-shared": _shares_address,
}


def surname(mask: str) -> str:
    """Return the first letter of a name as a mask shows it, "" where it shows no name."""
    return mask[:1] if mask[1:3] == "**" else ""


def may_weigh(record: Record, user) -> bool:
    """Say whether a user decides on this record's acceptance and may open its identities, and the rules name factors."""
    if not record.rule_set or not record.rule_set.grounds.get("factors") or record.complaint.outcome:
        return False
    return record.is_in_reach(user, DECIDE) and record.is_in_reach(user, record.kind_of.open_identity)


def weighing(record: Record, user) -> Weighing | None:
    """Return what is to be weighed of a complaint, in four queries; None for who does not decide on it.

    Before acceptance also where nothing is found: then the rules' other factors are a reminder.

    Counted are ordinary complaints of every unit; tip-offs and what is confidential are not, nor identities erased.
    """
    if not may_weigh(record, user):
        return None
    entries = record.rule_set.grounds["factors"]
    counted = [entry for entry in entries if entry.get("measure") in MEASURES]
    own = _own(record)
    filings = _filings(record, own, max((entry["days"] for entry in counted), default=0))
    keys = {entry["code"]: _keys(record, entry, own, filings) for entry in counted}
    reached = [entry for entry in counted if len(keys[entry["code"]]) >= entry["least"]]
    seen = _seen(user, [keys[entry["code"]] for entry in reached])
    if record.complaint.accepted_on and not reached:
        return None
    judged = {event.facts.get("factor"): event for event in _judgements(record)} if reached else {}
    return Weighing(
        tuple(_factor(entry, keys[entry["code"]], seen, judged.get(entry["code"])) for entry in reached),
        tuple(_name(entry) for entry in entries if "measure" not in entry),
    )


def _name(entry: Mapping) -> str:
    return in_language(entry["zh"], entry["en"])


def _own(record: Record) -> Own:
    people = PersonIndex.objects.filter(person__link__record=record, person__link__role__in=COMPLAINING)
    rows = list(people.values_list("digest", "kind", "person__mask"))
    return Own(
        {digest: surname(mask) for digest, kind, mask in rows if kind != PersonIndex.Kind.ADDRESS},
        frozenset(digest for digest, kind, _mask in rows if kind == PersonIndex.Kind.ADDRESS), record.complaint,
    )


def _filings(record: Record, own: Own, days: int) -> list[Filing]:
    """Return where the numbers and addresses of a record's people also stand, up to so many days before and after it."""
    there = "person__link__record"
    reach = timedelta(days=days)
    found = PersonIndex.objects.filter(
        kind__in=PersonIndex.Kind.values, digest__in=[*own.numbers, *own.addresses], person__link__role__in=COMPLAINING, **{
            f"{there}__kind": "complaint", f"{there}__confidentiality": Record.Confidentiality.NORMAL,
            f"{there}__opened_on__range": (record.opened_on - reach, record.opened_on + reach),
        },
    ).exclude(**{there: record})
    columns = ("opened_on", "complaint__respondent", "complaint__respondent_name", "complaint__category", "complaint__problem")
    rows = found.values_list("digest", "person__mask", there, *(f"{there}__{column}" for column in columns))
    return [Filing(*row) for row in rows]


def _keys(record: Record, entry: Mapping, own: Own, filings: Iterable[Filing]) -> set[int]:
    """Return the records a factor counts; who shares an address counts once their number is another's."""
    measure, within = MEASURES[entry["measure"]], timedelta(days=entry["days"])
    keys = {one.record for one in filings if abs(one.opened_on - record.opened_on) <= within and measure(own, one)}
    return keys - {one.record for one in filings if _has_number(own, one)} if measure is _shares_address else keys


def _seen(user, groups: Iterable[set[int]]) -> dict[int, Record]:
    """Return the records of some groups that a user may see, the newest few of each."""
    keys = {key for group in groups for key in sorted(group, reverse=True)[:SHOWN]}
    return complaints_seen_by(user).in_bulk(keys) if keys else {}


def _judgements(record: Record) -> Iterable[AuditEvent]:
    return record.events.filter(action__in=(CONSIDERED, SET_ASIDE)).select_related("actor").order_by("pk")


def _factor(entry: Mapping, keys: set[int], seen: Mapping[int, Record], judgement: AuditEvent | None) -> Factor:
    records = tuple(seen[key] for key in sorted(keys, reverse=True) if key in seen)
    return Factor(entry["code"], _name(entry), entry["article"], entry["days"], len(keys), records, judgement)
