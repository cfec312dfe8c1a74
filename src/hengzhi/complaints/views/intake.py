"""Taking complaints and tip-offs in: the desk's form, the parts of a mixed intake."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from hengzhi.complaints.forms import DeskForm
from hengzhi.complaints.forms.follow_up import SplitForm
from hengzhi.complaints.kinds import KINDS
from hengzhi.complaints.permissions import REGISTER
from hengzhi.complaints.services import register_complaint
from hengzhi.complaints.services.ties import OTHER_KIND, split_off
from hengzhi.complaints.views.record import find
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Enterprise

SUGGESTIONS = 10
KIND_BY_CODE = {kind.code: kind for kind in KINDS}


@needs(REGISTER)
def complaint_new(request: HttpRequest) -> HttpResponse:
    form = DeskForm(request.POST or None, on=today())
    if request.method == "POST" and form.is_valid():
        record = register_complaint(
            kind=KIND_BY_CODE[form.cleaned_data["kind"]], subject=form.cleaned_data["subject"],
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


@needs(REGISTER)
def complaint_split(request: HttpRequest, code: str) -> HttpResponse:
    """Register the other part of a mixed intake with a number and clocks of its own."""
    record = find(request, code)
    kind = KIND_BY_CODE[OTHER_KIND[record.kind]]
    form = SplitForm(request.POST or None, kind=kind.code, on=today(), initial={"details": record.complaint.details})
    if request.method == "POST" and form.is_valid():
        try:
            other = split_off(record=record, actor=request.user, at=now(), calendar=work_calendar(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(other)
    context = {"form": form, "record": record, "kind": kind}
    return render(request, "complaints/split.html", context, status=422 if form.errors else 200)
