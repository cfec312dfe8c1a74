"""Decisions and the tasks that carry them out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs
from hengzhi.core.clock import today
from hengzhi.core.reference import work_calendar
from hengzhi.leading_group.forms import NameTaskForm
from hengzhi.leading_group.permissions import KEEP, SEE
from hengzhi.leading_group.services.decisions import name_task, open_task_of
from hengzhi.leading_group.views.acting import by, district, find, written
from hengzhi.leading_group.workflow import DecisionState
from hengzhi.programme.forms import MilestoneForms, TaskForm, milestones_of
from hengzhi.programme.permissions import PLAN
from hengzhi.programme.queries import lines_of
from hengzhi.records.pages import record_context
from hengzhi.register.models import Record


@needs(SEE)
@require_GET
def decision_detail(request: HttpRequest, code: str) -> HttpResponse:
    return decision_page(request, find(request, "decision", code))


def decision_page(
    request: HttpRequest, record: Record, *, tried=None, step: str = "", form=None, status: int = 200
) -> HttpResponse:
    """Show a decision and what became of it: its tasks with their lights."""
    context = record_context(request, record, tried=tried, step=step)
    decision = record.decision
    keeps = record.is_in_reach(request.user, KEEP) and record.state == DecisionState.TAKEN
    seen = Record.objects.visible_to(request.user)
    tasks = seen.filter(kind="task", task__decisions=decision).order_by("code")
    lines = lines_of(tasks, today(), work_calendar())
    context |= {
        "decision": decision, "meeting": decision.meeting.record,
        "responsible": list(decision.responsible.all()), "lines": lines,
        "hidden": decision.tasks.count() - len(lines), "sees_meeting": seen.filter(pk=decision.meeting_id).exists(),
        "may_name": keeps, "may_open": keeps and request.user.may(PLAN), "task_form": form or NameTaskForm(prefix="task"),
    }
    return render(
        request, "leading_group/decision.html#case" if request.htmx else "leading_group/decision.html", context, status=status
    )


@needs(KEEP)
@require_POST
def task_name(request: HttpRequest, code: str) -> HttpResponse:
    """Name a task of the plan that carries the decision out."""
    record = find(request, "decision", code)
    form = NameTaskForm(request.POST, prefix="task")

    def write() -> None:
        tasks = Record.objects.visible_to(request.user).filter(kind="task")
        name_task(record, get_object_or_404(tasks, code=form.cleaned_data["code"].strip()), **by(request))

    return redirect(record) if written(form, write) else decision_page(request, record, form=form, status=422)


@needs(KEEP)
def task_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a task into the plan that carries the decision out."""
    record = find(request, "decision", code)
    decision, year = record.decision, record.decision.meeting.meets_on.year
    responsible = list(decision.responsible.all())
    known = {
        "title": record.title, "requirement": decision.text, "department": responsible[0] if responsible else None,
        "supporting": responsible[1:], "starts_on": decision.meeting.meets_on, "due_on": decision.due_on,
    }
    form = TaskForm(request.POST or None, year=year, on=today(), initial=known)
    point = [{"name": record.title, "due_on": decision.due_on}, {}, {}]
    lines = MilestoneForms(request.POST or None, prefix="milestone", initial=point)

    def write() -> Record:
        return open_task_of(
            record, form.plan(milestones_of(lines)), area=district(), calendar=work_calendar(), **by(request)
        )

    if request.method == "POST" and lines.is_valid() and (task := written(form, write)):
        return redirect(task)
    context = {"form": form, "lines": lines, "record": record, "year": year, "show_errors": request.method == "POST"}
    return render(request, "leading_group/task_form.html", context, status=422 if request.method == "POST" else 200)
