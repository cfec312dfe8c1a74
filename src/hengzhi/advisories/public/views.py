"""Consumer warnings for the public: a list, a page each, and a feed for other sites."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.advisories.models import Advisory
from hengzhi.advisories.queries import published
from hengzhi.complaints.forms.choices import category_choices
from hengzhi.core.access import public
from hengzhi.core.clock import today
from hengzhi.core.reference import code_name, codes, site

PAGE_SIZE = 20
IN_FEED = 30


@public
@require_GET
def warning_list(request: HttpRequest) -> HttpResponse:
    category = request.GET.get("category", "")
    category = category if category in codes("category") else ""
    page = Paginator(published(category), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page, "category": category, "category_name": code_name("category", category) if category else "",
        "categories": category_choices(today()),
    }
    return render(request, "advisories/public/list.html", context)


@public
@require_GET
def warning_page(request: HttpRequest, code: str) -> HttpResponse:
    advisory = get_object_or_404(Advisory.objects.public(), record__code=code)
    context = {"advisory": advisory, "is_out_of_date": advisory.is_out_of_date(today())}
    return render(request, "advisories/public/page.html", context)


@public
@require_GET
def warning_feed(request: HttpRequest) -> HttpResponse:
    """Give the latest warnings as Atom, withdrawn ones saying so."""
    feed = Atom1Feed(
        title=_("Consumer warnings of %(district)s") % {"district": site().name}, link=_address(reverse("warnings:list")),
        feed_url=_address(reverse("warnings:feed")), description="", language=get_language(), author_name=site().name,
    )
    for advisory in published()[:IN_FEED]:
        _add(feed, advisory)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(feed: Atom1Feed, advisory: Advisory) -> None:
    record, address = advisory.record, _address(reverse("warnings:page", args=[advisory.record.code]))
    title, says = record.title, "\n".join((*advisory.paragraphs, *advisory.points))
    if advisory.is_withdrawn:
        title, says = _("Withdrawn: %(title)s") % {"title": title}, advisory.withdrawal_reason
    feed.add_item(
        title=title, link=address, unique_id=address, description=says, pubdate=_instant(advisory.published_on),
        updateddate=record.state_since, author_name=record.department.name, categories=advisory.category_names,
    )


def _instant(day) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _address(path: str) -> str:
    return settings.HENGZHI_SITE_URL.rstrip("/") + path
