"""Published assessments for the public: the years, a page for each edition, open data."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from hengzhi.assessments.models import Edition
from hengzhi.assessments.public import open_data as given
from hengzhi.assessments.public.queries import public_changes, public_results, published_editions, superseded_by
from hengzhi.assessments.public.wording import change_sentence
from hengzhi.core.access import public
from hengzhi.core.exchange import csv_export


def find(code: str) -> Edition:
    """Return a published edition or answer that there is none."""
    return get_object_or_404(published_editions(), code=code)


@public
@require_GET
def result_list(request: HttpRequest) -> HttpResponse:
    editions = published_editions().defer("facts", "sealed", "next__facts", "next__sealed", "snapshot__manifest")
    shown = [{"edition": edition, "following": superseded_by(edition)} for edition in editions]
    return render(request, "assessments/public/list.html", {"editions": shown})


@public
@require_GET
def result_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is public of an edition, what it corrected, and whether it still holds."""
    edition = find(code)
    context = {"edition": edition, "scheme": edition.scheme, "following": superseded_by(edition)}
    if not edition.withdrawn:
        changes = public_changes(edition)
        context |= standing_of(edition) | {
            "changes": [change_sentence(one) for one in changes or ()], "is_compared": changes is not None,
        }
    return render(request, "assessments/public/page.html", context)


def standing_of(edition: Edition) -> dict:
    """Return the public results of an edition with how many departments have each grade."""
    results = public_results(edition)
    reached = Counter(row.result.grade for row in results)
    return {"results": results, "grades": [(grade, reached[grade.letter]) for grade in edition.scheme.grades]}


@public
@require_GET
def open_data(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """Give what the page shows as JSON or CSV; a withdrawn edition has no table."""
    edition = find(code)
    if form == "json":
        results = [] if edition.withdrawn else public_results(edition)
        content = given.as_json(edition, results, public_changes(edition))
        return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    if form != "csv" or edition.withdrawn:
        raise Http404
    return csv_export(f"assessment-{edition.code}", given.heads(edition), given.rows(edition, public_results(edition)))
