"""Meetings: convening, attendance, minutes, decisions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs
from hengzhi.core.clock import today
from hengzhi.core.reference import work_calendar
from hengzhi.leading_group.forms import AgendaForms, AttendanceForm, DecisionForm, MeetingForm, MinutesForm, agenda_of
from hengzhi.leading_group.models import Attendance
from hengzhi.leading_group.papers import minutes_document
from hengzhi.leading_group.permissions import KEEP, SEE
from hengzhi.leading_group.queries import meeting_parts
from hengzhi.leading_group.services.meetings import (
    change_meeting,
    convene_meeting,
    record_decision,
    take_attendance,
    write_minutes,
)
from hengzhi.leading_group.views.acting import by, find, paper, paragraphs, written
from hengzhi.leading_group.workflow import HAS_MINUTES, MeetingState
from hengzhi.records.pages import record_context
from hengzhi.register.models import Record

PLANNED = ("title", "meets_on", "begins_at", "place", "chair")


@needs(SEE)
@require_GET
def meeting_detail(request: HttpRequest, code: str) -> HttpResponse:
    return meeting_page(request, find(request, "meeting", code))


def meeting_page(
    request: HttpRequest, record: Record, *, tried=None, step: str = "", form=None, status: int = 200
) -> HttpResponse:
    """Show a meeting; `form` is one of the page's own that was refused."""
    context = record_context(request, record, tried=tried, step=step)
    parts = meeting_parts(record)
    keeps = record.is_in_reach(request.user, KEEP)
    sheet = [line.state for line in parts["attendance"]]
    forms = {
        "minutes": MinutesForm(prefix="minutes", initial={"text": record.meeting.text}),
        "decision": DecisionForm(prefix="decision", on=today()),
    }
    if form is not None:
        forms[form.prefix] = form
    context |= {
        "meeting": record.meeting, "paragraphs": paragraphs(record.meeting.text), **parts, "tried_form": form,
        **{f"{name}_form": one for name, one in forms.items()},
        "counted": [(label, sheet.count(state)) for state, label in Attendance.State.choices], "unknown": sheet.count(""),
        "has_minutes": record.state in HAS_MINUTES, "may_plan": keeps and record.state == MeetingState.CONVENED,
        "may_write": keeps and record.state == MeetingState.HELD,
        "may_count": keeps and record.state in (MeetingState.CONVENED, MeetingState.HELD),
    }
    return render(
        request, "leading_group/meeting.html#case" if request.htmx else "leading_group/meeting.html", context, status=status
    )


@needs(KEEP)
def meeting_new(request: HttpRequest) -> HttpResponse:
    return _planning(request, None)


@needs(KEEP)
def meeting_edit(request: HttpRequest, code: str) -> HttpResponse:
    return _planning(request, find(request, "meeting", code))


def _planning(request: HttpRequest, record: Record | None) -> HttpResponse:
    meeting = record.meeting if record else None
    known = {name: getattr(meeting, name, "") for name in PLANNED[1:]} | {"title": record.title} if record else {}
    items = [{"title": item.title, "reporter": item.reporter} for item in meeting.agenda.all()] if meeting else []
    form = MeetingForm(request.POST or None, initial=known)
    lines = AgendaForms(request.POST or None, prefix="agenda", initial=items)

    def write() -> object:
        plan = form.plan(agenda_of(lines))
        if record:
            return change_meeting(record, plan, **by(request))
        return convene_meeting(plan=plan, calendar=work_calendar(), **by(request))

    if request.method == "POST" and lines.is_valid() and (made := written(form, write)):
        return redirect(record or made)
    context = {"form": form, "lines": lines, "record": record, "show_errors": request.method == "POST"}
    return render(request, "leading_group/meeting_form.html", context, status=422 if request.method == "POST" else 200)


@needs(KEEP)
def attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Show the attendance sheet and take it."""
    record = find(request, "meeting", code)
    lines = record.meeting.attendance.select_related("member__department")
    form = AttendanceForm(request.POST or None, lines=lines, initial={"guests": record.meeting.guests})
    if request.method == "POST":
        written(form, lambda: take_attendance(record, lines=form.given(), guests=form.cleaned_data["guests"], **by(request)))
        if not form.errors:
            return redirect(record)
    context = {"form": form, "record": record}
    return render(request, "leading_group/attendance.html", context, status=422 if form.errors else 200)


@needs(KEEP)
@require_POST
def minutes_write(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, "meeting", code)
    form = MinutesForm(request.POST, prefix="minutes")
    done = written(form, lambda: write_minutes(record, text=form.cleaned_data["text"], **by(request)))
    return redirect(record) if done else meeting_page(request, record, form=form, status=422)


@needs(KEEP)
@require_POST
def decision_add(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, "meeting", code)
    form = DecisionForm(request.POST, prefix="decision", on=today())
    made = written(form, lambda: record_decision(record, form.plan(), calendar=work_calendar(), **by(request)))
    return redirect(made) if made else meeting_page(request, record, form=form, status=422)


@needs(SEE)
@require_GET
def minutes_docx(request: HttpRequest, code: str) -> HttpResponse:
    """Give the minutes of a meeting that was held as a Word file; before they are issued as a draft."""
    record = find(request, "meeting", code)
    if record.state not in HAS_MINUTES:
        raise Http404
    return paper(request, minutes_document, record, f"{record.title}{_('minutes of the meeting')}")
