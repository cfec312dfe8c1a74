"""The audit trail for people: its events filtered, worded, and shut where the reader may not see the record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl, unquote, urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from hengzhi.accounts.acts import ACTS
from hengzhi.accounts.acts import FACTS as ACCOUNT_FACTS
from hengzhi.accounts.models import User
from hengzhi.core.clock import now
from hengzhi.core.filters import Filters
from hengzhi.register.behalf import KEYS, behalf_of_all, who
from hengzhi.register.kinds import kinds
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.pages import ACTIONS, timeline_entry
from hengzhi.register.vault.models import PersonIndex

EXPORTED, IMPORTED = "exported", "imported"
SIGNED_IN, SIGN_IN_FAILED, SIGNED_OUT = "signed_in", "sign_in_failed", "signed_out"
WITHOUT_RECORD = {
    SIGNED_IN: gettext_lazy("Signed in"),
    SIGN_IN_FAILED: gettext_lazy("Sign-in failed"),
    SIGNED_OUT: gettext_lazy("Signed out"),
    EXPORTED: gettext_lazy("List exported"),
    IMPORTED: gettext_lazy("List imported"),
    "preset_saved": gettext_lazy("Preset of imports saved"),
    "preset_deleted": gettext_lazy("Preset of imports deleted"),
    "station_set_up": gettext_lazy("Liaison station set up"),
    "station_changed": gettext_lazy("Liaison station changed"),
    "station_closed": gettext_lazy("Liaison station closed"),
    "liaison_named": gettext_lazy("Liaison named"),
    "liaison_ended": gettext_lazy("Term of a liaison ended"),
    "training_recorded": gettext_lazy("Training recorded"),
    "charge_named": gettext_lazy("Person in charge named"),
    "charge_ended": gettext_lazy("Person in charge ended"),
    "people_searched": gettext_lazy("People searched by number"),
    "vault_rotated": gettext_lazy("Key of the vault changed"),
    **ACTS,
    "round_opened": gettext_lazy("Round of scores opened"),
    "round_scored": gettext_lazy("Scores given in a round"),
    "round_closed": gettext_lazy("Round of scores closed"),
    "figures_renewed": gettext_lazy("Figures of an assessment renewed"),
    "webhook_added": gettext_lazy("Robot or program connected"),
    "webhook_changed": gettext_lazy("Connection of a robot or program changed"),
    "webhook_removed": gettext_lazy("Robot or program disconnected"),
    "mail_address_changed": gettext_lazy("Own e-mail address changed"),
}
FACTS = {
    "username": gettext_lazy("user name"),
    "host": gettext_lazy("from host"),
    "rows": gettext_lazy("rows"),
    "added": gettext_lazy("of them added"),
    "address": gettext_lazy("address"),
    "station": gettext_lazy("liaison station"),
    "topic": gettext_lazy("topic"),
    "duty": gettext_lazy("duty"),
    "department": gettext_lazy("department"),
    "areas": gettext_lazy("areas"),
    "post": gettext_lazy("post"),
    "since": gettext_lazy("since"),
    "until": gettext_lazy("until"),
    "by": gettext_lazy("searched by"),
    "found": gettext_lazy("people found"),
    "key": gettext_lazy("new key"),
    "retired": gettext_lazy("retired keys"),
    **ACCOUNT_FACTS,
    "name": gettext_lazy("name"),
    "edition": gettext_lazy("assessment"),
    "line": gettext_lazy("line"),
    "closes_on": gettext_lazy("closes on"),
    "scores": gettext_lazy("scores that stand"),
    "snapshot": gettext_lazy("snapshot"),
}
TYPED = {"q"}
NOBODY = "-"
NO_KEY = -1


@dataclass(frozen=True)
class AuditFilters(Filters):
    """What the page is narrowed by; `who` is a user name, or NOBODY for events without a signed-in user."""

    who: str = ""
    action: str = ""
    record: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """An event as the page shows it; of a record the reader may not see, `is_shut`, only its code and what was done."""

    at: datetime
    who: str
    what: str
    record: Record | None
    is_shut: bool
    note: str
    facts: tuple[tuple[str, str], ...]


def action_names() -> dict[str, str]:
    """Return every action there can be, with its name: the steps of all mechanisms and what the register writes itself."""
    steps: dict[str, dict[str, None]] = {}
    for kind in kinds().values():
        for step in kind.workflow.steps:
            steps.setdefault(step.name, {})[str(step.label)] = None
    named = {name: " / ".join(labels) for name, labels in steps.items()}
    own = {name: label for kind in kinds().values() for name, label in kind.actions.items()}
    return {name: str(label) for name, label in {**ACTIONS, **own, **named, **WITHOUT_RECORD}.items()}


def narrowed(filters: AuditFilters) -> QuerySet[AuditEvent]:
    """Return the events that pass all filters, newest first."""
    keep = {}
    if filters.who:
        keep["actor"] = None if filters.who == NOBODY else _key(User.objects.filter(username=filters.who))
    if filters.action:
        keep["action"] = filters.action
    if filters.record:
        keep["record"] = _key(Record.objects.filter(code=filters.record))
    if filters.since:
        keep["at__gte"] = _midnight(filters.since)
    if filters.until:
        keep["at__lt"] = _midnight(filters.until + timedelta(days=1))
    return AuditEvent.objects.filter(**keep).order_by("-at", "-pk")


def _key(rows: QuerySet) -> int:
    """Return the key of the one row there is, or one that no row has: a plain value lets the indexes be used in order."""
    return rows.values_list("pk", flat=True).first() or NO_KEY


def _midnight(day: date) -> datetime:
    """Return the beginning of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def stretch(events: QuerySet[AuditEvent], start: int, end: int, reader: User) -> list[Line]:
    """Return a stretch of the events worded for a reader: the rows are chosen by narrow keys, then joined."""
    keys = list(events.values_list("pk", flat=True)[start:end])
    return list(lines_of(AuditEvent.objects.filter(pk__in=keys).order_by("-at", "-pk"), reader))


def lines_of(events: QuerySet[AuditEvent], reader: User) -> Iterator[Line]:
    """Word events for a reader, in one query however many there are."""
    seen = Record.objects.visible_to(reader).filter(pk=OuterRef("record"))
    joined = events.select_related("actor", "record__rule_set").annotate(is_seen=Exists(seen))
    return map(line_of, joined.iterator(chunk_size=2000))


def line_of(event: AuditEvent) -> Line:
    """Word one event that carries `is_seen`: whether the reader may see its record."""
    if event.record is None:
        return Line(event.at, who(event.actor, "—", event.facts), _title(event), None, False, event.note, tuple(_facts(event)))
    entry = timeline_entry(event.record, event)
    if not event.is_seen:
        return Line(event.at, entry.actor, entry.title, event.record, True, "", ())
    return Line(event.at, entry.actor, entry.title, event.record, False, entry.note, entry.facts)


def _title(event: AuditEvent) -> str:
    return str(WITHOUT_RECORD.get(event.action, event.action))


def _facts(event: AuditEvent) -> Iterable[tuple[str, str]]:
    for name, value in event.facts.items():
        if name not in KEYS:
            yield str(FACTS.get(name, name)), _worded(name, value)


def _worded(name: str, value: str) -> str:
    match name:
        case "address":
            return unquote(value)
        case "by":
            return str(PersonIndex.Kind(value).label)
    return value


def note_export(*, address: str, rows: int, actor: User, at: datetime) -> AuditEvent:
    """Write down that somebody took a list away; `address` is the path asked for, with its filters.

    Words typed to search by may be somebody's name, and the trail is kept for ever: that there were some is written.
    """
    facts = {"address": _without_words(address), "rows": str(rows), **behalf_of_all(actor)}
    return AuditEvent.objects.create(at=at, actor=actor, action=EXPORTED, facts=facts)


def _without_words(address: str) -> str:
    path, _mark, query = address.partition("?")
    given = parse_qsl(query, keep_blank_values=True)
    if not any(name in TYPED and value for name, value in given):
        return address
    return f"{path}?{urlencode([(name, '…' if name in TYPED and value else value) for name, value in given])}"


def write_act(action: str, actor: User | None, note: str, facts: Mapping[str, str]) -> None:
    """Write down what concerns no record, at the clock's time, for boxes left of this one; see `core.trail`."""
    AuditEvent.objects.create(at=now(), actor=actor, action=action, note=note, facts=dict(facts))
