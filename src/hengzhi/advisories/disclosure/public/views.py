"""Complaints made public: searched by business and category, summed up, and as open data."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.advisories.disclosure.models import Disclosure
from hengzhi.advisories.disclosure.queries import by_business, by_category, published, rule
from hengzhi.complaints.forms.choices import category_choices
from hengzhi.core.access import public
from hengzhi.core.clock import today
from hengzhi.core.exchange import csv_export
from hengzhi.core.reference import codes

PAGE_SIZE = 30
NAME_LETTERS = 60


def _asked(request: HttpRequest) -> tuple[str, str]:
    category = request.GET.get("category", "")
    return request.GET.get("q", "").strip()[:NAME_LETTERS], category if category in codes("category") else ""


@public
@require_GET
def published_list(request: HttpRequest) -> HttpResponse:
    q, category = _asked(request)
    page = Paginator(published(q, category), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "q": q, "category": category, "categories": category_choices(today()), "rule": rule()}
    return render(request, "advisories/disclosure/public/list.html", context)


@public
@require_GET
def summary(request: HttpRequest) -> HttpResponse:
    """Sum up a year by category and business, without small counts."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and 1990 <= int(asked) <= today().year else today().year
    context = {
        "year": year, "years": range(year - 1, min(year + 1, today().year) + 1), "categories": by_category(year),
        "businesses": by_business(year), "least": rule().smallest_count,
    }
    return render(request, "advisories/disclosure/public/summary.html", context)


@public
@require_GET
def open_data(request: HttpRequest) -> HttpResponse:
    """Give what the page shows as CSV."""
    heads = [_("Number"), _("Business complained of"), _("Goods or services"), _("Category"), _("Problem"), _("Concluded on"),
             _("Outcome"), _("Agreement performed"), _("Made public on")]
    rows = (_row(one) for one in published(*_asked(request)).iterator(chunk_size=2000))
    return csv_export(f"complaints-{today():%Y%m%d}", heads, rows)


def _row(one: Disclosure) -> tuple:
    row = one.record.complaint
    return (
        one.record.code, row.respondent.name, row.object_name, row.category_name, row.problem_name, row.concluded_on,
        row.get_outcome_display(), performed(one), one.published_on,
    )


def performed(one: Disclosure) -> str:
    """Say whether an agreement was performed; "" where there was none."""
    row = one.record.complaint
    if row.outcome != "settled":
        return ""
    return _("yes") if row.paid_on else _("not shown yet")
