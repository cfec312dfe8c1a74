"""Pages of returns: list, record, filling in, workbook, deciding."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs
from hengzhi.core.calendar import Limit, Unit, deadline
from hengzhi.core.clock import now, today
from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.core.exchange import FORMATS, XLSX_TYPE, export
from hengzhi.core.reference import work_calendar
from hengzhi.records.bulk import acts_for
from hengzhi.records.columns import columns_of
from hengzhi.records.pages import record_context
from hengzhi.records.saved import saved_views
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record
from hengzhi.returns import exports
from hengzhi.returns.columns import COLUMNS
from hengzhi.returns.entries import Written, read_entries
from hengzhi.returns.forms import DecisionForm, ReturnFilterForm, UploadForm, remarks_in, written_in
from hengzhi.returns.models import Version
from hengzhi.returns.pages import reviewed, sheet_of
from hengzhi.returns.permissions import ACCEPT, ENTER, OVERVIEW, SEE
from hengzhi.returns.queries import (
    in_view,
    may_decide,
    narrowed,
    returns_seen_by,
    versions_of,
    view_counts,
    with_details,
    working_version,
)
from hengzhi.returns.services import accept_return, give_back, reopen_return, save_entries, submit_return
from hengzhi.returns.sheets import read_workbook, workbook
from hengzhi.returns.workflow import EDITABLE, ReturnState

PAGE_SIZE = 50
VIEW_NAMES = ("owed", "back", "submitted", "accepted", "late", "all")
CORRECTION = Limit(5, Unit.WORKING)


def find(request: HttpRequest, code: str) -> Record:
    """Return a return this user may know of, or answer that there is none."""
    return get_object_or_404(with_details(returns_seen_by(request.user)), code=code)


def _shown(request: HttpRequest):
    """Return the filter form, the chosen view and the records it shows; who decides begins with what waits for that."""
    form = ReturnFilterForm(request.GET, today())
    usual = "submitted" if request.user.may(ACCEPT) else "owed"
    view = request.GET.get("view") if request.GET.get("view") in VIEW_NAMES else usual
    return form, view, narrowed(returns_seen_by(request.user), form.filters())


@needs(SEE, OVERVIEW)
@require_GET
def return_list(request: HttpRequest) -> HttpResponse:
    """List returns; who may see only how they are handed in goes to the collection."""
    if not request.user.may(SEE):
        return redirect("returns:overview")
    form, view, records = _shown(request)
    counts = view_counts(records, today())
    names = {
        "owed": _("To hand in"), "back": _("Sent back"), "submitted": pgettext("return", "To decide"),
        "accepted": pgettext("return", "Accepted"),
        "late": _("Late"), "all": _("All"),
    }
    tabs = [{"name": names[name], "view": name, "count": counts[name], "is_on": name == view} for name in VIEW_NAMES]
    paginator = Paginator(with_details(in_view(records, view, today())), PAGE_SIZE)
    paginator.count = counts[view]
    context = {
        "form": form, "filters": form.filters(), "tabs": tabs, "view": view,
        "page": paginator.get_page(request.GET.get("page")),
        "may_overview": request.user.may(OVERVIEW), "columns": columns_of(request, COLUMNS),
        "saved": saved_views(request, "returns:list"),
        "acts": acts_for(request.user, ["return"]),
    }
    return render(request, "returns/list.html#results" if request.htmx else "returns/list.html", context)


@needs(SEE)
@require_GET
def return_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the list shows, all pages of it, and write that down."""
    _filters, view, records = _shown(request)
    shown = in_view(records, view, today())
    note_export(address=request.get_full_path(), rows=shown.count(), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"returns-{today():%Y%m%d}", exports.heads(), exports.rows(shown))


@needs(SEE)
@require_GET
def return_detail(request: HttpRequest, code: str) -> HttpResponse:
    return detail_page(request, find(request, code))


def detail_page(
    request: HttpRequest, record: Record, *, decision: DecisionForm | None = None, remarks: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a return: the version asked for, else the newest handed in, else the one being worked on."""
    row, versions = record.reported, versions_of(record.reported)
    version = _chosen(versions, request.GET.get("version", ""))
    before = next((one for one in versions if one.number == version.number - 1), None)
    decides = record.state == ReturnState.SUBMITTED and may_decide(record, request.user)
    usual = deadline(today(), CORRECTION, work_calendar()).due_on
    lines = reviewed(row, version, before)
    context = {
        **record_context(request, record), "row": row, "version": version, "versions": versions, "before": before,
        "lines": [(line, (remarks or {}).get(line.item.code, "")) for line in lines],
        "changed": sum(line.before is not None for line in lines), "decides": decides and version == versions[0],
        "decision": decision or DecisionForm(initial={"correct_by": usual}),
        "may_enter": record.state in EDITABLE and record.is_in_reach(request.user, ENTER),
        "may_reopen": record.state == ReturnState.ACCEPTED and may_decide(record, request.user),
    }
    template = "returns/detail.html#case" if request.htmx else "returns/detail.html"
    return render(request, template, context, status=status)


def _chosen(versions: list[Version], asked: str) -> Version:
    handed_in = [version for version in versions if version.submitted_at]
    named = (version for version in versions if str(version.number) == asked)
    return next(named, (handed_in or versions)[0])


@needs(ENTER, ACCEPT)
@require_POST
def return_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Take one step of a return; what is refused is shown with its reason and what was typed."""
    record = find(request, code)
    form = DecisionForm(request.POST)
    remarks = remarks_in(record.reported.form.structure, request.POST)
    if form.is_valid():
        try:
            _take(record, name, form.cleaned_data, remarks, request.user)
            return redirect(record)
        except Refused as refused:
            form.add_error(None, str(refused))
    return detail_page(request, find(request, code), decision=form, remarks=remarks, status=422)


def _take(record: Record, name: str, given: dict, remarks: Mapping[str, str], user) -> None:
    common = {"actor": user, "at": now(), "calendar": work_calendar()}
    if name in {"give_back", "reopen"} and not given["correct_by"]:
        raise Refused(_("Give the day to correct the return by."))
    match name:
        case "submit":
            submit_return(record, note=given["note"], **common)
        case "accept":
            accept_return(record, note=given["note"], **common)
        case "give_back":
            give_back(record, reason=given["note"], correct_by=given["correct_by"], remarks=remarks, **common)
        case "reopen":
            reopen_return(record, reason=given["note"], correct_by=given["correct_by"], **common)
        case _:
            raise Refused(_("There is no step “%(name)s”.") % {"name": name})


@needs(ENTER)
def return_enter(request: HttpRequest, code: str) -> HttpResponse:
    """Fill a return in: every change is kept as a draft; “hand in” also hands in, “evidence” goes on to the files."""
    record = find(request, code)
    if request.method != "POST":
        return enter_page(request, record)
    written = written_in(record.reported.form.structure, request.POST)
    return _kept(request, record, written, is_final="submit" in request.POST)


def _kept(
    request: HttpRequest, record: Record, written: Mapping[str, Written], *, places: Mapping[str, str] | None = None,
    is_final: bool = False,
) -> HttpResponse:
    """Keep the cells that can be read; show what cannot be, or hand in where that was asked."""
    entries, wrong = read_entries(record.reported.form.structure, written)
    shown = {"written": written, "wrong": wrong, "places": places}
    try:
        save_entries(record, entries, actor=request.user, at=now())
        if is_final and not wrong:
            submit_return(record, actor=request.user, at=now(), calendar=work_calendar())
            messages.success(request, _("Handed in. The office looks at it now; you need do nothing more."))
            return redirect(record)
    except Refused as refused:
        return enter_page(request, find(request, record.code), refused=str(refused), **shown)
    if request.htmx or wrong:
        return enter_page(request, find(request, record.code), is_final=is_final, **shown)
    count = len(entries)
    words = ngettext("%(count)d item kept as a draft.", "%(count)d items kept as a draft.", count)
    messages.success(request, words % {"count": count})
    if request.POST.get("keep") == "evidence":
        return redirect(f"{record.get_absolute_url()}#evidence")
    return redirect("returns:enter", record.code)


def enter_page(request: HttpRequest, record: Record, *, refused: str = "", is_final: bool = False, **shown) -> HttpResponse:
    """Show a return for filling in; `shown` is what was written and could not be read."""
    version = working_version(record.reported)
    if version is None or not record.is_in_reach(request.user, ENTER):
        return redirect(record)
    sheet = sheet_of(record.reported, version, **shown)
    context = {"record": record, "row": record.reported, "sheet": sheet, "refused": refused, "upload": UploadForm()}
    template = "returns/enter.html#kept" if request.htmx else "returns/enter.html"
    is_wrong = bool(shown.get("wrong") or refused) and not request.htmx
    return render(request, template, {**context, "asks": is_final or bool(refused)}, status=422 if is_wrong else 200)


@needs(ENTER, SEE)
def return_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Give the return as a workbook; what a page sends along and cannot be read is marked in it."""
    record = find(request, code)
    version = working_version(record.reported) or record.reported.versions.order_by("-number")[0]
    shown = {}
    if request.method == "POST":
        written = written_in(record.reported.form.structure, request.POST)
        shown = {"written": written, "wrong": read_entries(record.reported.form.structure, written)[1]}
    file = workbook(sheet_of(record.reported, version, **shown))
    name = pgettext("file name", "%(code)s %(title)s %(department)s") % {
        "code": record.code, "title": record.title, "department": record.department.name,
    }
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


@needs(ENTER)
@require_POST
def return_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take a workbook filled in: it is kept as if its cells had been typed on the page."""
    record = find(request, code)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return enter_page(request, record, refused=" ".join(form.errors["file"]))
    try:
        read = read_workbook(form.cleaned_data["file"], code=record.code, form=record.reported.form.structure)
    except HengzhiError as error:
        return enter_page(request, record, refused=str(error))
    return _kept(request, record, read.written, places=read.places)
