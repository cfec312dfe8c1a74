"""Pages of consumer warnings for staff: list, draft, record."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.advisories.columns import COLUMNS
from hengzhi.advisories.forms import AdvisoryForm, initial_of
from hengzhi.advisories.permissions import SEE, WRITE
from hengzhi.advisories.queries import advisories_seen_by, gave_rise, listed, view_counts
from hengzhi.advisories.services import change_advisory, draft_advisory
from hengzhi.advisories.workflow import State
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.records.columns import columns_of
from hengzhi.records.forms import StepForm
from hengzhi.records.pages import record_context, take_step
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record

PAGE_SIZE = 50


def tab_names() -> dict[str, str]:
    return {"work": _("In work"), "published": _("Published"), "withdrawn": _("Withdrawn"), "all": _("All")}


@needs(SEE)
@require_GET
def advisory_list(request: HttpRequest) -> HttpResponse:
    view, q = request.GET.get("view", "work"), request.GET.get("q", "")[:60]
    records = advisories_seen_by(request.user)
    counts = view_counts(records)
    tabs = [{"view": name, "name": says, "count": counts[name], "is_on": name == view} for name, says in tab_names().items()]
    page = Paginator(listed(records, view, q), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs, "q": q, "view": view, "may_write": request.user.may(WRITE),
               "columns": columns_of(request, COLUMNS)}
    return render(request, "advisories/list.html", context)


@needs(SEE)
@require_GET
def advisory_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the list shows, and write that down."""
    shown = listed(advisories_seen_by(request.user), request.GET.get("view", "work"), request.GET.get("q", "")[:60])
    note_export(address=request.get_full_path(), rows=shown.count(), actor=request.user, at=now())
    heads = [_("Number"), _("Kind of notice"), _("Title"), _("State"), _("Categories"), _("Department"), _("Begun on"),
             _("Published on"), _("Valid until"), _("Withdrawn on")]
    rows = (
        (one.code, one.advisory.get_weight_display(), one.title, one.state_label, "、".join(one.advisory.category_names),
         one.department.name, one.opened_on, one.advisory.published_on, one.advisory.valid_until, one.advisory.withdrawn_on)
        for one in shown.iterator(chunk_size=500)
    )
    return export(form if form in FORMATS else "csv", f"warnings-{today():%Y%m%d}", heads, rows)


def find(request: HttpRequest, code: str) -> Record:
    return get_object_or_404(advisories_seen_by(request.user).select_related("department", "advisory"), code=code)


@needs(SEE)
@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    return detail_page(request, find(request, code))


def detail_page(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "", status: int = 200
) -> HttpResponse:
    seen, hidden = gave_rise(record.advisory, request.user)
    context = {
        **record_context(request, record, tried=tried, step=step), "advisory": record.advisory, "behind": seen,
        "hidden": hidden, "may_change": record.state == State.DRAFT and record.is_in_reach(request.user, WRITE),
    }
    return render(request, f"advisories/detail.html{'#case' if request.htmx else ''}", context, status=status)


@needs(SEE)
@require_POST
def step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return take_step(request, lambda: find(request, code), name, detail_page)


@needs(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a warning; the address may name the records it comes from."""
    initial = {"about_codes": request.GET.get("about", "")[:500]}
    form = AdvisoryForm(request.POST or None, user=request.user, on=today(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            record = draft_advisory(
                advisory=form.save(commit=False), department=_department(request), actor=request.user, at=now(),
                calendar=work_calendar(), **form.matter(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(record)
    return render(request, "advisories/edit.html", {"form": form}, status=422 if form.errors else 200)


def _department(request: HttpRequest) -> Department:
    """Return the department the user writes for; raises Refused when no role of theirs names one."""
    if request.user.department is None:
        raise Refused(_("Your roles name no department to write for."))
    return request.user.department


@needs(WRITE)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)
    seen, _hidden = gave_rise(record.advisory, request.user)
    form = AdvisoryForm(
        request.POST or None, instance=record.advisory, user=request.user, on=today(),
        initial=initial_of(record.advisory, seen),
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_advisory(advisory=form.save(commit=False), actor=request.user, at=now(), **form.matter())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(record)
    context = {"form": form, "record": record}
    return render(request, "advisories/edit.html", context, status=422 if form.errors else 200)
