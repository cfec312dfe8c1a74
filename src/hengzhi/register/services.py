"""Writes to the register: opening a record, moving it, numbering."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Area, Department
from hengzhi.register.behalf import behalf
from hengzhi.register.clocks import nearest, opening_clocks, turn
from hengzhi.register.kinds import Kind
from hengzhi.register.models import AuditEvent, Record, Sequence, Sharing
from hengzhi.register.rules import rule_set_in_force
from hengzhi.register.search import note as note_for_search
from hengzhi.register.vault.naming import refuse_naming
from hengzhi.register.vault.people import link_people
from hengzhi.register.workflow import HERE, ON_THE_DAY, ONE_MORE, WHERE_IT_LIES, Marker, Step


def next_code(prefix: str, year: int) -> str:
    """Give out the next number of a year, as `T2012-04123`; call inside the transaction that uses it."""
    name = f"{prefix}{year}"
    return f"{name}-{next_number(name):05d}"


def next_number(sequence: str) -> int:
    """Give out the next number of a sequence; call inside the transaction that uses it."""
    Sequence.objects.get_or_create(name=sequence)
    Sequence.objects.filter(name=sequence).update(last=F("last") + 1)
    return Sequence.objects.get(name=sequence).last


@transaction.atomic
def open_record(
    *, kind: Kind, title: str, department: Department, area: Area | None, at: datetime, actor, calendar: WorkCalendar,
    detail: Model, confidentiality: str = Record.Confidentiality.NORMAL, handler=None, note: str = "",
) -> Record:
    """Enter a record with its mechanism's own row, start its first clock and write the trail.

    The people whom the row names are linked with the record; raises Refused when the note names one of them.
    """
    day = local_day(at)
    rules = rule_set_in_force(kind.rules, department.kind, day) if kind.rules else None
    record = Record(
        kind=kind.code, code=next_code(kind.prefix, day.year), title=title, state=kind.workflow.start, state_since=at,
        opened_at=at, opened_on=day, department=department, area=area, handler=handler,
        confidentiality=confidentiality, rule_set=rules,
    )
    record.full_clean()
    record.save()
    detail.record = record
    detail.full_clean()
    detail.save(force_insert=True)
    link_people(record, detail)
    refuse_naming(record, note)
    note_for_search(record, words_of(record, detail))
    _start_clocks(record, calendar)
    AuditEvent.objects.create(
        at=at, actor=actor, record=record, action="open", target=record.state, note=note, facts=behalf(actor, kind.see, record)
    )
    return record


def move(
    record: Record, name: str, *, actor, at: datetime, calendar: WorkCalendar, note: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Take `record` through step `name`, set its new due date and write the trail, all or nothing.

    Raises Refused with the reason: a step the state, the permissions, a guard or the facts do not allow, a note that
    names a person of the record, or a record that somebody else has moved in the meantime.
    """
    flow = record.kind_of.workflow
    if reason := flow.refusal(record, name, actor, note, facts):
        raise Refused(reason)
    step = flow.step(name)
    given = _clean(record, step, facts or {})
    refuse_naming(record, note, *(str(value) for value in given.values()))
    seen, target = record.state, record.state if step.target == HERE else step.target
    for_whom = behalf(actor, step.permission, record)
    with transaction.atomic():
        rows = Record.objects.filter(pk=record.pk, state=seen)
        changes = {"state": target, "is_open": target not in flow.final}
        if step.target != HERE:
            changes |= {"state_since": at, "came_back": step.leads in ("back", "again")}
        if not rows.update(**changes):
            raise Refused(_("Someone else has just moved this record. Reload the page."))
        _set(record, {**given, **_own(step, record, local_day(at))})
        record.refresh_from_db()
        if step.hands_to:
            _hand_over(record, getattr(record.detail, step.hands_to), is_given_back=step.leads == "back")
        turn(record, step, local_day(at), calendar)
        AuditEvent.objects.create(
            at=at, actor=actor, record=record, action=name, source=seen, target=target, note=note.strip(),
            facts={fact: _text(record, fact, value) for fact, value in given.items()} | for_whom,
        )


@transaction.atomic
def share(record: Record, departments: Iterable[Department], *, actor, at: datetime) -> None:
    """Open a record to exactly these departments beside its own; says in the trail what changed, if anything did.

    Raises Refused for a confidential record.
    """
    wanted = {department.pk: department for department in departments if department.pk != record.department_id}
    if record.is_confidential and wanted:
        raise Refused(_("A confidential record is not shared with other departments."))
    known = {department.pk: department for department in record.shared_with.all()}
    if wanted.keys() == known.keys():
        return
    record.shared_with.set(wanted.values())
    names = {
        "added": [department.code for key, department in wanted.items() if key not in known],
        "removed": [department.code for key, department in known.items() if key not in wanted],
    }
    facts = {name: ", ".join(codes) for name, codes in names.items() if codes} | behalf(actor, record.kind_of.see, record)
    AuditEvent.objects.create(at=at, actor=actor, record=record, action="shared", facts=facts)


def words_of(record: Record, detail: Model) -> str:
    """Return all that a record is found by."""
    return f"{record.code} {record.title} {record.kind_of.text(detail)}"


def _clean(record: Record, step: Step, facts: Mapping[str, object]) -> dict[str, object]:
    """Return the facts the step asks for as their columns want them; raises Refused naming the one that is wrong."""
    given = {}
    for fact in (*step.facts, *(fact for fact in step.asks if facts.get(fact) not in (None, ""))):
        column = record.kind_of.model._meta.get_field(fact)
        value = facts[fact]
        try:
            given[fact] = column.clean(value.pk if isinstance(value, Model) else value, None)
        except ValidationError as error:
            reason = _("%(name)s: %(why)s") % {"name": column.verbose_name, "why": " ".join(error.messages)}
            raise Refused(reason) from error
    return given


def _text(record: Record, fact: str, value: object) -> str:
    """Return a fact as the trail keeps it: another row by its name."""
    column = record.kind_of.model._meta.get_field(fact)
    return str(column.related_model.objects.get(pk=value)) if column.is_relation else str(value)


def _own(step: Step, record: Record, day: date) -> dict[str, object]:
    """Return what the step sets by itself, ready for the database."""
    meant = {
        ON_THE_DAY: lambda column: day, ONE_MORE: lambda column: F(column) + 1,
        WHERE_IT_LIES: lambda column: record.department_id,
    }
    return {
        column: meant[value](column) if isinstance(value, Marker) else value for column, value in step.sets.items()
    }


def _hand_over(record: Record, department: Department, *, is_given_back: bool) -> None:
    """Let a department have a record: nobody there handles it yet, and the rules are those that bind it.

    Where the kind shares sight, who hands a record on keeps it in sight; who gives it back does not.
    """
    if record.kind_of.shared and not is_given_back:
        Sharing.objects.get_or_create(record=record, department=record.department)
    Sharing.objects.filter(record=record, department=department).delete()
    family = record.kind_of.rules
    rules = rule_set_in_force(family, department.kind, record.opened_on) if family else None
    record.department, record.rule_set, record.handler = department, rules, None
    record.save(update_fields=["department", "rule_set", "handler"])


def _set(record: Record, values: Mapping[str, object]) -> None:
    if values:
        record.kind_of.model._default_manager.filter(record=record).update(**values)


def _start_clocks(record: Record, calendar: WorkCalendar) -> None:
    """Start the clocks of the state the record begins in and note the nearest due date on the register."""
    clocks = opening_clocks(record, calendar)
    for clock in clocks:
        clock.save()
    if clocks:
        record.due_on = nearest(clocks)
        record.save(update_fields=["due_on"])
