"""Pages of complaints and tip-offs: list, export, record, registering, steps."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.complaints import exports
from hengzhi.complaints.forms import DeskForm, FilterForm
from hengzhi.complaints.kinds import COMPLAINT_KIND, TIPOFF_KIND
from hengzhi.complaints.permissions import REGISTER, SEE
from hengzhi.complaints.queries import complaints_seen_by, in_view, lines_of, narrowed, view_counts, with_details
from hengzhi.complaints.services import register_complaint
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Enterprise
from hengzhi.records.forms import StepForm
from hengzhi.records.pages import record_context, take_step
from hengzhi.records.saved import saved_views
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record

PAGE_SIZE = 50
KINDS = {kind.code: kind for kind in (COMPLAINT_KIND, TIPOFF_KIND)}
VIEW_NAMES = ("open", "decide", "work", "close", "late", "all")
SUGGESTIONS = 10


def find(request: HttpRequest, code: str) -> Record:
    """Return a complaint or tip-off this user may know of, or answer that there is none."""
    return get_object_or_404(with_details(complaints_seen_by(request.user)), code=code)


def _shown(request: HttpRequest):
    """Return the filter form, the chosen view and the records it shows."""
    form = FilterForm(request.GET, today())
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
        "open": _("Open"), "decide": _("To decide"), "work": _("In hand"), "close": _("To close"), "late": _("Late"),
        "all": _("All"),
    }
    tabs = [{"name": names[name], "view": name, "count": counts[name], "is_on": name == view} for name in VIEW_NAMES]
    page = paginator.get_page(request.GET.get("page"))
    page.object_list = lines_of(paginator.object_list, page.start_index() - 1, page.end_index()) if counts[view] else []
    template = "complaints/list.html#results" if request.htmx else "complaints/list.html"
    context = {
        "form": form, "filters": form.filters(), "tabs": tabs, "view": view, "page": page,
        "may_register": request.user.may(REGISTER), "saved": saved_views(request, "complaints:list"),
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


@needs(SEE)
@require_GET
def complaint_detail(request: HttpRequest, code: str) -> HttpResponse:
    return detail_page(request, find(request, code))


def detail_page(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "", status: int = 200
) -> HttpResponse:
    """Show a record; `tried` is the form of a step that was refused."""
    context = {**record_context(request, record, tried=tried, step=step), "complaint": record.complaint}
    template = "complaints/detail.html#case" if request.htmx else "complaints/detail.html"
    return render(request, template, context, status=status)


@needs(SEE)
@require_POST
def complaint_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return take_step(request, lambda: find(request, code), name, detail_page)


@needs(REGISTER)
def complaint_new(request: HttpRequest) -> HttpResponse:
    form = DeskForm(request.POST or None, on=today())
    if request.method == "POST" and form.is_valid():
        record = register_complaint(
            kind=KINDS[form.cleaned_data["kind"]], subject=form.cleaned_data["subject"],
            department=request.user.department, area=Area.objects.get(code=form.cleaned_data["area"]),
            complaint=form.complaint(form.cleaned_data["channel"]), identity=form.identity(), actor=request.user,
            at=now(), calendar=work_calendar(), is_confidential=form.cleaned_data["is_confidential"],
        )
        return redirect(record)
    return render(request, "complaints/new.html", {"form": form}, status=422 if form.errors else 200)


@needs(REGISTER)
@require_GET
def respondents(request: HttpRequest) -> HttpResponse:
    """Suggest businesses whose name holds what is being typed."""
    text = request.GET.get("respondent_text", "").strip()
    found = Enterprise.objects.filter(name__contains=text)[:SUGGESTIONS] if text else []
    return render(request, "complaints/new.html#suggestions", {"enterprises": found})
