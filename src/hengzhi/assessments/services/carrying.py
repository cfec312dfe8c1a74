"""What a correcting edition takes over from the one before it."""

from collections.abc import Sequence
from datetime import datetime

from hengzhi.assessments.models import Ballot, Edition, LineEntry, Objection, Round
from hengzhi.core.calendar import WorkCalendar
from hengzhi.register.models import Record
from hengzhi.register.services import move

OWN = ("pk", "id", "sheet", "entry", "round", "edition")


def carry_over(
    previous: Edition, edition: Edition, records: Sequence[Record], *, actor, at: datetime, calendar: WorkCalendar
) -> None:
    """Put what people gave in an edition on the sheets of the next, and open these to objections at once.

    Scores, decisions and independent scores keep who gave them and when.
    """
    sheets = {record.department_id: record.pk for record in records}
    entries = _carry_entries(previous, sheets)
    _carry_objections(previous, entries)
    _carry_rounds(previous, edition)
    for record in records:
        move(record, "carry_over", actor=actor, at=at, calendar=calendar)


def _carry_entries(previous: Edition, sheets: dict[int, int]) -> dict[int, LineEntry]:
    """Fill the lines of the new sheets; return them by the key of the line they were taken from."""
    waiting = {(entry.sheet_id, entry.line): entry for entry in LineEntry.objects.filter(sheet__in=sheets.values())}
    carried: dict[int, LineEntry] = {}
    before = LineEntry.objects.filter(sheet__edition=previous).select_related("sheet__record").prefetch_related("evidence")
    for old in before:
        new = waiting.get((sheets.get(old.sheet.record.department_id), old.line))
        if new is None:
            continue
        for name in _columns(LineEntry, "line"):
            setattr(new, name, getattr(old, name))
        carried[old.pk] = new
    LineEntry.objects.bulk_update(carried.values(), _columns(LineEntry, "line"))
    for old in before:
        if old.pk in carried and old.evidence.all():
            carried[old.pk].evidence.set(old.evidence.all())
    return carried


def _carry_objections(previous: Edition, entries: dict[int, LineEntry]) -> None:
    for old in Objection.objects.filter(entry__sheet__edition=previous, entry__in=entries).prefetch_related("evidence"):
        new = Objection(entry=entries[old.entry_id], **{name: getattr(old, name) for name in _columns(Objection)})
        new.save(force_insert=True)
        new.evidence.set(old.evidence.all())


def _carry_rounds(previous: Edition, edition: Edition) -> None:
    for old in Round.objects.filter(edition=previous).prefetch_related("ballots"):
        new = Round.objects.create(edition=edition, **{name: getattr(old, name) for name in _columns(Round)})
        Ballot.objects.bulk_create(
            Ballot(round=new, **{name: getattr(ballot, name) for name in _columns(Ballot)}) for ballot in old.ballots.all()
        )


def _columns(model: type, *without: str) -> list[str]:
    """Return the columns of a table that say something, not where the row belongs."""
    return [field.name for field in model._meta.concrete_fields if field.name not in (*OWN, *without)]
