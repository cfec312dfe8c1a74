"""Who covers what: duties, departments and areas, the empty cells named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.leading_group import exports
from hengzhi.leading_group.forms import ChargeForm, CoverForm, UntilForm
from hengzhi.leading_group.models import Charge, Duty
from hengzhi.leading_group.permissions import KEEP, SEE
from hengzhi.leading_group.queries import Cover, cover_on, roll_on
from hengzhi.leading_group.services.cover import end_charge, put_in_charge
from hengzhi.leading_group.services.group import departments_of
from hengzhi.leading_group.views.acting import by, written
from hengzhi.organisations.models import Department
from hengzhi.register.audit import note_export


def _shown(request: HttpRequest) -> tuple[CoverForm, Cover]:
    form = CoverForm({"on": today().isoformat(), **request.GET.dict()}, on=today())
    form.is_valid()
    given = form.cleaned_data
    day = given.get("on") or today()
    members = departments_of(roll_on(request.user, day).members)
    return form, cover_on(day, members, duty=given.get("duty", ""), department=given.get("department", ""))


@needs(SEE)
@require_GET
def cover_page(request: HttpRequest) -> HttpResponse:
    """Show who is responsible for every duty in every area, and name the cells where nobody is."""
    form, cover = _shown(request)
    context = {
        "face": "cover", "form": form, "cover": cover, "may_keep": request.user.may(KEEP),
        "gaps": [(line, cell, exports.gap_words(line, cell)) for line, cell in cover.gaps],
    }
    return render(request, "leading_group/cover.html", context)


@needs(SEE)
@require_GET
def cover_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give the cells of the matrix as they are shown, a line each, and write that down."""
    rows = list(exports.cover_rows(_shown(request)[1]))
    note_export(address=request.get_full_path(), rows=len(rows), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"cover-{today():%Y%m%d}", exports.cover_heads(), rows)


@needs(KEEP)
def charge_edit(request: HttpRequest, duty: str, department: str) -> HttpResponse:
    """Name who is responsible for a duty of a department, area by area, and end who is."""
    found, one = get_object_or_404(Duty, code=duty), get_object_or_404(Department, code=department)
    asked = request.GET.get("area", "")
    form = ChargeForm(
        request.POST or None, duty=found, on=today(), initial={"since": today(), "areas": [asked] if asked.isdecimal() else []}
    )
    if request.method == "POST" and written(
        form, lambda: put_in_charge(duty=found, department=one, **form.cleaned_data, **by(request))
    ):
        return redirect(reverse("leading_group:cover") + f"?duty={duty}")
    charges = Charge.objects.filter(duty=found, department=one).select_related("area").order_by("area__code", "-starts_on")
    context = {"form": form, "duty": found, "department": one, "charges": charges, "show_errors": request.method == "POST"}
    return render(request, "leading_group/charge.html", context, status=422 if form.errors else 200)


@needs(KEEP)
def charge_end(request: HttpRequest, row: int) -> HttpResponse:
    """Ask for the last day of who is responsible; the cell is then empty."""
    charge = get_object_or_404(Charge.objects.select_related("duty", "department", "area"), pk=row)
    form = UntilForm(request.POST or None, initial={"until": today()})
    if request.method == "POST":
        written(form, lambda: end_charge(charge=charge, until=form.cleaned_data["until"], **by(request)))
        if not form.errors:
            return redirect("leading_group:charge", charge.duty.code, charge.department.code)
    context = {"form": form, "charge": charge, "show_errors": request.method == "POST"}
    return render(request, "leading_group/charge_end.html", context, status=422 if form.errors else 200)
