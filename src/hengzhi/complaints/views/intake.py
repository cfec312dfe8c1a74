"""Taking complaints and tip-offs in: the desk's form, the parts of a mixed intake."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.complaints.forms import DeskForm, PhoneForm
from hengzhi.complaints.forms.follow_up import SplitForm
from hengzhi.complaints.kinds import KINDS
from hengzhi.complaints.likeness import likenesses
from hengzhi.complaints.permissions import REGISTER
from hengzhi.complaints.services import register_intake
from hengzhi.complaints.services.ties import OTHER_KIND, split_off
from hengzhi.complaints.views.record import find
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Enterprise
from hengzhi.organisations.queries import enterprise_named
from hengzhi.register.models import Record
from hengzhi.register.vault.index import find_people

SUGGESTIONS, CALLER_SHOWN = 10, 8
KIND_BY_CODE = {kind.code: kind for kind in KINDS}


@needs(REGISTER)
def complaint_new(request: HttpRequest) -> HttpResponse:
    form = DeskForm(request.POST or None, on=today())
    if request.method == "POST" and form.is_valid():
        return redirect(_register(request, form)[0])
    return render(request, "complaints/new.html", {"form": form}, status=422 if form.errors else 200)


def _register(request: HttpRequest, form: DeskForm) -> list[Record]:
    given = form.cleaned_data
    return register_intake(
        parts=form.parts(given["channel"]), subject=given["subject"], department=request.user.department,
        area=Area.objects.get(code=given["area"]), identity=form.identity(), agent=form.agent(), actor=request.user,
        at=now(), calendar=work_calendar(),
    )


@needs(REGISTER)
def phone_desk(request: HttpRequest) -> HttpResponse:
    """Register while somebody is on the phone, one call after the other; what was registered is said on top."""
    form = PhoneForm(request.POST or None, on=today())
    if request.method == "POST" and form.is_valid():
        for record in _register(request, form):
            messages.success(request, _registered(record))
        return redirect("complaints:phone")
    return render(request, "complaints/phone.html", {"form": form}, status=422 if form.errors else 200)


def _registered(record: Record) -> str:
    """Word what was registered, with the way to it and the day by which it falls due."""
    due = _("due %(day)s") % {"day": record.due_on} if record.due_on else ""
    return format_html('<a href="{}">{}</a> {} {}', record.get_absolute_url(), record.code, record.title, due)


@needs(REGISTER)
@require_POST
def caller(request: HttpRequest) -> HttpResponse:
    """Show what a caller has brought before, by the whole number; that it was asked is written down, the number is not."""
    links, refused = [], ""
    try:
        links = list(find_people(number=request.POST.get("phone", ""), actor=request.user, at=now())[:CALLER_SHOWN])
    except Refused as error:
        refused = str(error)
    return render(request, "complaints/phone.html#caller", {"links": links, "refused": refused, "asked": True})


@needs(REGISTER)
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Show what may be the same matter as what is being typed; sent in the body, so that no log keeps it."""
    typed = request.POST
    found = likenesses(
        request.user, text=f"{typed.get('subject', '')} {typed.get('details', '')}", business=typed.get("respondent_text", ""),
        category=typed.get("category", ""), on=today(),
    )
    business = enterprise_named(typed.get("respondent_text", "").strip()) if typed.get("respondent_text") else None
    return render(request, "complaints/phone.html#similar", {"found": found, "business": business, "asked": True})


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
