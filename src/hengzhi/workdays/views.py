"""Pages of the work calendar: the years, a year, editing with a preview, and what a publication moved."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hengzhi.core.access import needs, signed_in
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.models import CalendarDay, CalendarYear
from hengzhi.core.reference import work_calendar
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record
from hengzhi.register.strip import clock_name
from hengzhi.workdays.days import written
from hengzhi.workdays.forms import YearForm
from hengzhi.workdays.models import Move, Publication
from hengzhi.workdays.permissions import PUBLISH
from hengzhi.workdays.queries import months, year_lines
from hengzhi.workdays.services import preview, publish

FIRST_YEAR, LAST_YEAR = 1990, 2100
SHOWN = 50


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


@signed_in
@require_GET
def years(request: HttpRequest) -> HttpResponse:
    lines = year_lines(work_calendar())
    following = max([line.year.year for line in lines], default=today().year - 1) + 1
    context = {
        "lines": lines, "following": following, "may_publish": request.user.may(PUBLISH),
        "publications": Publication.objects.select_related("by")[:SHOWN],
    }
    return render(request, "workdays/years.html", context)


@signed_in
@require_GET
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    context = {
        "year": _year(year), "entry": CalendarYear.objects.filter(year=year).first(),
        "months": months(year, work_calendar()),
        "weekdays": _("Mo Tu We Th Fr Sa Su").split(), "may_publish": request.user.may(PUBLISH),
        "publications": Publication.objects.filter(year=year).select_related("by"),
    }
    return render(request, "workdays/year.html", context)


@needs(PUBLISH)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """Show the year's days to be changed; a preview says what publishing moves before it is done."""
    known = CalendarYear.objects.filter(year=_year(year)).first()
    initial = {"days": written(CalendarDay.objects.filter(day__year=year)), "source": known.source if known else ""}
    form = YearForm(year, request.POST or None, initial=initial)
    context = {"year": year, "form": form, "entry": known}
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        if "publish" in request.POST:
            done = publish(year, days, source=form.cleaned_data["source"], actor=request.user, at=now())
            return redirect("workdays:publication", done.pk)
        foreseen = preview(year, days)
        seen = set(Record.objects.visible_to(request.user).filter(pk__in=[move.record_id for move in foreseen.moves])
                   .values_list("pk", flat=True))
        context |= {"preview": foreseen, "shown": [m for m in foreseen.moves if m.record_id in seen][:SHOWN]}
    return render(request, "workdays/edit.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def publication(request: HttpRequest, publication_id: int) -> HttpResponse:
    """List what a publication moved, as far as this user may see the records."""
    done = get_object_or_404(Publication.objects.select_related("by"), pk=publication_id)
    moves = _moves(request, done)
    page = Paginator(moves, SHOWN).get_page(request.GET.get("page"))
    context = {"publication": done, "page": page, "hidden": done.moves.count() - page.paginator.count}
    return render(request, "workdays/publication.html", context)


def _moves(request: HttpRequest, done: Publication):
    seen = Record.objects.visible_to(request.user).values("pk")
    return Move.objects.filter(publication=done, record__in=seen).select_related("record", "clock")


@signed_in
@require_GET
def publication_export(request: HttpRequest, publication_id: int, form: str) -> HttpResponse:
    """Give the moves this user may see as a spreadsheet, and write that down."""
    moves = _moves(request, get_object_or_404(Publication, pk=publication_id))
    note_export(address=request.get_full_path(), rows=moves.count(), actor=request.user, at=now())
    heads = [_("Number"), _("Subject"), _("Deadline"), _("Due before"), _("Due now")]
    rows = (
        (move.record.code, move.record.title, clock_name(move.record, move.clock.name), move.due_before, move.due_after)
        for move in moves.iterator(chunk_size=2000)
    )
    return export(form if form in FORMATS else "csv", f"moved-{publication_id}", heads, rows)
