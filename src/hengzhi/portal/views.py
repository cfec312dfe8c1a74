"""Public pages: the dashboard, filing a complaint, following it by its receipt code."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.advisories.queries import latest
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.services import new_receipt, receipt_digest, register_intake
from hengzhi.core.access import public
from hengzhi.core.address import client_address
from hengzhi.core.clock import now, today
from hengzhi.core.errors import HengzhiError
from hengzhi.core.reference import site, work_calendar
from hengzhi.organisations.models import Area, Department
from hengzhi.portal.dashboard import dashboard
from hengzhi.portal.forms import FilingForm, FollowForm
from hengzhi.register.models import Record
from hengzhi.register.strip import clock_strips

TRIES_AN_HOUR = 20
JUST_FILED = "just filed"


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {
        "board": dashboard(request.GET.get("year", "")), "warnings": latest(today()),
    })


@public
def file_complaint(request: HttpRequest) -> HttpResponse:
    """Take a complaint or tip-off and answer with its receipt code, shown this once."""
    form = FilingForm(request.POST or None, on=today())
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/file.html", {"form": form}, status=422 if form.errors else 200)
    parts = form.parts("portal")
    receipts = [new_receipt() for _part in parts]
    records = register_intake(
        parts=parts, subject=form.cleaned_data["subject"], department=intake_department(),
        area=Area.objects.get(code=form.cleaned_data["area"]), identity=form.identity(), agent=form.agent(), actor=None,
        at=now(), calendar=work_calendar(), receipts=receipts,
    )
    request.session[JUST_FILED] = [
        {"code": record.code, "receipt": receipt} for record, receipt in zip(records, receipts, strict=True)
    ]
    return redirect("portal:filed")


@public
@require_GET
def filed(request: HttpRequest) -> HttpResponse:
    """Show the receipt codes of what was just filed in this browser; loading the page again files nothing."""
    just = request.session.get(JUST_FILED)
    if just is None:
        return redirect("portal:file")
    filed = [{"record": get_object_or_404(Record, code=one["code"]), "receipt": _spaced(one["receipt"])} for one in just]
    return render(request, "portal/filed.html", {"filed": filed, **filed[0]})


def _spaced(receipt: str) -> str:
    return "-".join(receipt[at : at + 4] for at in range(0, len(receipt), 4))


def intake_department() -> Department:
    """Return the department that takes complaints from the public; raises HengzhiError when none is named."""
    department = Department.objects.filter(code=site().complaints_department).first()
    if department is None:
        raise HengzhiError(_("No department takes complaints from the public yet."))
    return department


@public
def follow(request: HttpRequest) -> HttpResponse:
    """Show where a complaint stands to whoever holds its receipt code; wrong codes are limited by the hour."""
    form = FollowForm(request.POST or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        if _tries(request) > TRIES_AN_HOUR:
            form.add_error(None, _("Too many wrong codes from this address. Try again in an hour."))
        elif complaint := _holder_of(form.cleaned_data["receipt"]):
            context |= _standing(complaint)
        else:
            _count_try(request)
            form.add_error("receipt", _("There is no complaint with this code. Check the letters and digits."))
    return render(request, "portal/follow.html", context, status=422 if form.errors else 200)


def _holder_of(receipt: str) -> Complaint | None:
    return Complaint.objects.filter(receipt=receipt_digest(receipt)).select_related("record__department").first()


def _standing(complaint: Complaint) -> dict:
    record = complaint.record
    events = [
        {"at": event.at, "state": record.kind_of.workflow.public[event.target]}
        for event in record.events.exclude(target="").order_by("pk")
    ]
    strips = clock_strips(record, today(), work_calendar())
    return {"record": record, "events": events, "clocks": [strip for strip in strips if strip.clock.is_live]}


def _address(request: HttpRequest) -> str:
    return f"follow:{client_address(request)}"


def _tries(request: HttpRequest) -> int:
    return cache.get(_address(request), 0)


def _count_try(request: HttpRequest) -> None:
    cache.set(_address(request), _tries(request) + 1, 3600)
