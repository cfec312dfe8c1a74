"""The lists of meetings, decisions and documents, alike."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.leading_group.exports import LISTINGS, Listing
from hengzhi.leading_group.permissions import KEEP, SEE
from hengzhi.leading_group.queries import records_of
from hengzhi.register.audit import note_export
from hengzhi.register.kinds import kinds
from hengzhi.register.search import found

PAGE_SIZE = 50


def _listing(name: str) -> Listing:
    if name not in LISTINGS:
        raise Http404
    return LISTINGS[name]


def _shown(request: HttpRequest, listing: Listing):
    """Return the records of a list that pass the filters, and how many there are in each state."""
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    matching = records_of(request.user, listing.kind)
    matching = found(matching, words) if words else matching
    counts = dict(matching.order_by().values_list("state").annotate(count=Count("pk")))
    shown = matching.filter(state=state) if state else matching
    return listing.joined(shown).order_by(*listing.order), counts, state


@needs(SEE)
@require_GET
def record_list(request: HttpRequest, name: str) -> HttpResponse:
    listing = _listing(name)
    records, counts, state = _shown(request, listing)
    page = Paginator(records, PAGE_SIZE).get_page(request.GET.get("page"))
    flow = kinds()[listing.kind].workflow
    tabs = [{"name": _("All"), "state": "", "count": sum(counts.values()), "is_on": not state}]
    tabs += [
        {"name": flow.label(each), "state": each, "count": counts.get(each, 0), "is_on": state == each}
        for each in flow.states.values
    ]
    heads = listing.heads()[2:-1]
    context = {
        "face": name, "name": listing.name, "page": page, "tabs": tabs, "state": state, "heads": heads,
        "q": request.GET.get("q", ""),
        "lines": [(record, list(zip(heads, listing.cells(record)[2:-1], strict=True))) for record in page],
        "may_keep": request.user.may(KEEP),
    }
    return render(request, "leading_group/list.html", context)


@needs(SEE)
@require_GET
def list_export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Give exactly what the list shows, all pages of it, and write that down."""
    listing = _listing(name)
    records, _counts, _state = _shown(request, listing)
    rows = [listing.cells(record) for record in records]
    note_export(address=request.get_full_path(), rows=len(rows), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"{name}-{today():%Y%m%d}", listing.heads(), rows)
