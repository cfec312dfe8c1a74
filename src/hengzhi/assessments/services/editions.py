"""Opening the assessment of a year, and renewing its figures until it is locked."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hengzhi.assessments.basis import Question, facts_in
from hengzhi.assessments.facts import fact_to_json
from hengzhi.assessments.kinds import SHEET_KIND
from hengzhi.assessments.models import AssessmentSheet, Edition, LineEntry, SchemeVersion
from hengzhi.assessments.permissions import MANAGE
from hengzhi.assessments.scheme import Scheme
from hengzhi.assessments.services.carrying import carry_over
from hengzhi.assessments.services.rights import must_be_open, must_hold
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.core.reference import site
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.models import Target
from hengzhi.organisations.models import Area, Department
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.opening import Opening, open_records
from hengzhi.snapshots.models import Snapshot


@transaction.atomic
def open_edition(
    *, year: int, scheme_version: SchemeVersion, snapshot: Snapshot, self_score_due_on: date, objections_due_on: date,
    actor, at: datetime, calendar: WorkCalendar, cause: str = "",
) -> Edition:
    """Open the assessment of a year with a sheet for every department there was at its end.

    Where the year has an edition already, this one corrects it and takes over what people put on its sheets; that one has
    to be locked and `cause` to say why. Raises Refused, or NoBasis where the snapshot lacks what the scheme needs.
    """
    must_hold(actor, MANAGE)
    previous = Edition.objects.filter(year=year).order_by("-number").first()
    number = _next_number(previous, cause)
    if not scheme_version.scheme.holds_in(year):
        raise Refused(_("The scheme “%(name)s” is not in force at the end of %(year)s.") % {
            "name": scheme_version.scheme.name, "year": year,
        })
    edition = Edition(
        code=f"{year}-{number}", year=year, number=number, scheme_version=scheme_version, snapshot=snapshot,
        facts=compute_facts(scheme_version.scheme, year, snapshot), previous=previous, cause=cause.strip(),
        self_score_due_on=self_score_due_on, objections_due_on=objections_due_on, opened_at=at, opened_by=actor,
    )
    edition.full_clean()
    edition.save()
    records = open_sheets(edition, assessed_departments(year), actor=actor, at=at, calendar=calendar)
    if previous:
        carry_over(previous, edition, records, actor=actor, at=at, calendar=calendar)
    return edition


@transaction.atomic
def renew_facts(edition: Edition, snapshot: Snapshot, *, actor, at: datetime) -> None:
    """Let an edition stand on another snapshot; raises Refused where it is locked, or NoBasis."""
    must_hold(actor, MANAGE)
    must_be_open(edition)
    edition.facts = compute_facts(edition.scheme, edition.year, snapshot)
    edition.snapshot = snapshot
    edition.save(update_fields=["facts", "snapshot"])
    trail.note_act("figures_renewed", MANAGE, actor=actor, at=at, facts={"edition": edition.code, "snapshot": snapshot.id})


def assessed_departments(year: int) -> list[Department]:
    """Return the departments there are at the end of a year."""
    return list(Department.objects.valid_on(date(year, 12, 31)))


def compute_facts(scheme: Scheme, year: int, snapshot: Snapshot) -> dict:
    """Return what a snapshot holds for every department by the definitions and targets in use, as JSON; see `facts_json`."""
    known = definitions()
    targets = Target.objects.filter(period=str(year), indicator__in=scheme.indicators)
    return facts_json(Question(
        manifest=snapshot.manifest, scheme=scheme, year=year, area=site().area_code,
        departments=tuple(department.code for department in assessed_departments(year)), definitions=known,
        targets={(target.indicator, target.held_by): target.value for target in targets},
    ))


def facts_json(question: Question) -> dict:
    """Return the digests of the definitions used and every department's facts by line, as JSON."""
    facts = facts_in(question)
    return {
        "definitions": {code: question.definitions[code].digest for code in sorted(question.scheme.indicators)},
        "departments": {
            department: {code: fact_to_json(fact) for code, fact in one.items()} for department, one in facts.items()
        },
    }


def open_sheets(
    edition: Edition, departments: Sequence[Department], *, actor, at: datetime, calendar: WorkCalendar
) -> list[Record]:
    """Open a sheet with its lines for every department."""
    area = Area.objects.filter(code=site().area_code).first()
    openings = [
        Opening(
            kind=SHEET_KIND, title=_title(edition, department), department=department, area=area, at=at,
            detail=AssessmentSheet(
                edition=edition, self_score_due_on=edition.self_score_due_on, objections_due_on=edition.objections_due_on
            ),
        )
        for department in departments
    ]
    records = open_records(openings, actor=actor, at=at, calendar=calendar)
    LineEntry.objects.bulk_create(
        LineEntry(sheet_id=record.pk, line=line.code)
        for record, department in zip(records, departments, strict=True)
        for line in edition.scheme.lines_of(department.code)
    )
    return records


def _next_number(previous: Edition | None, cause: str) -> int:
    if previous is None:
        return 1
    if not previous.is_locked:
        raise Refused(_("The assessment %(code)s is still open: correct it there.") % {"code": previous.code})
    if not cause.strip():
        raise Refused(_("Say why the locked assessment %(code)s is corrected.") % {"code": previous.code})
    return previous.number + 1


def _title(edition: Edition, department: Department) -> str:
    """Return the title of a sheet, which is kept in the site's language."""
    with translation.override("zh-hans"):
        title = _("Assessment of %(year)s: %(department)s") % {"year": edition.year, "department": department.short_zh}
        return title + (_(" (edition %(number)s)") % {"number": edition.number} if edition.number > 1 else "")
