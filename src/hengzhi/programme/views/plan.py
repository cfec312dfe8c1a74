"""The plan of a year as table, board, timeline, leaders' screen and a department's own page."""

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
from hengzhi.programme import exports
from hengzhi.programme.columns import COLUMNS
from hengzhi.programme.forms import TaskFilterForm
from hengzhi.programme.lights import Colour
from hengzhi.programme.permissions import OVERVIEW, PLAN, SEE
from hengzhi.programme.queries import (
    Line,
    by_department,
    by_goal,
    lines_of,
    narrowed,
    plan_of,
    plan_years,
    sum_of,
    tasks_seen_by,
)
from hengzhi.programme.timeline import MONTH, bars_of, place
from hengzhi.programme.workflow import TASK, WITH_DEPARTMENT, TaskState
from hengzhi.records.bulk import acts_for
from hengzhi.records.columns import columns_of
from hengzhi.records.saved import saved_views
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record
from hengzhi.register.services import move

PAGE_SIZE = 50
NEWEST_DONE = 20
TABS = {
    "all": lambda line: line.record.state != TaskState.CANCELLED,
    "red": lambda line: line.light.colour == Colour.RED,
    "yellow": lambda line: line.light.colour == Colour.YELLOW,
    "green": lambda line: line.light.colour == Colour.GREEN,
    "done": lambda line: line.light.colour == Colour.DONE,
    "office": lambda line: line.waits_for_office,
    "orders": lambda line: bool(line.orders),
    "off": lambda line: line.light.colour == Colour.OFF,
}
BOARD = (TaskState.PLANNED, TaskState.ASSIGNED, TaskState.IN_HAND, TaskState.RETURNED, TaskState.REPORTED, TaskState.DONE)


def year_of(request: HttpRequest) -> int:
    """Return the year asked for; else this year, or the newest there is a plan of before it."""
    years = plan_years()
    asked = request.GET.get("year", "")
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    return next((year for year in years if year <= today().year), today().year)


def _shown(request: HttpRequest) -> tuple[int, TaskFilterForm, list[Line]]:
    """Return the year, the filter form and the tasks that pass the filters, with their lights."""
    year = year_of(request)
    form = TaskFilterForm(request.GET, year=year, on=today())
    filters = form.filters()
    lines = lines_of(narrowed(tasks_seen_by(request.user, year), filters), today(), work_calendar())
    return year, form, [line for line in lines if not filters.light or line.light.colour == filters.light]


def common(request: HttpRequest, year: int, face: str) -> dict:
    """Return what every face of the plan shows."""
    return {
        "year": year, "years": plan_years(), "plan": plan_of(year), "face": face, "may_plan": request.user.may(PLAN),
        "may_oversee": request.user.may(OVERVIEW),
    }


def _view(request: HttpRequest) -> str:
    return request.GET.get("view") if request.GET.get("view") in TABS else "all"


@needs(SEE)
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    year, form, lines = _shown(request)
    names = {
        "all": _("All"), "red": _("Red"), "yellow": _("Yellow"), "green": _("Green"), "done": _("Done"),
        "office": _("For the office"), "orders": _("Followed up"), "off": _("Drafts and cancelled"),
    }
    view = _view(request)
    tabs = [
        {"name": names[name], "view": name, "count": sum(map(keeps, lines)), "is_on": name == view}
        for name, keeps in TABS.items()
    ]
    shown = [line for line in lines if TABS[view](line)]
    context = {
        **common(request, year, "list"), "form": form, "filters": form.filters(), "tabs": tabs, "view": view,
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "columns": columns_of(request, COLUMNS),
        "saved": saved_views(request, "programme:list"), "acts": acts_for(request.user, ["task"]),
    }
    return render(request, "programme/list.html#results" if request.htmx else "programme/list.html", context)


@needs(SEE)
@require_GET
def plan_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the table shows, all pages of it, and write that down."""
    year, _form, lines = _shown(request)
    shown = [line for line in lines if TABS[_view(request)](line)]
    note_export(address=request.get_full_path(), rows=len(shown), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"plan-{year}-{today():%Y%m%d}", exports.heads(), exports.rows(shown))


@needs(SEE)
@require_GET
def plan_board(request: HttpRequest) -> HttpResponse:
    """Show the tasks in columns by state; each card offers the steps that need no words."""
    year, form, lines = _shown(request)
    columns = [_column(state, [line for line in lines if line.record.state == state], request) for state in BOARD]
    context = {**common(request, year, "board"), "form": form, "filters": form.filters(), "columns": columns}
    return render(request, "programme/board.html", context)


def _column(state: TaskState, lines: list[Line], request: HttpRequest) -> dict:
    """Return a column of the board; of the tasks that are done only the newest."""
    shown = lines
    if state == TaskState.DONE:
        shown = sorted(lines, key=lambda line: line.task.done_on, reverse=True)[:NEWEST_DONE]
    return {
        "label": state.label, "state": state.value, "count": len(lines), "more": len(lines) - len(shown),
        "cards": [_card(line, request) for line in shown],
    }


def _card(line: Line, request: HttpRequest) -> dict:
    steps = [step for step in TASK.options(line.record, request.user) if not (step.needs_note or step.facts)]
    return {"line": line, "steps": steps}


@needs(SEE)
@require_POST
def board_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Take a step from the board and come back to it."""
    record = get_object_or_404(Record.objects.visible_to(request.user).filter(kind="task"), code=code)
    try:
        move(record, name, actor=request.user, at=now(), calendar=work_calendar())
    except Refused as refused:
        return render(request, "core/refused.html", {"reason": str(refused)}, status=422)
    return redirect(f"/programme/board/?{request.GET.urlencode()}#{code}" if request.GET else "programme:board")


@needs(SEE)
@require_GET
def plan_timeline(request: HttpRequest) -> HttpResponse:
    year, form, lines = _shown(request)
    shown = [line for line in lines if line.record.state != TaskState.CANCELLED]
    context = {
        **common(request, year, "timeline"), "form": form, "filters": form.filters(), "bars": bars_of(shown, year),
        "months": [{"number": month, "x": (month - 1) * MONTH} for month in range(1, 13)], "now": place(today(), year),
        "is_this_year": year == today().year,
    }
    return render(request, "programme/timeline.html", context)


@needs(OVERVIEW)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show leaders on one screen how the plan stands by department and by goal."""
    year = year_of(request)
    lines = lines_of(tasks_seen_by(request.user, year), today(), work_calendar())
    worst = sorted((line for line in lines if line.light.workdays_late), key=lambda line: -line.light.workdays_late)
    context = {
        **common(request, year, "overview"), "sum": sum_of(lines, today()), "departments": by_department(lines, today()),
        "goals": by_goal(lines, today()), "worst": worst[:10],
        "orders": sorted((order for line in lines for order in line.orders), key=lambda order: (-order.level, order.due_on)),
    }
    return render(request, "programme/overview.html", context)


@needs(SEE)
@require_GET
def department_page(request: HttpRequest, department: str) -> HttpResponse:
    """Show a department what it has to do, the tasks it leads and those it supports."""
    found = get_object_or_404(Department, code=department)
    year = year_of(request)
    lines = lines_of(tasks_seen_by(request.user, year), today(), work_calendar())
    led = [line for line in lines if line.record.department_id == found.pk]
    supported = [line for line in lines if found in line.record.shared_with.all()]
    context = {
        **common(request, year, "department"), "department": found, "sum": sum_of(led, today()), "led": led,
        "supported": supported, "to_do": _to_do(led), "own": request.user.department,
    }
    return render(request, "programme/department.html", context)


def _to_do(led: list[Line]) -> list[tuple[Line, str]]:
    """Return what the department is to do now, the latest first, each with the reason."""
    reasons = [(line, reason) for line in led if (reason := _reason(line))]
    return sorted(reasons, key=lambda pair: (-pair[0].light.workdays_late, pair[0].task.due_on))


def _reason(line: Line) -> str:
    if any(order.answered_on is None for order in line.orders):
        return _("A follow-up order waits for an answer.")
    if line.record.state == TaskState.ASSIGNED:
        return _("Take the task on.")
    if line.record.state == TaskState.RETURNED:
        return _("Returned: mend it and report again.")
    is_pressing = line.light.colour in {Colour.RED, Colour.YELLOW}
    return line.light.sentence if is_pressing and line.record.state in WITH_DEPARTMENT else ""
