"""Published results as open data: the same as the page, for programs and spreadsheets."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from hengzhi.assessments.models import Edition
from hengzhi.assessments.public.queries import PublicChange, PublicResult, PublicRow, superseded_by


def heads(edition: Edition) -> list[str]:
    """Return the heads of the table; scores and ranks only where the scheme makes them public."""
    names = {"total": _("Total"), "rank": _("Rank")}
    return [_("Edition"), _("Code"), _("Department"), _("Grade"), *(names[name] for name in edition.scheme.public)]


def rows(edition: Edition, results: Iterable[PublicRow]) -> Iterator[tuple]:
    """Yield a row for each department."""
    for row in results:
        shown = (getattr(row.result, name) for name in edition.scheme.public)
        yield edition.code, row.department.code, row.department.full_name, row.result.grade, *shown


def as_json(edition: Edition, results: Iterable[PublicRow], changes: Iterable[PublicChange] | None) -> dict:
    """Return an edition as JSON; of a withdrawn one that it was withdrawn, when and why."""
    head = {
        "edition": edition.code, "year": edition.year, "published_on": f"{edition.published_on}",
        "superseded_by": getattr(superseded_by(edition), "code", None),
    }
    if edition.withdrawn:
        return {**head, "withdrawn_on": f"{edition.withdrawn.withdrawn_on}", "withdrawal_reason": edition.withdrawn.reason}
    scheme = edition.scheme
    return {
        **head, "seal": edition.seal, "records_as_of": f"{edition.snapshot.as_of}",
        "scheme": {"name": str(scheme.name), "version": scheme.version, "source": str(scheme.source), "digest": scheme.digest},
        "grades": [{"grade": grade.letter, "from": f"{grade.at_least:f}"} for grade in scheme.grades],
        "results": [_row(edition, row) for row in results],
        "corrects": _correction(edition, changes),
    }


def _correction(edition: Edition, changes: Iterable[PublicChange] | None) -> dict | None:
    if edition.previous is None:
        return None
    listed = None if changes is None else [_change(edition, one) for one in changes]
    return {"cause": edition.cause, "edition": edition.previous.code, "changes": listed}


def _change(edition: Edition, change: PublicChange) -> dict:
    before, after = _result(edition.previous, change.before), _result(edition, change.after)
    return {"department": change.department.code, "before": before, "after": after}


def _row(edition: Edition, row: PublicRow) -> dict:
    return {"department": row.department.code, "name": row.department.full_name, **_result(edition, row.result)}


def _result(edition: Edition, result: PublicResult | None) -> dict | None:
    if result is None:
        return None
    shown = {name: getattr(result, name) for name in edition.scheme.public}
    return {"grade": result.grade, **{name: value if name == "rank" else value and str(value) for name, value in shown.items()}}
