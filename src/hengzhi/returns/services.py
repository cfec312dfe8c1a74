"""Writes to returns: opening a round, entering values, handing in, deciding, reopening, moving a due day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.core.periods import Period
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.register.opening import Opening, open_records
from hengzhi.register.services import move, share
from hengzhi.returns.checks import findings, unexplained
from hengzhi.returns.entries import Entry
from hengzhi.returns.kinds import RETURN_KIND
from hengzhi.returns.models import Form, Return, Value, Version
from hengzhi.returns.permissions import ACCEPT, ENTER
from hengzhi.returns.queries import entries_of, may_decide, surroundings
from hengzhi.returns.rounds import Owed, due_on, owed


def owed_now(form: Form, span: Period) -> list[Owed]:
    """Return who owes a form for a period and has no return for it yet."""
    have = set(Return.objects.filter(form_code=form.code, period=span.text).values_list("department", flat=True))
    return [one for one in owed(form.structure, span, Department.objects.all()) if one.department.pk not in have]


@transaction.atomic
def open_round(
    *, form: Form, span: Period, wanted: Sequence[Owed], actor, at: datetime, calendar: WorkCalendar
) -> list[Record]:
    """Open the returns of a form for a period, each with a due day and an empty first version."""
    if not wanted:
        return []
    opened_on, structure = local_day(at), form.structure
    openings = [
        Opening(kind=RETURN_KIND, title=f"{form.name_zh} {span.zh}", department=one.department, area=None, at=at, detail=Return(
            form=form, form_code=form.code, department=one.department, period=span.text, starts_on=one.starts_on,
            ends_on=one.ends_on, due_on=due_on(structure, one, opened_on, calendar), unexplained=len(structure.items),
        ))
        for one in wanted
    ]
    records = open_records(openings, actor=actor, at=at, calendar=calendar)
    if form.owner:
        for record in records:
            share(record, [form.owner], actor=actor, at=at)
    versions = Version.objects.bulk_create(Version(of_id=record.pk, number=1) for record in records)
    Value.objects.bulk_create(Value(version=version, item=item.code) for version in versions for item in structure.items)
    return records


def _working(record: Record) -> Version:
    """Return the version being worked on, held against others until the transaction ends; raises Refused without one."""
    version = Version.objects.select_for_update().filter(of=record.pk, submitted_at__isnull=True).first()
    if version is None:
        raise Refused(_("%(code)s has been handed in; its values can be changed only after it was sent back or reopened.") % {
            "code": record.code,
        })
    return version


@transaction.atomic
def save_entries(record: Record, entries: Mapping[str, Entry], *, actor, at: datetime) -> None:
    """Write down what is reported for some items; raises Refused without permission or once the return is handed in."""
    if not record.is_in_reach(actor, ENTER):
        raise Refused(_("You need the permission to %(what)s.") % {"what": ENTER.says})
    version = _working(record)
    values = {value.item: value for value in version.values.all()}
    changed = [values[item] for item, entry in entries.items() if item in values and values[item].entry != entry]
    for value in changed:
        entry = entries[value.item]
        value.status, value.number, value.text, value.note = entry.status, entry.number, entry.text, entry.note
    Value.objects.bulk_update(changed, ["status", "number", "text", "note"])
    Version.objects.filter(pk=version.pk).update(saved_at=at)
    recount(record.reported, version)


def recount(row: Return, version: Version) -> None:
    """Check a version and note on the return what bars its way."""
    entries = entries_of(version)
    found = findings(row.form.structure, entries, surroundings(row))
    row.impossible = sum(one.is_hard for one in found)
    row.unexplained = len({one.item for one in unexplained(found, entries)})
    Return.objects.filter(pk=row.pk).update(impossible=row.impossible, unexplained=row.unexplained)


@transaction.atomic
def submit_return(record: Record, *, actor, at: datetime, calendar: WorkCalendar, note: str = "") -> None:
    """Hand a return in: its version is shut from now on; raises Refused with what bars the way."""
    version = _working(record)
    recount(record.reported, version)
    move(record, "submit", actor=actor, at=at, calendar=calendar, note=note)
    Version.objects.filter(pk=version.pk).update(submitted_at=at, submitted_by=actor)
    Return.objects.filter(pk=record.pk, handed_in_on__isnull=True).update(handed_in_on=local_day(at))
    record.refresh_from_db()


def acceptance_refusal(record: Record, actor) -> str:
    """Return why `actor` may not accept a return now, or "" if they may."""
    if reason := record.kind_of.workflow.refusal(record, "accept", actor):
        return reason
    if not may_decide(record, actor):
        return _("The department that answers for the form decides, or the office; yours does not.")
    if record.reported.versions.filter(outcome="", submitted_by=actor).exists():
        return _("You handed %(code)s in yourself; somebody else decides.") % {"code": record.code}
    return ""


@transaction.atomic
def accept_return(record: Record, *, actor, at: datetime, calendar: WorkCalendar, note: str = "") -> None:
    """Accept what was handed in; nobody accepts what they handed in themselves."""
    if reason := acceptance_refusal(record, actor):
        raise Refused(reason)
    move(record, "accept", actor=actor, at=at, calendar=calendar, note=note)
    _decide(record, Version.Outcome.ACCEPTED, actor, at, note)


@transaction.atomic
def give_back(
    record: Record, *, reason: str, correct_by: date, remarks: Mapping[str, str], actor, at: datetime, calendar: WorkCalendar
) -> None:
    """Send a return back to be corrected by a day; `remarks` say of single items what is wrong with them."""
    _must_decide(record, actor)
    _must_lie_ahead(correct_by, at)
    move(record, "give_back", actor=actor, at=at, calendar=calendar, note=reason, facts={"correct_by": correct_by})
    version = _decide(record, Version.Outcome.RETURNED, actor, at, reason)
    _next_version(version, remarks)


@transaction.atomic
def reopen_return(record: Record, *, reason: str, correct_by: date, actor, at: datetime, calendar: WorkCalendar) -> None:
    """Open an accepted return for correction by a day; what was accepted counts until a new version is."""
    _must_decide(record, actor)
    _must_lie_ahead(correct_by, at)
    move(record, "reopen", actor=actor, at=at, calendar=calendar, note=reason, facts={"correct_by": correct_by})
    _next_version(record.reported.versions.order_by("-number")[0], {})


def _must_decide(record: Record, actor) -> None:
    """Refuse who may accept returns of other forms only; who may accept none is refused by the workflow."""
    if record.is_in_reach(actor, ACCEPT) and not may_decide(record, actor):
        raise Refused(_("The department that answers for the form decides, or the office; yours does not."))


def _must_lie_ahead(correct_by: date, at: datetime) -> None:
    if correct_by < local_day(at):
        raise Refused(_("%(day)s is over already; give a day to correct the return by.") % {"day": correct_by})


def _decide(record: Record, outcome: str, actor, at: datetime, reason: str) -> Version:
    version = record.reported.versions.order_by("-number")[0]
    version.outcome, version.decided_by, version.decided_at, version.reason = outcome, actor, at, reason.strip()
    version.save(update_fields=["outcome", "decided_by", "decided_at", "reason"])
    return version


def _next_version(version: Version, remarks: Mapping[str, str]) -> None:
    """Copy a version to work on; a remark stands beside its item in both."""
    values = list(version.values.order_by("pk"))
    for value in values:
        value.remark = remarks.get(value.item, "").strip()
    Value.objects.bulk_update(values, ["remark"])
    new = Version.objects.create(of_id=version.of_id, number=version.number + 1)
    Value.objects.bulk_create(
        Value(
            version=new, item=value.item, status=value.status, number=value.number, text=value.text, note=value.note,
            remark=value.remark,
        )
        for value in values
    )
