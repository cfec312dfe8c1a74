"""What a record page shows of the register's trail: the timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.core.models import in_language
from hengzhi.register.behalf import KEYS, who
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.strip import cause_name, clock_name
from hengzhi.register.workflow import Step

ACTIONS = {
    "open": gettext_lazy("Registered"),
    "assigned": gettext_lazy("Handed to a handler"),
    "shared": gettext_lazy("Supporting departments set"),
    "identity_opened": gettext_lazy("Identity opened"),
    "clock_paused": gettext_lazy("Deadline paused"),
    "clock_resumed": gettext_lazy("Deadline goes on"),
    "clock_restarted": gettext_lazy("Deadline started anew"),
    "clock_postponed": gettext_lazy("Due date changed"),
    "clock_moved": gettext_lazy("Due date moved by the calendar"),
    "extension_asked": gettext_lazy("More time asked for"),
    "extension_granted": gettext_lazy("More time granted"),
    "extension_refused": gettext_lazy("More time refused"),
    "identity_corrected": gettext_lazy("Identity corrected"),
    "identity_erased": gettext_lazy("Identity erased"),
    "person_added": gettext_lazy("Person added"),
    "hold_set": gettext_lazy("Hold set"),
    "hold_lifted": gettext_lazy("Hold lifted"),
    "evidence_offered": gettext_lazy("File offered as evidence"),
    "evidence_accepted": gettext_lazy("File accepted as evidence"),
    "evidence_returned": gettext_lazy("File returned"),
    "evidence_withdrawn": gettext_lazy("File withdrawn"),
    "comment_added": gettext_lazy("Remark written"),
    "comment_withdrawn": gettext_lazy("Remark withdrawn"),
    "paper_made": gettext_lazy("Official form made"),
    "advisory_changed": gettext_lazy("Text changed"),
    "disclosure_told": gettext_lazy("Business told of the publication"),
    "disclosure_objected": gettext_lazy("Business objected to the publication"),
    "objection_upheld": gettext_lazy("Kept back after the objection"),
    "objection_rejected": gettext_lazy("Objection rejected"),
    "disclosed": gettext_lazy("Made public"),
    "disclosure_withdrawn": gettext_lazy("Taken off the public page"),
}


TOLD_FACTS = {
    "handler": gettext_lazy("handler"),
    "before": gettext_lazy("handler before"),
    "clock": gettext_lazy("deadline"),
    "cause": gettext_lazy("cause"),
    "document": gettext_lazy("document"),
    "from": gettext_lazy("from"),
    "to": gettext_lazy("to"),
    "edition": gettext_lazy("edition of the calendar"),
}


@dataclass(frozen=True)
class TimelineEntry:
    at: datetime
    actor: str
    title: str
    note: str
    facts: tuple[tuple[str, str], ...]


def timeline(record: Record) -> list[TimelineEntry]:
    """Return what happened to a record, newest first."""
    return [timeline_entry(record, event) for event in record.events.select_related("actor").order_by("-pk")]


def timeline_entry(record: Record, event: AuditEvent) -> TimelineEntry:
    """Word one event for people."""
    step = record.kind_of.workflow.step(event.action)
    title = _step_title(record, event, step) if step else _action(record, event.action)
    facts = tuple(_step_facts(record, event) if step else _other_facts(record, event))
    return TimelineEntry(event.at, who(event.actor, record.kind_of.nobody, event.facts), title, event.note, facts)


def _told(event: AuditEvent) -> Iterator[tuple[str, str]]:
    """Yield the facts of an event but for whom it was done, which its title line says."""
    return ((name, value) for name, value in event.facts.items() if name not in KEYS)


def _step_title(record: Record, event: AuditEvent, step: Step) -> str:
    """Word a step in the words of the record's rules, with the state it led to where it is another."""
    label = record.word(f"step.{step.name}", step.label)
    if event.target == event.source:
        return label
    return f"{label} → {record.word(f'state.{event.target}', record.kind_of.workflow.label(event.target))}"


def _step_facts(record: Record, event: AuditEvent) -> Iterator[tuple[str, str]]:
    columns = record.kind_of.model._meta
    for name, value in _told(event):
        yield str(columns.get_field(name).verbose_name), _fact(record, name, value)


def _other_facts(record: Record, event: AuditEvent) -> Iterator[tuple[str, str]]:
    """Word what happened to a clock and who handles a record; other events carry facts for the trail, not for people."""
    if not {"clock", "handler"} & event.facts.keys():
        return
    for name, value in _told(event):
        yield str(TOLD_FACTS.get(name, name)), _other_fact(record, event, name, value)


def _other_fact(record: Record, event: AuditEvent, name: str, value: str) -> str:
    match name:
        case "clock":
            return clock_name(record, value)
        case "cause":
            return cause_name(record, event.facts["clock"], value)
    return value


def _action(record: Record, action: str) -> str:
    return str({**ACTIONS, **record.kind_of.actions}.get(action, action))


def _fact(record: Record, name: str, value: str) -> str:
    """Word a fact: a ground by its name in the rules it was judged by, money with its unit."""
    if name.endswith("_yuan"):
        return _("%(amount)s yuan") % {"amount": f"{Decimal(value):,.2f}"}
    named = dict(record.kind_of.model._meta.get_field(name).flatchoices)
    if value in named:
        return str(named[value])
    grounds = record.rule_set.grounds.get(name.removesuffix("_ground"), []) if record.rule_set else []
    return next((in_language(entry["zh"], entry["en"]) for entry in grounds if entry["code"] == value), value)
