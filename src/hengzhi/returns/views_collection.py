"""Pages about collecting: the year as a matrix, what is wanted, opening a round, the forms."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from hengzhi.core.access import needs
from hengzhi.core.clock import local_day, now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.periods import Period
from hengzhi.core.reference import work_calendar
from hengzhi.register.audit import note_export
from hengzhi.returns import exports
from hengzhi.returns.forms import RoundForm
from hengzhi.returns.models import Form, Return
from hengzhi.returns.overview import Line, lines_of, matrix_of
from hengzhi.returns.permissions import OPEN, OVERVIEW, SEE
from hengzhi.returns.queries import forms_in_force, wanted_soon
from hengzhi.returns.rounds import due_on
from hengzhi.returns.services import open_round, owed_now

BY = ("form", "period")


@dataclass(frozen=True)
class Asked:
    """What part of the collection is asked for, all of it in the address."""

    year: int
    by: str
    form: str
    period: str


def _asked(request: HttpRequest) -> Asked:
    year = request.GET.get("year", "")
    by = request.GET.get("by", "")
    return Asked(
        int(year) if year.isdigit() and len(year) == 4 else today().year, by if by in BY else "form",
        request.GET.get("form", ""), request.GET.get("period", ""),
    )


def _lines(request: HttpRequest, asked: Asked) -> list[Line]:
    return lines_of(request.user, asked.year, form=asked.form, span=asked.period)


@needs(OVERVIEW)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show who handed in what of a year: departments by forms, or by periods."""
    asked = _asked(request)
    lines = _lines(request, asked)
    years = sorted({span[:4] for span in Return.objects.values_list("period", flat=True).distinct()})
    matrix = matrix_of(lines, asked.by, today())
    context = {
        "asked": asked, "years": years, "matrix": matrix, "forms": exports.form_names().items(),
        "may_see": request.user.may(SEE), "may_open": request.user.may(OPEN),
    }
    return render(request, "returns/overview.html", context)


@needs(OVERVIEW)
@require_GET
def overview_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give the returns the matrix counts, one a row, and write that down."""
    asked = _asked(request)
    lines = _lines(request, asked)
    note_export(address=request.get_full_path(), rows=len(lines), actor=request.user, at=now())
    name = f"collection-{asked.year}-{today():%Y%m%d}"
    return export(form if form in FORMATS else "csv", name, exports.overview_heads(), exports.overview_rows(lines))


@needs(OPEN)
@require_GET
def reminders(request: HttpRequest) -> HttpResponse:
    """Show which departments owe what now or within three working days, and who speaks for them."""
    return render(request, "returns/reminders.html", {"groups": wanted_soon(request.user, today(), work_calendar())})


@needs(OPEN)
def round_new(request: HttpRequest) -> HttpResponse:
    """Open a round by hand: first show whose returns and until when, then open them."""
    asked = RoundForm(request.POST or None, today())
    context = {"form": asked}
    if request.method == "POST" and asked.is_valid():
        form, span = asked.chosen, asked.cleaned_data["period"]
        if "confirmed" in request.POST:
            return _open(request, form, span)
        on = local_day(now())
        context |= {"chosen": form, "span": span, "wanted": [
            (one, due_on(form.structure, one, on, work_calendar())) for one in owed_now(form, span)
        ]}
    return render(request, "returns/round.html", context, status=422 if asked.errors else 200)


def _open(request: HttpRequest, form: Form, span: Period) -> HttpResponse:
    records = open_round(
        form=form, span=span, wanted=owed_now(form, span), actor=request.user, at=now(), calendar=work_calendar()
    )
    words = ngettext("%(count)d return opened.", "%(count)d returns opened.", len(records))
    messages.success(request, words % {"count": len(records)})
    return redirect("returns:overview")


@needs(SEE)
@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    return render(request, "returns/forms.html", {"forms": forms_in_force(today())})


@needs(SEE)
@require_GET
def form_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Explain a form: what each item means, where that stands, and what is checked."""
    versions = list(Form.objects.select_related("owner").filter(code=code).order_by("-version"))
    form = next((one for one in versions if str(one.version) == request.GET.get("version")), None)
    form = form or get_object_or_404(Form, pk=versions[0].pk if versions else 0)
    return render(request, "returns/form.html", {"form": form, "versions": versions, "structure": form.structure})
