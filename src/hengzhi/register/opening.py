"""Entering many records at once by the rules of `services.open_record`: some ten statements, however many there are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Model

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.organisations.models import Area, Department
from hengzhi.register.behalf import behalf
from hengzhi.register.clocks import nearest, opening_clocks
from hengzhi.register.kinds import Kind
from hengzhi.register.models import AuditEvent, Clock, Record, SearchText
from hengzhi.register.models import Sequence as Numbers
from hengzhi.register.rules import rule_set_in_force
from hengzhi.register.search import search_text
from hengzhi.register.services import words_of
from hengzhi.register.vault.models import PersonIndex, PersonLink
from hengzhi.register.vault.naming import pattern_of, without
from hengzhi.register.vault.people import index_of, links_of
from hengzhi.register.vault.sealing import unseal


@dataclass(frozen=True)
class Opening:
    """A record to be entered with its mechanism's own row; `at` is when it was received."""

    kind: Kind
    title: str
    department: Department
    area: Area | None
    at: datetime
    detail: Model
    confidentiality: str = Record.Confidentiality.NORMAL
    note: str = ""


@transaction.atomic
def open_records(openings: Sequence[Opening], *, actor, at: datetime, calendar: WorkCalendar) -> list[Record]:
    """Enter records, start their first clocks and write the trail; `at` is when all this is written down.

    Each row is as `open_record` would have made it, but for the trail's instant: the record was received before.
    Raises ValidationError for a value its column does not take.
    """
    records = [_record(one, code) for one, code in zip(openings, _codes(openings), strict=True)]
    clocks = [_clocks(record, one, calendar) for record, one in zip(records, openings, strict=True)]
    Record.objects.bulk_create(records)
    for record, one, started in zip(records, openings, clocks, strict=True):
        one.detail.record = record
        one.detail.clean_fields(exclude=_relations(one.detail))
        for clock in started:
            clock.record = record
    _create([one.detail for one in openings])
    links = PersonLink.objects.bulk_create(
        link for record, one in zip(records, openings, strict=True) for link in links_of(record, one.detail)
    )
    PersonIndex.objects.bulk_create(index_of(links))
    SearchText.objects.bulk_create(
        search_text(record, words_of(record, one.detail)) for record, one in zip(records, openings, strict=True)
    )
    Clock.objects.bulk_create(clock for started in clocks for clock in started)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at, actor=actor, record=record, action="open", target=record.state, note=_nameless(record, one),
            facts=behalf(actor, one.kind.see, record),
        )
        for record, one in zip(records, openings, strict=True)
    )
    return records


def _record(one: Opening, code: str) -> Record:
    day = local_day(one.at)
    rules = rule_set_in_force(one.kind.rules, one.department.kind, day) if one.kind.rules else None
    record = Record(
        kind=one.kind.code, code=code, title=one.title, state=one.kind.workflow.start, state_since=one.at,
        opened_at=one.at, opened_on=day, department=one.department, area=one.area,
        confidentiality=one.confidentiality, rule_set=rules,
    )
    record.clean_fields(exclude=_relations(record))
    return record


def _clocks(record: Record, one: Opening, calendar: WorkCalendar) -> list[Clock]:
    """Return the record's first clocks and note the nearest due date on it; its own row says what was agreed."""
    one.detail.record = record
    clocks = opening_clocks(record, calendar)
    record.due_on = nearest(clocks)
    return clocks


def _nameless(record: Record, one: Opening) -> str:
    """Return the note without the record's people: the trail is kept for ever, and a file may be called by a name."""
    note = one.note
    for link in links_of(record, one.detail) if note else ():
        if pattern := pattern_of(unseal(link.person)):
            note = without(note, pattern)
    return note


def _relations(row: Model) -> list[str]:
    """Return the columns that refer to other rows: the database itself checks those."""
    return [field.name for field in row._meta.concrete_fields if field.is_relation]


def _codes(openings: Sequence[Opening]) -> Iterator[str]:
    """Give out numbers in order, one stretch for each prefix and year."""
    names = [f"{one.kind.prefix}{local_day(one.at).year}" for one in openings]
    last = {name: _given_out(name, count) - count for name, count in sorted(Counter(names).items())}
    for name in names:
        last[name] += 1
        yield f"{name}-{last[name]:05d}"


def _given_out(name: str, count: int) -> int:
    """Give out so many numbers at once and return the last."""
    Numbers.objects.get_or_create(name=name)
    Numbers.objects.filter(name=name).update(last=F("last") + count)
    return Numbers.objects.get(name=name).last


def _create(details: list[Model]) -> None:
    by_model: dict[type[Model], list[Model]] = {}
    for detail in details:
        by_model.setdefault(type(detail), []).append(detail)
    for model, rows in by_model.items():
        model._default_manager.bulk_create(rows)
