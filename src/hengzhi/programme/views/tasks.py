"""The page of a task and everything done on it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.programme.forms import FollowUpForm, PostponementForm, ProgressForm, WordsForm
from hengzhi.programme.limits import limits_on
from hengzhi.programme.models import FollowUp, Milestone, Postponement, Progress
from hengzhi.programme.permissions import ACCEPT, FOLLOW_UP, PLAN, REPORT, SEE
from hengzhi.programme.queries import line_of, with_details
from hengzhi.programme.services.follow_up import answer_follow_up, close_follow_up, issue_follow_up
from hengzhi.programme.services.postponement import ask_postponement, grant_postponement, refuse_postponement
from hengzhi.programme.services.progress import REPORTED_ON, accept_progress, report_progress, return_progress
from hengzhi.programme.workflow import OPEN_STATES, WITH_DEPARTMENT
from hengzhi.records.forms import StepForm
from hengzhi.records.pages import record_context, take_step
from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of

CANCEL = "cancel"


def find(request: HttpRequest, code: str) -> Record:
    """Return a task this user may know of, or answer that there is none."""
    return get_object_or_404(with_details(Record.objects.visible_to(request.user).filter(kind="task")), code=code)


@needs(SEE)
@require_GET
def task_detail(request: HttpRequest, code: str) -> HttpResponse:
    return detail_page(request, find(request, code))


def detail_page(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "", form=None, status: int = 200
) -> HttpResponse:
    """Show a task; `tried` is the form of a step that was refused, `form` any other that was."""
    context = record_context(request, record, tried=tried, step=step)
    context["may_cancel"] = any(option["step"].name == CANCEL for option in context["steps"])
    context["steps"] = [option for option in context["steps"] if option["step"].name != CANCEL]
    line = line_of(record, today(), work_calendar(), limits_on(today()))
    context |= {
        "task": record.task, "line": line, "tried_form": form, **_rights(request, record), **_history(record),
        **_forms(request, record, line, form),
    }
    template = "programme/detail.html#case" if request.htmx else "programme/detail.html"
    return render(request, template, context, status=status)


def _rights(request: HttpRequest, record: Record) -> dict:
    user = request.user
    reaches = {permission: record.is_in_reach(user, permission) for permission in (PLAN, REPORT, ACCEPT, FOLLOW_UP)}
    leads = _leads(record, user)
    return {
        "leads": leads, "may_edit": reaches[PLAN] and record.state in OPEN_STATES,
        "may_report": reaches[REPORT] and record.state in REPORTED_ON,
        "may_ask": leads and record.state in WITH_DEPARTMENT and not record.task.asked,
        "may_decide": reaches[ACCEPT], "may_follow_up": reaches[FOLLOW_UP],
        "may_order": reaches[FOLLOW_UP] and record.state in WITH_DEPARTMENT,
    }


def _leads(record: Record, user) -> bool:
    reach = reach_of(user, REPORT)
    return reach.is_everywhere or record.department_id in reach.departments


def _history(record: Record) -> dict:
    """Return all reports, requests and orders of a task, newest first."""
    people = ("asked_by", "decided_by")
    reports = Progress.objects.filter(task=record.task).select_related("department", "milestone", *people)
    orders = FollowUp.objects.filter(task=record.task).select_related("issued_by", "answered_by")
    postponements = Postponement.objects.filter(task=record.task).select_related("milestone", *people)
    return {
        "reports": reports.order_by("-pk"), "orders": orders.order_by("-pk"), "postponements": postponements.order_by("-pk"),
    }


def _forms(request: HttpRequest, record: Record, line, tried) -> dict:
    """Return the forms of the page; the one that was refused keeps what was typed."""
    still_open = [mark.milestone for mark in line.marks if mark.reached_on is None]
    forms = {
        "progress": ProgressForm(prefix="progress", open_milestones=still_open, leads=_leads(record, request.user)),
        "postponement": PostponementForm(prefix="postponement", open_milestones=still_open),
        "follow_up": FollowUpForm(prefix="follow_up"),
    }
    if tried is not None and tried.prefix in forms:
        forms[tried.prefix] = tried
    return {f"{name}_form": form for name, form in forms.items()}


@needs(SEE)
@require_POST
def task_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return take_step(request, lambda: find(request, code), name, detail_page)


@needs(PLAN)
def task_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before a task is cancelled: what is open on it, and the reason."""
    record = find(request, code)
    if not any(step.name == CANCEL for step in record.kind_of.workflow.options(record, request.user)):
        raise Refused(_("This task cannot be cancelled: it is “%(state)s”.") % {"state": record.state_label})
    if request.method == "POST":
        return take_step(request, lambda: find(request, code), CANCEL, _cancel_page)
    return _cancel_page(request, record)


def _cancel_page(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "", status: int = 200
) -> HttpResponse:
    form = tried or StepForm(record.kind_of.workflow.step(CANCEL), record, prefix=CANCEL)
    line = line_of(record, today(), work_calendar(), limits_on(today()))
    context = {"record": record, "form": form, "line": line, "task": record.task}
    return render(request, "programme/cancel.html", context, status=status)


def _by(request: HttpRequest) -> dict:
    """Return who writes, and when."""
    return {"actor": request.user, "at": now()}


def _act(request: HttpRequest, code: str, form, write: Callable[[Record], object]) -> HttpResponse:
    """Write what a valid form says and show the task; what is refused is shown with its reason and what was typed."""
    record = find(request, code)
    if form.is_valid():
        try:
            write(record)
        except Refused as refused:
            form.add_error(None, str(refused))
    return detail_page(request, record, form=form, status=422) if form.errors else redirect(record)


def _milestone(record: Record, key: str) -> Milestone | None:
    return get_object_or_404(Milestone, task=record.task, pk=key) if key else None


@needs(REPORT)
@require_POST
def progress_report(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)
    milestones = [one for one in record.task.milestones.all() if one.done_on is None]
    form = ProgressForm(
        request.POST, prefix="progress", open_milestones=milestones, leads=_leads(record, request.user)
    )

    def write(record: Record) -> None:
        given = form.cleaned_data
        report_progress(
            record, text=given["text"], percent=given.get("percent"), milestone=_milestone(record, given.get("milestone", "")),
            reached_on=given.get("reached_on"), **_by(request),
        )

    return _act(request, code, form, write)


@needs(ACCEPT)
@require_POST
def progress_accept(request: HttpRequest, code: str, row: int) -> HttpResponse:
    report = get_object_or_404(Progress, task__record=find(request, code), pk=row)
    accept_progress(report, **_by(request))
    return redirect(report.task.record)


@needs(ACCEPT)
@require_POST
def progress_return(request: HttpRequest, code: str, row: int) -> HttpResponse:
    report = get_object_or_404(Progress, task__record=find(request, code), pk=row)
    form = WordsForm(request.POST, prefix=f"report-{row}", label=_("Reason"))
    return _act(
        request, code, form, lambda record: return_progress(report, reason=form.cleaned_data["words"], **_by(request))
    )


@needs(REPORT)
@require_POST
def postponement_ask(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)
    milestones = [one for one in record.task.milestones.all() if one.done_on is None]
    form = PostponementForm(request.POST, prefix="postponement", open_milestones=milestones)

    def write(record: Record) -> None:
        given = form.cleaned_data
        ask_postponement(
            record, due_on=given["due_on"], grounds=given["grounds"], milestone=_milestone(record, given["milestone"]),
            **_by(request), calendar=work_calendar(),
        )

    return _act(request, code, form, write)


@needs(ACCEPT)
@require_POST
def postponement_grant(request: HttpRequest, code: str, row: int) -> HttpResponse:
    asked = get_object_or_404(Postponement, task__record=find(request, code), pk=row)
    grant_postponement(asked, **_by(request))
    return redirect(asked.task.record)


@needs(ACCEPT)
@require_POST
def postponement_refuse(request: HttpRequest, code: str, row: int) -> HttpResponse:
    asked = get_object_or_404(Postponement, task__record=find(request, code), pk=row)
    form = WordsForm(request.POST, prefix=f"postponement-{row}", label=_("Reason"))
    return _act(
        request, code, form, lambda record: refuse_postponement(asked, reason=form.cleaned_data["words"], **_by(request))
    )


@needs(FOLLOW_UP)
@require_POST
def follow_up_issue(request: HttpRequest, code: str) -> HttpResponse:
    form = FollowUpForm(request.POST, prefix="follow_up")
    return _act(
        request, code, form, lambda record: issue_follow_up(record, **form.cleaned_data, **_by(request))
    )


@needs(REPORT)
@require_POST
def follow_up_answer(request: HttpRequest, code: str, row: int) -> HttpResponse:
    order = get_object_or_404(FollowUp, task__record=find(request, code), pk=row)
    form = WordsForm(request.POST, prefix=f"order-{row}", label=_("Answer"))
    return _act(
        request, code, form, lambda record: answer_follow_up(order, answer=form.cleaned_data["words"], **_by(request))
    )


@needs(FOLLOW_UP)
@require_POST
def follow_up_close(request: HttpRequest, code: str, row: int) -> HttpResponse:
    order = get_object_or_404(FollowUp, task__record=find(request, code), pk=row)
    form = WordsForm(request.POST, prefix=f"order-{row}", label=_("What was found"))
    return _act(
        request, code, form, lambda record: close_follow_up(order, note=form.cleaned_data["words"], **_by(request))
    )
