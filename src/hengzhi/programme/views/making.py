"""Making the plan: goals and measures, new and changed tasks, copying from another year, assigning all drafts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import site, work_calendar
from hengzhi.organisations.models import Area
from hengzhi.programme.forms import (
    SPARE_ROWS,
    GoalForm,
    MeasureForm,
    MilestoneForms,
    PlanForm,
    TaskForm,
    milestones_of,
)
from hengzhi.programme.models import Goal, Plan
from hengzhi.programme.permissions import PLAN
from hengzhi.programme.queries import plan_of, tasks_seen_by
from hengzhi.programme.services.plan import add_goal, add_measure, copy_plan, issue_plan, make_plan, planned_copy
from hengzhi.programme.services.tasks import change_task, open_task
from hengzhi.programme.views.plan import common, year_of
from hengzhi.programme.views.tasks import find
from hengzhi.programme.workflow import TaskState
from hengzhi.register.models import Record

MORE = "more"
PAPER = ("title", "number", "letter_mark", "issued_on")


def district() -> Area | None:
    return Area.objects.filter(code=site().area_code).first()


def _asked_year(request: HttpRequest) -> int:
    """Return the year to plan: the one asked for, of which there need not be a plan yet."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 1990 <= int(asked) <= 2100 else year_of(request)


@needs(PLAN)
def plan_goals(request: HttpRequest) -> HttpResponse:
    """Show the goals and measures of a year, and take the plan's paper, new goals and new measures."""
    year = _asked_year(request)
    plan = plan_of(year)
    forms = _forms(request, year, plan)
    asked = forms.get(request.POST.get("form", ""))
    if asked is not None and asked.is_valid() and (plan or asked.prefix == "plan"):
        _write(asked, year, plan)
        return redirect(f"{reverse('programme:goals')}?year={year}")
    goals = Goal.objects.filter(plan=year).prefetch_related("measures__tasks")
    context = {
        **common(request, year, "goals"), "goals": goals, "failed": asked,
        **{f"{name}_form": form for name, form in forms.items()},
    }
    return render(request, "programme/goals.html", context, status=422 if asked is not None and asked.errors else 200)


def _forms(request: HttpRequest, year: int, plan: Plan | None) -> dict:
    asked = request.POST.get("form", "")

    def sent(name: str):
        return request.POST if name == asked else None

    title = _("Plan of quality work %(year)d") % {"year": year}
    paper = {name: getattr(plan, name) for name in PAPER} if plan else {"title": title}
    return {
        "plan": PlanForm(sent("plan"), prefix="plan", initial=paper), "goal": GoalForm(sent("goal"), prefix="goal"),
        "measure": MeasureForm(sent("measure"), prefix="measure", year=year),
    }


def _write(form, year: int, plan: Plan | None) -> None:
    match form.prefix:
        case "plan":
            make_plan(year=year, **form.cleaned_data)
        case "goal":
            add_goal(plan=plan, **form.cleaned_data)
        case "measure":
            add_measure(**form.cleaned_data)


@needs(PLAN)
def task_new(request: HttpRequest) -> HttpResponse:
    year = year_of(request)
    form = TaskForm(request.POST or None, year=year, on=today())
    lines = MilestoneForms(_with_spare(request), prefix="milestone") if request.POST else _empty_lines()
    if _is_complete(request, form, lines):
        try:
            record = open_task(
                plan=form.plan(milestones_of(lines)), area=district(), actor=request.user, at=now(), calendar=work_calendar()
            )
            return redirect(record)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _task_page(request, form, lines, year=year, record=None)


@needs(PLAN)
def task_edit(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)
    task, is_draft = record.task, record.state == TaskState.PLANNED
    initial = {name: getattr(task, name) for name in ("measure", "requirement", "deliverable", "person", "starts_on", "due_on")}
    initial |= {"title": record.title, "department": record.department, "supporting": record.shared_with.all()}
    year = task.measure.goal.plan_id
    form = TaskForm(request.POST or None, year=year, on=today(), are_days_fixed=not is_draft, initial=initial)
    form.fields["department"].disabled = True
    lines = MilestoneForms(_with_spare(request), prefix="milestone") if request.POST and is_draft else _lines_of(task)
    if _is_complete(request, form, lines if is_draft else None):
        try:
            change_task(record, form.plan(milestones_of(lines) if is_draft else ()), actor=request.user, at=now())
            return redirect(record)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _task_page(request, form, lines if is_draft else None, year=year, record=record)


def _with_spare(request: HttpRequest):
    """Return what was sent, with further empty lines of milestones where these were asked for."""
    sent = request.POST.copy()
    total = sent.get("milestone-TOTAL_FORMS", "0")
    if MORE in sent and total.isdecimal():
        sent["milestone-TOTAL_FORMS"] = str(int(total) + SPARE_ROWS)
    return sent


def _empty_lines():
    return MilestoneForms(prefix="milestone", initial=[{} for _line in range(SPARE_ROWS)])


def _lines_of(task):
    known = [{"name": one.name, "due_on": one.due_on, "deliverable": one.deliverable} for one in task.milestones.all()]
    return MilestoneForms(prefix="milestone", initial=[*known, *({} for _line in range(SPARE_ROWS))])


def _is_complete(request: HttpRequest, form, lines) -> bool:
    if request.method != "POST" or MORE in request.POST:
        return False
    are_lines_valid = lines is None or lines.is_valid()
    return form.is_valid() and are_lines_valid


def _task_page(request: HttpRequest, form, lines, *, year: int, record: Record | None) -> HttpResponse:
    is_wrong = request.method == "POST" and MORE not in request.POST
    context = {"form": form, "lines": lines, "year": year, "record": record, "show_errors": is_wrong, "plan": plan_of(year)}
    return render(request, "programme/task_form.html", context, status=422 if is_wrong else 200)


@needs(PLAN)
def plan_copy(request: HttpRequest) -> HttpResponse:
    """Show what copying a plan to the next year makes, and make it for the tasks chosen."""
    source = year_of(request)
    target = source + 1
    copied = planned_copy(source=source, target=target, calendar=work_calendar())
    title = _("Plan of quality work %(year)d") % {"year": target}
    if request.method == "POST":
        records = copy_plan(
            source=source, target=target, title=title, codes=set(request.POST.getlist("task")), area=district(),
            actor=request.user, at=now(), calendar=work_calendar(),
        )
        count = len(records)
        said = ngettext(
            "%(count)d draft was written into the plan of %(year)d.",
            "%(count)d drafts were written into the plan of %(year)d.", count,
        )
        messages.success(request, said % {"count": count, "year": target})
        return redirect(f"{reverse('programme:list')}?year={target}")
    left_out = tasks_seen_by(request.user, source).filter(state=TaskState.CANCELLED)
    context = {"source": source, "target": target, "copied": copied, "left_out": left_out, "year": source}
    return render(request, "programme/copy.html", context)


@needs(PLAN)
def plan_issue(request: HttpRequest) -> HttpResponse:
    """Assign all drafts of a year; what cannot be assigned is shown first, with the reason."""
    year = year_of(request)
    drafts = tasks_seen_by(request.user, year).filter(state=TaskState.PLANNED).select_related("department", "task")
    if request.method == "POST":
        assigned, refused = issue_plan(year=year, actor=request.user, at=now(), calendar=work_calendar())
        said = ngettext("%(count)d task was assigned.", "%(count)d tasks were assigned.", assigned) % {"count": assigned}
        messages.success(request, said)
        for record, reason in refused:
            messages.warning(request, f"{record.code} {record.title}: {reason}")
        return redirect(f"{reverse('programme:list')}?year={year}")
    flow = [(record, record.kind_of.workflow.refusal(record, "assign", request.user)) for record in drafts]
    context = {
        "year": year, "ready": [record for record, reason in flow if not reason],
        "refused": [(record, reason) for record, reason in flow if reason],
    }
    return render(request, "programme/issue.html", context)
