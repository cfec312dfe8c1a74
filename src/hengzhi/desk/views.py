"""The staff home: the desk, everything that waits, search, and the calendar of the programme's days."""

from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.comments.queries import mentions_of
from hengzhi.core.access import signed_in
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.reference import work_calendar
from hengzhi.desk import exports
from hengzhi.desk.agenda import month
from hengzhi.desk.columns import COLUMNS
from hengzhi.desk.queries import VIEWS, desk_of, find, urgent, with_number, work_of
from hengzhi.records.bulk import acts_for
from hengzhi.records.columns import columns_of
from hengzhi.records.saved import saved_views
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record
from hengzhi.register.pages import timeline_entry

PAGE_SIZE = 50
QUERY_LETTERS = 60
FIRST_YEAR, LAST_YEAR = 1990, 2100


def _view_names() -> dict[str, str]:
    return {
        "waiting": _("Waiting for me"), "late": _("Late"), "today": _("Due today"), "soon": _("Due within 3 working days"),
        "returned": _("Returned"), "mine": _("In my own hands"),
        "others": _("In colleagues’ hands"),
    }


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request.user, today(), work_calendar())
    changes = [{"record": event.record, "entry": timeline_entry(event.record, event)} for event in desk.events]
    listing = reverse("desk:waiting")
    board = [
        {"name": name, "count": desk.counts[view], "address": f"{listing}?view={view}", "is_late": view == "late"}
        for view, name in _view_names().items()
    ]
    board.append({"name": _("Mentions"), "count": desk.counts["mentions"], "address": reverse("desk:mentions")})
    return render(request, "desk/home.html", {"desk": desk, "changes": changes, "board": board})


@signed_in
@require_GET
def mentions(request: HttpRequest) -> HttpResponse:
    """List the remarks that ask the user to look and that they have not read."""
    page = Paginator(mentions_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/mentions.html", {"page": page})


@signed_in
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """List everything that waits for the user, whatever mechanism it is of."""
    records, view, counts = _waiting(request)
    tabs = [
        {"view": name, "name": label, "count": counts[name], "is_on": name == view} for name, label in _view_names().items()
    ]
    context = {"tabs": tabs, "view": view, "page": _page(request, records, counts[view]),
               "saved": saved_views(request, "desk:waiting"), **_parts(request)}
    return render(request, "desk/waiting.html", context)


def _parts(request: HttpRequest) -> dict:
    """Return what every list of records of any kind offers: its columns, and what may be done with many."""
    return {"columns": columns_of(request, COLUMNS), "acts": acts_for(request.user)}


def _waiting(request: HttpRequest) -> tuple[QuerySet[Record], str, dict[str, int]]:
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else "waiting"
    work = work_of(request.user, today(), work_calendar())
    return urgent(work.of(view)), view, work.counts()


def _page(request: HttpRequest, records: QuerySet[Record], count: int) -> Page:
    paginator = Paginator(records.select_related("area", "department", "handler"), PAGE_SIZE)
    paginator.count = count
    return paginator.get_page(request.GET.get("page"))


@signed_in
@require_GET
def waiting_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the list shows, all pages of it, and write that down."""
    records, _view, _counts = _waiting(request)
    return _export(request, form, records, "waiting")


def _export(request: HttpRequest, form: str, records: QuerySet[Record], name: str) -> HttpResponse:
    note_export(address=request.get_full_path(), rows=records.count(), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"{name}-{today():%Y%m%d}", exports.heads(), exports.rows(records))


@signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Search everything the user may see; a whole number leads straight to its record."""
    text = request.GET.get("q", "").strip()[:QUERY_LETTERS]
    if record := with_number(request.user, text):
        return redirect(record)
    kind = request.GET.get("kind", "")
    found = find(request.user, text, kind) if text else None
    page = _page(request, found.records, found.total) if found else None
    context = {"text": text, "kind": kind, "found": found, "page": page, **_parts(request)}
    return render(request, "desk/search.html", context)


@signed_in
@require_GET
def search_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give everything the search finds, all pages of it, and write that down."""
    found = find(request.user, request.GET.get("q", "").strip()[:QUERY_LETTERS], request.GET.get("kind", ""))
    return _export(request, form, found.records, "search")


@signed_in
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month: days off, campaign days, meetings and milestones, and how many records fall due."""
    first = _month(request.GET.get("month", ""))
    before, after = (first.replace(day=1, **_shifted(first, by)) for by in (-1, 1))
    weeks = month(request.user, first, work_calendar())
    listed = [day for week in weeks for day in week if day.mark != "out" and (day.due or day.entries or day.holiday)]
    context = {"first": first, "weeks": weeks, "before": before, "after": after, "listed": listed,
               "weekdays": _("Mo Tu We Th Fr Sa Su").split()}
    return render(request, "desk/calendar.html", context)


def _month(text: str) -> date:
    """Return the first day of the month asked for as 2012-09; this month where it cannot be read."""
    try:
        asked = parse_date(f"{text}-01")
    except ValueError:
        asked = None
    return asked if asked and FIRST_YEAR <= asked.year <= LAST_YEAR else today().replace(day=1)


def _shifted(first: date, by: int) -> dict[str, int]:
    year, month_ = divmod(first.year * 12 + first.month - 1 + by, 12)
    return {"year": year, "month": month_ + 1}


@signed_in
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """List the open records that fall due on a day."""
    try:
        day = parse_date(request.GET.get("day", "")) or today()
    except ValueError:
        day = today()
    records = Record.objects.visible_to(request.user).filter(is_open=True, due_on=day).order_by("pk")
    page = _page(request, records, records.count())
    return render(request, "desk/due.html", {"day": day, "page": page, "columns": columns_of(request, COLUMNS)})
