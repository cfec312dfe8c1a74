"""Pages of liaison stations: list and cover, a station, training, cases."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.records.forms import StepForm
from hengzhi.records.pages import record_context, take_step
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of
from hengzhi.stations.forms import CaseForm, ClosingForm, LiaisonForm, StationFilterForm, StationForm, TrainingForm
from hengzhi.stations.models import Liaison, Station, Training, in_force
from hengzhi.stations.permissions import KEEP, MEDIATE, SEE
from hengzhi.stations.queries import cases_seen_by, cover, delegations, listed, may_keep
from hengzhi.stations.services import (
    close_station,
    end_liaison,
    name_liaison,
    record_training,
    set_up_station,
    take_up_case,
)

PAGE_SIZE = 50


@needs(SEE)
@require_GET
def station_list(request: HttpRequest) -> HttpResponse:
    form = StationFilterForm(request.GET, today())
    filters = form.filters()
    page = Paginator(listed(today(), **filters), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form, "filters": filters, "page": page, "cover": cover(today()), "may_keep": request.user.may(KEEP),
        "may_mediate": request.user.may(MEDIATE),
    }
    return render(request, "stations/list.html", context)


@needs(SEE)
@require_GET
def station_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the list shows, and write that down."""
    shown = listed(today(), **StationFilterForm(request.GET, today()).filters())
    note_export(address=request.get_full_path(), rows=shown.count(), actor=request.user, at=now())
    heads = [_("Number"), _("Name"), _("Where"), _("Area"), _("Looked after by"), _("Address"), _("Phone"), _("Set up on"),
             _("Closed on"), _("Liaisons"), _("Cases")]
    rows = (
        (one.code, one.name, one.get_place_display(), one.area.name, one.department.name, one.address, one.phone,
         one.starts_on, one.ends_on, one.people, one.taken)
        for one in shown.iterator(chunk_size=2000)
    )
    return export(form if form in FORMATS else "csv", f"stations-{today():%Y%m%d}", heads, rows)


@needs(SEE)
@require_GET
def station_page(request: HttpRequest, station_id: int) -> HttpResponse:
    return _station_page(request, get_object_or_404(Station.objects.select_related("area", "department"), pk=station_id))


def _station_page(request: HttpRequest, station: Station, form: LiaisonForm | None = None, status: int = 200) -> HttpResponse:
    trainings = Training.objects.filter(attended__station=station).distinct()[:PAGE_SIZE]
    cases = cases_seen_by(request.user).filter(station_case__station=station)
    context = {
        "station": station, "liaisons": station.liaisons.order_by("-ends_on", "starts_on"), "trainings": trainings,
        "delegated": [source(request.user, station) for source in delegations()],
        "cases": list(cases[:20]), "case_count": cases.count(), "may_keep": may_keep(request.user, station.department_id),
        "form": form or LiaisonForm(initial={"starts_on": today()}), "closing": ClosingForm(initial={"on": today()}),
    }
    return render(request, "stations/station.html", context, status=status)


def _departments(request: HttpRequest) -> list[Department]:
    """Return the departments whose stations this user may keep."""
    reach = reach_of(request.user, KEEP)
    known = Department.objects.valid_on(today())
    return list(known if reach.is_everywhere else known.filter(pk__in=reach.departments))


@needs(KEEP)
def station_edit(request: HttpRequest, station_id: int | None = None) -> HttpResponse:
    """Set up a station, or change what is said of one."""
    station = get_object_or_404(Station, pk=station_id) if station_id else None
    form = StationForm(
        request.POST or None, instance=station, on=today(), departments=_departments(request),
        initial={"department": request.user.department, "starts_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = set_up_station(station=form.save(commit=False), actor=request.user, at=now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("stations:station", kept.pk)
    return render(request, "stations/edit.html", {"form": form, "station": station}, status=422 if form.errors else 200)


@needs(KEEP)
@require_POST
def station_close(request: HttpRequest, station_id: int) -> HttpResponse:
    station = get_object_or_404(Station, pk=station_id)
    form = ClosingForm(request.POST)
    try:
        if form.is_valid():
            close_station(station=station, on=form.cleaned_data["on"], actor=request.user, at=now())
    except Refused as refused:
        form.add_error(None, str(refused))
    for error in (error for errors in form.errors.values() for error in errors):
        messages.error(request, error)
    return redirect("stations:station", station.pk)


@needs(KEEP)
@require_POST
def liaison_add(request: HttpRequest, station_id: int) -> HttpResponse:
    station = get_object_or_404(Station.objects.select_related("area", "department"), pk=station_id)
    form = LiaisonForm(request.POST, instance=Liaison(station=station))
    if form.is_valid():
        try:
            name_liaison(liaison=form.save(commit=False), actor=request.user, at=now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("stations:station", station.pk)
    return _station_page(request, station, form, status=422)


@needs(KEEP)
@require_POST
def liaison_end(request: HttpRequest, liaison_id: int) -> HttpResponse:
    liaison = get_object_or_404(Liaison.objects.select_related("station__department"), pk=liaison_id, ends_on__isnull=True)
    end_liaison(liaison=liaison, on=today(), actor=request.user, at=now())
    messages.success(request, _("The term of %(name)s has ended.") % {"name": liaison.name})
    return redirect("stations:station", liaison.station_id)


@needs(SEE)
@require_GET
def training_list(request: HttpRequest) -> HttpResponse:
    trainings = Training.objects.select_related("department", "recorded_by").prefetch_related("attended__station")
    page = Paginator(trainings, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "stations/trainings.html", {"page": page, "may_keep": request.user.may(KEEP)})


@needs(KEEP)
def training_new(request: HttpRequest) -> HttpResponse:
    liaisons = Liaison.objects.filter(in_force(today())).select_related("station").order_by("station__code", "name")
    form = TrainingForm(request.POST or None, liaisons=liaisons, initial={"held_on": today()})
    if request.method == "POST" and form.is_valid():
        training = form.save(commit=False)
        training.department = request.user.department or _departments(request)[0]
        try:
            record_training(training=training, attended=form.cleaned_data["attended"], actor=request.user, at=now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("stations:trainings")
    return render(request, "stations/training.html", {"form": form}, status=422 if form.errors else 200)


@needs(MEDIATE)
def case_new(request: HttpRequest) -> HttpResponse:
    reach = reach_of(request.user, MEDIATE)
    initial = {"station": request.GET.get("station", "")}
    form = CaseForm(
        request.POST or None, on=today(), department_ids=None if reach.is_everywhere else reach.departments, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            record = take_up_case(
                case=form.save(commit=False), subject=form.cleaned_data["subject"], actor=request.user, at=now(),
                calendar=work_calendar(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(record)
    return render(request, "stations/case_new.html", {"form": form}, status=422 if form.errors else 200)


def find_case(request: HttpRequest, code: str) -> Record:
    return get_object_or_404(cases_seen_by(request.user), code=code)


@needs(SEE)
@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    return case_page(request, find_case(request, code))


def case_page(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "", status: int = 200
) -> HttpResponse:
    context = {**record_context(request, record, tried=tried, step=step), "case": record.station_case}
    template = "stations/case.html#case" if request.htmx else "stations/case.html"
    return render(request, template, context, status=status)


@needs(SEE)
@require_POST
def case_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return take_step(request, lambda: find_case(request, code), name, case_page)
