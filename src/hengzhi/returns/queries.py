"""Reads over returns, shaped for pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from hengzhi.accounts.models import RoleTerm
from hengzhi.core.calendar import Limit, Unit, WorkCalendar, deadline
from hengzhi.core.due import SOON_WORKDAYS
from hengzhi.core.filters import Filters
from hengzhi.core.periods import Period
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of
from hengzhi.register.search import found
from hengzhi.returns.checks import Surroundings
from hengzhi.returns.definition import Among, Item, Outlier
from hengzhi.returns.entries import Entry
from hengzhi.returns.models import Form, Return, Value, Version
from hengzhi.returns.permissions import ACCEPT, ENTER
from hengzhi.returns.workflow import EDITABLE, ReturnState

KIND = "return"
VIEWS = {
    "owed": Q(state__in=EDITABLE),
    "back": Q(state__in=[ReturnState.RETURNED, ReturnState.REVISION]),
    "submitted": Q(state=ReturnState.SUBMITTED),
    "accepted": Q(state=ReturnState.ACCEPTED),
    "all": Q(),
}


@dataclass(frozen=True)
class ReturnFilters(Filters):
    """What a list is narrowed by; everything lives in the address."""

    q: str = ""
    form: str = ""
    department: str = ""
    period: str = ""


def returns_seen_by(user) -> QuerySet[Record]:
    """Return the returns `user` may know of, newest first."""
    return Record.objects.visible_to(user).filter(kind=KIND)


def with_details(records: QuerySet[Record]) -> QuerySet[Record]:
    """Join what a line of the list shows."""
    return records.select_related("department", "handler", "rule_set", "reported__form", "reported__department")


def narrowed(records: QuerySet[Record], filters: ReturnFilters) -> QuerySet[Record]:
    """Keep the records that all filters let through; a year lets its months and quarters through."""
    plain = {
        "reported__form_code": filters.form, "department__code": filters.department,
        "reported__period__startswith": filters.period,
    }
    records = records.filter(**{name: value for name, value in plain.items() if value})
    return found(records, filters.q) if filters.q else records


def view_counts(records: QuerySet[Record], on: date) -> dict[str, int]:
    """Count the records of every saved view in one query."""
    views = {**VIEWS, "late": Q(is_open=True, due_on__lt=on)}
    return records.aggregate(**{name: Count("pk", filter=rule or None) for name, rule in views.items()})


def in_view(records: QuerySet[Record], view: str, on: date) -> QuerySet[Record]:
    """Keep the records of a saved view; owed and late ones come with the nearest due date first."""
    if view == "late":
        return records.overdue(on).order_by("due_on", "pk")
    shown = records.filter(VIEWS.get(view, Q()))
    return shown.order_by("due_on", "pk") if view in {"owed", "back"} else shown


def may_decide(record: Record, user) -> bool:
    """Say whether a user may accept a return or send it back: for the whole district, or for the form's own department."""
    reach = reach_of(user, ACCEPT)
    return reach.is_everywhere or record.reported.form.owner_id in reach.departments


def working_version(row: Return) -> Version | None:
    """Return the version being worked on, None while the return is handed in or accepted."""
    return row.versions.filter(submitted_at__isnull=True).first()


def entries_of(version: Version | None) -> dict[str, Entry]:
    """Return what a version says, by item; nothing for no version."""
    return {} if version is None else {value.item: value.entry for value in version.values.all()}


def versions_of(row: Return) -> list[Version]:
    """Return the versions of a return with their values, newest first, in two queries."""
    versions = row.versions.select_related("submitted_by", "decided_by").prefetch_related("values")
    return list(versions.order_by("-number"))


def surroundings(row: Return) -> Surroundings:
    """Return what the values of a return are compared with, in at most four queries."""
    structure = row.form.structure
    earlier = _earlier(row)
    outliers = [check for check in structure.checks if isinstance(check, Outlier)]
    others, items = _others(row, structure.names_forms())
    return Surroundings(
        last=earlier.get(row.span.before().text, {}), history=_numbers(earlier[name] for name in sorted(earlier)),
        peers=_peers(row) if any(check.among is Among.PEERS for check in outliers) else {},
        others=others, items=items, is_partial=row.is_partial,
    )


def _in_force() -> QuerySet[Value]:
    return Value.objects.filter(version__in=Version.objects.in_force())


def _earlier(row: Return) -> dict[str, dict[str, Entry]]:
    """Return the department's entries of earlier periods by period; parts of a period are left out."""
    same = _in_force().filter(
        version__of__form_code=row.form_code, version__of__department=row.department_id,
        version__of__starts_on__lt=row.starts_on,
    )
    earlier: dict[str, dict[str, Entry]] = {}
    for value in same.select_related("version__of"):
        if not value.version.of.is_partial:
            earlier.setdefault(value.version.of.period, {})[value.item] = value.entry
    return earlier


def _peers(row: Return) -> dict[str, list[Decimal]]:
    same = _in_force().filter(version__of__form_code=row.form_code, version__of__period=row.period, number__isnull=False)
    numbers: dict[str, list[Decimal]] = {}
    for item, number in same.exclude(version__of=row).values_list("item", "number"):
        numbers.setdefault(item, []).append(number)
    return numbers


def _numbers(periods: Iterable[dict[str, Entry]]) -> dict[str, list[Decimal]]:
    numbers: dict[str, list[Decimal]] = {}
    for entries in periods:
        for item, entry in entries.items():
            if entry.number is not None:
                numbers.setdefault(item, []).append(entry.number)
    return numbers


def _others(row: Return, codes: set[str]) -> tuple[dict[tuple[str, str], Entry], dict[tuple[str, str], Item]]:
    """Return what the department reports for the period on other forms, and what those items are."""
    if not codes:
        return {}, {}
    same = _in_force().filter(
        version__of__form_code__in=codes, version__of__department=row.department_id, version__of__period=row.period,
    )
    entries = {(value.version.of.form_code, value.item): value.entry for value in same.select_related("version__of")}
    forms = {form.code: form.structure for form in Form.objects.filter(code__in=codes).order_by("version")}
    items = {(form.code, item.code): item for form in forms.values() for item in form.items}
    return entries, items


def forms_in_force(on: date) -> list[Form]:
    """Return the version of every form that is in force on a day, by code."""
    forms = Form.objects.select_related("owner").filter(valid_from__lte=on).order_by("code", "version")
    newest = {form.code: form for form in forms if form.structure.is_in_force(on)}
    return list(newest.values())


def rounds_around(day: date) -> list[tuple[Form, Period]]:
    """Return each form with the period that holds a day and the one before, each in the version its first day asks for."""
    starts = {form.structure.period_of(day) for form in Form.objects.all()}
    spans = {span for start in starts for span in (start, start.before())}
    return [
        (form, span) for span in sorted(spans) for form in forms_in_force(span.first) if form.structure.fits(span)
    ]


@dataclass(frozen=True)
class Wanted:
    """A department with the returns it owes, and who speaks for it."""

    department: Department
    records: list[Record]
    liaisons: list[str]


def wanted_soon(user, on: date, calendar: WorkCalendar) -> list[Wanted]:
    """Return what is late or due within three working days, by department, in two queries."""
    until = deadline(on, Limit(SOON_WORKDAYS, Unit.WORKING), calendar).due_on
    open_ones = returns_seen_by(user).filter(state__in=EDITABLE, due_on__lte=until)
    groups: dict[Department, list[Record]] = {}
    for record in with_details(open_ones).order_by("department__position", "due_on", "pk"):
        groups.setdefault(record.department, []).append(record)
    liaisons = _liaisons([department.pk for department in groups], on)
    return [Wanted(department, records, liaisons.get(department.pk, [])) for department, records in groups.items()]


def _liaisons(departments: list[int], on: date) -> dict[int, list[str]]:
    """Return the names of those who hand in for each department."""
    names: dict[int, list[str]] = {}
    terms = RoleTerm.objects.held_on(on).filter(department__in=departments).select_related("role", "user")
    for term in terms:
        if ENTER.code in term.role.permissions:
            names.setdefault(term.department_id, []).append(str(term.user))
    return names
