"""The page of a complaint or tip-off: its facts and steps."""

from collections.abc import Mapping

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from hengzhi.complaints.factors import weighing
from hengzhi.complaints.forms.follow_up import (
    CallBackForm,
    FactorForm,
    MeetingForm,
    MeetingResultForm,
    RepresentativesForm,
    TieForm,
)
from hengzhi.complaints.pages import ladder, may_do, respondent_word, ties_of
from hengzhi.complaints.papers.catalogue import papers_of
from hengzhi.complaints.permissions import ISSUE, SEE
from hengzhi.complaints.queries import complaints_seen_by, with_details
from hengzhi.core.access import needs
from hengzhi.records.forms import StepForm
from hengzhi.records.pages import record_context, take_step
from hengzhi.register.models import Record


def find(request: HttpRequest, code: str) -> Record:
    """Return a complaint or tip-off this user may know of, or answer that there is none."""
    parts = ("department", "complaint__dispatcher", "complaint__delegated_station")
    records = with_details(complaints_seen_by(request.user)).select_related(*parts)
    return get_object_or_404(records, code=code)


@needs(SEE)
@require_GET
def complaint_detail(request: HttpRequest, code: str) -> HttpResponse:
    return detail_page(request, find(request, code))


def detail_page(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "",
    forms: Mapping[str, Form] | None = None, status: int = 200,
) -> HttpResponse:
    """Show a record; `tried` is the form of a step that was refused.

    `forms` are other forms of the page that were refused, by name: meeting, result, call_back, tie, factor,
    representatives.
    """
    context = record_context(request, record, tried=tried, step=step)
    weighed = weighing(record, request.user)
    blank = {
        "meeting": MeetingForm(), "result": MeetingResultForm(), "call_back": CallBackForm(), "tie": TieForm(),
        "factor": FactorForm(weighing=weighed), "representatives": RepresentativesForm(lines=context["people"].lines),
    }
    context |= {
        "complaint": record.complaint, "ladder": ladder(record), "respondent_word": respondent_word(record),
        "meetings": record.meetings.select_related("planned_by"),
        "call_backs": record.call_backs.select_related("caller"),
        "ties": ties_of(record, request.user), "may": may_do(record, request.user), "forms": {**blank, **(forms or {})},
        "weighing": weighed, "wrong_form": next(iter(forms or {}), ""),
        "papers": [(paper, paper.lacks(record)) for paper in papers_of(record) if record.is_in_reach(request.user, ISSUE)],
    }
    template = "complaints/detail.html#case" if request.htmx else "complaints/detail.html"
    return render(request, template, context, status=status)


@needs(SEE)
@require_POST
def complaint_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return take_step(request, lambda: find(request, code), name, detail_page)
