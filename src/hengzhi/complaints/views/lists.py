"""The list of complaints and tip-offs, and its export."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.complaints import exports
from hengzhi.complaints.columns import COLUMNS
from hengzhi.complaints.forms import ComplaintFilterForm
from hengzhi.complaints.permissions import REGISTER, SEE
from hengzhi.complaints.queries import KINDS, complaints_seen_by, in_view, lines_of, narrowed, view_counts
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.records.bulk import acts_for
from hengzhi.records.columns import columns_of
from hengzhi.records.saved import saved_views
from hengzhi.register.audit import note_export

PAGE_SIZE = 50
VIEW_NAMES = ("open", "dispatch", "decide", "work", "follow", "close", "late", "all")


def _shown(request: HttpRequest):
    """Return the filter form, the chosen view and the records it shows."""
    form = ComplaintFilterForm(request.GET, today())
    view = request.GET.get("view") if request.GET.get("view") in VIEW_NAMES else "open"
    records = narrowed(complaints_seen_by(request.user), form.filters())
    return form, view, records


@needs(SEE)
@require_GET
def complaint_list(request: HttpRequest) -> HttpResponse:
    form, view, records = _shown(request)
    counts = view_counts(records, today())
    paginator = Paginator(in_view(records, view, today()), PAGE_SIZE)
    paginator.count = counts[view]
    names = {
        "open": _("Open"), "dispatch": _("To dispatch"), "decide": _("To decide"), "work": _("In hand"),
        "follow": _("To follow up"), "close": _("To close"), "late": _("Late"), "all": _("All"),
    }
    tabs = [{"name": names[name], "view": name, "count": counts[name], "is_on": name == view} for name in VIEW_NAMES]
    page = paginator.get_page(request.GET.get("page"))
    page.object_list = lines_of(paginator.object_list, page.start_index() - 1, page.end_index()) if counts[view] else []
    template = "complaints/list.html#results" if request.htmx else "complaints/list.html"
    context = {
        "form": form, "filters": form.filters(), "tabs": tabs, "view": view, "page": page,
        "may_register": request.user.may(REGISTER), "saved": saved_views(request, "complaints:list"),
        "columns": columns_of(request, COLUMNS), "acts": acts_for(request.user, KINDS),
    }
    return render(request, template, context)


@needs(SEE)
@require_GET
def complaint_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the list shows, all pages of it, and write that down."""
    _filters, view, records = _shown(request)
    shown = in_view(records, view, today())
    note_export(address=request.get_full_path(), rows=shown.count(), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"complaints-{today():%Y%m%d}", exports.heads(), exports.rows(shown))
