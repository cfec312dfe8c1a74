"""What everybody may read of an assessment: departments and grades, more only where the scheme says so.

Nothing is read of an edition before it is published; of a withdrawn one only that and why.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from hengzhi.assessments.differences import Change, differences
from hengzhi.assessments.models import Edition
from hengzhi.assessments.queries import assessed, departments_of
from hengzhi.assessments.ranking import Result
from hengzhi.assessments.scheme import Scheme
from hengzhi.organisations.models import Department


@dataclass(frozen=True)
class PublicResult:
    """What is public of a department's result; None what the scheme keeps to the departments, or what there is none of."""

    grade: str
    total: Decimal | None
    rank: int | None
    is_tied: bool


@dataclass(frozen=True)
class PublicRow:
    """A department with what is public of its result."""

    department: Department
    result: PublicResult


@dataclass(frozen=True)
class PublicChange:
    """A department whose public result is another than in the edition before; None where it was not assessed."""

    department: Department
    before: PublicResult | None
    after: PublicResult | None


def published_editions() -> QuerySet[Edition]:
    """Return what was ever published, the newest first, each with its withdrawal and the edition that corrects it."""
    editions = Edition.objects.filter(published_at__isnull=False)
    return editions.select_related(
        "withdrawal", "next", "scheme_version", "previous__scheme_version",
        "previous__withdrawal", "snapshot",
    )


def superseded_by(edition: Edition) -> Edition | None:
    """Return the published edition that takes the place of this one, if there is one."""
    following = getattr(edition, "next", None)
    return following if following and following.is_published else None


def public_results(edition: Edition) -> list[PublicRow]:
    """Return the departments by rank where ranks are public, else by grade and in the departments' own order."""
    assessment = assessed(edition)
    found = departments_of(assessment)
    rows = [
        PublicRow(department, public_part(edition.scheme, assessment.results[code])) for code, department in found.items()
    ]
    letters = [grade.letter for grade in edition.scheme.grades] + [""]
    return sorted(rows, key=lambda row: (row.result.rank or len(rows) + 1, letters.index(row.result.grade)))


def public_part(scheme: Scheme, result: Result) -> PublicResult:
    """Return what a scheme lets everybody read of a result."""
    shows_rank = "rank" in scheme.public
    return PublicResult(
        grade=result.standing.grade, total=result.standing.total if "total" in scheme.public else None,
        rank=result.rank if shows_rank else None, is_tied=shows_rank and result.is_tied,
    )


def public_changes(edition: Edition) -> list[PublicChange] | None:
    """Return what a correcting edition changed of what was public before; None where nothing was, or nothing is any more."""
    previous = edition.previous
    if previous is None or not previous.is_published or previous.withdrawn:
        return None
    before, after = assessed(previous), assessed(edition)
    found = departments_of(before) | departments_of(after)
    changed = differences(list(before.results.values()), list(after.results.values()))
    parts = ((one.department, *_public_parts(one, previous, edition)) for one in changed)
    return [PublicChange(found[department], was, now) for department, was, now in parts if was != now]


def _public_parts(one: Change, previous: Edition, edition: Edition) -> tuple[PublicResult | None, PublicResult | None]:
    before = public_part(previous.scheme, one.before) if one.before else None
    return before, public_part(edition.scheme, one.after) if one.after else None
