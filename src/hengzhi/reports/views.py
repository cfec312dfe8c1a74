"""Pages of reports and of single figures."""


from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs, public
from hengzhi.core.clock import today
from hengzhi.core.periods import period
from hengzhi.core.reference import site
from hengzhi.indicators.address import MEASURES, Address
from hengzhi.indicators.catalogue import definition_as_made, definitions
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.evaluate import evaluate
from hengzhi.indicators.trace import Trail
from hengzhi.jobs.present import present
from hengzhi.jobs.queries import job_to_show
from hengzhi.jobs.services import enqueue
from hengzhi.organisations.queries import area_names
from hengzhi.register.models import Record
from hengzhi.reports.figures import FigureBook, measured
from hengzhi.reports.jobs import build
from hengzhi.reports.models import Report
from hengzhi.reports.origin import place_of, recomputed, rows_behind
from hengzhi.reports.permissions import BUILD, SEE
from hengzhi.reports.services import BODY, FILES
from hengzhi.reports.speech import speech_for
from hengzhi.snapshots.models import Snapshot

RECORDS_SHOWN = 50
TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
         "html": "text/html", "json": "application/json"}
YEARS_BACK = 4


@needs(SEE)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    return list_page(request)


def list_page(request: HttpRequest, *, failure: str = "", status: int = 200) -> HttpResponse:
    year = today().year
    context = {
        "reports": Report.objects.select_related("snapshot"), "may_build": request.user.may(BUILD),
        "years": range(year, year - YEARS_BACK, -1), "failure": failure,
        "job": job_to_show(build, user=request.user, code=request.GET.get("job", "")),
    }
    return render(request, "reports/list.html", context, status=status)


@needs(BUILD)
@require_POST
def report_build(request: HttpRequest) -> HttpResponse:
    """Have the report built; the list shows how far that is and goes on to the report."""
    year = request.POST.get("year", "")
    if not year.isdecimal():
        return list_page(request, failure=_("Choose the year to report on."), status=422)
    job = enqueue(build, {"year": int(year)}, starter=request.user, at=present())
    return redirect(reverse("reports:list") + f"?job={job.code}")


@needs(SEE)
@require_GET
def report_detail(request: HttpRequest, report_id: str) -> HttpResponse:
    report = get_object_or_404(Report, pk=report_id)
    body = (report.folder / BODY).read_text(encoding="utf-8")
    return render(request, "reports/detail.html", {"report": report, "body": mark_safe(body)})  # noqa: S308 - our own renderer


@needs(SEE)
@require_GET
def report_file(request: HttpRequest, report_id: str, name: str) -> FileResponse:
    report = get_object_or_404(Report, pk=report_id)
    if name not in FILES:
        raise Http404
    kind = TYPES[name.rpartition(".")[2]]
    file = (report.folder / name).open("rb")
    return FileResponse(file, as_attachment=True, filename=f"{report.year}-{name}", content_type=kind)


@public
@require_GET
def figure_page(request: HttpRequest) -> HttpResponse:
    """Show what a figure is to everybody, its records to those who may know of them; from the latest snapshot unless asked."""
    asked = request.GET.get("snapshot", "")
    snapshot = get_object_or_404(Snapshot, pk=asked) if asked else Snapshot.objects.order_by("-taken_at").first()
    if snapshot is None:
        raise Http404
    address = address_of(request)
    known = _definitions_for(request, address)
    if address.indicator not in known or address.measure not in MEASURES:
        raise Http404
    is_staff = request.user.is_authenticated
    evaluation = evaluate(snapshot.manifest, known)
    with Trail(snapshot.manifest) as trail:
        definition = known[address.indicator]
        book = FigureBook(
            snapshot=snapshot.id, as_of=f"{snapshot.as_of}", evaluation=evaluation, definitions=known, areas=area_names(),
            speech=speech_for(get_language()),
            rows=lambda place: rows_behind(trail, definition, place), is_public=not is_staff,
        )
        figure = book.figure(address)
        part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
        codes = trail.codes_behind(definition, place_of(address), part) if is_staff else []
        again = recomputed(trail, definition, address)
    context = {
        "figure": figure, "address": address, "definition": definition, "snapshot": snapshot, "part": part,
        "newer": _newer_than(definition),
        "recomputed": {"value": again, "same": again == measured(evaluation, address).value} if is_staff else None,
        **_records(request, codes),
    }
    return render(request, "reports/figure.html", context)


def _definitions_for(request: HttpRequest, address: Address) -> dict[str, Definition]:
    """Return the definitions by code: of the figure's own indicator the one it was made with, which its link names."""
    known, made_with = definitions(), request.GET.get("definition", "")
    if not made_with:
        return known
    stored = definition_as_made(address.indicator, made_with)
    if stored is None:
        raise Http404
    return {**known, stored.code: stored}


def _newer_than(definition: Definition) -> Definition | None:
    """Return the definition in use, where a figure was made with another."""
    current = definitions().get(definition.code)
    return current if current and current.digest != definition.digest else None


def address_of(request: HttpRequest) -> Address:
    """Read an address from the page's own; raises PeriodError for a period that is none."""
    asked = {name: request.GET.get(name, "") for name in ("indicator", "area", "period", "by", "item", "measure")}
    asked["period"] = period(asked["period"]).text
    return Address(**{**asked, "area": asked["area"] or site().area_code, "measure": asked["measure"] or "value"})


def _records(request: HttpRequest, codes: list[str]) -> dict:
    """Return a page of the records behind a figure that this user may know of, and how many more there are."""
    if not codes:
        return {"page": None, "hidden": 0}
    paginator = Paginator(codes, RECORDS_SHOWN)
    page = paginator.get_page(request.GET.get("page"))
    visible = Record.objects.visible_to(request.user).filter(code__in=page.object_list).select_related("area").order_by("code")
    return {"page": page, "records": list(visible), "hidden": len(page.object_list) - len(visible)}
