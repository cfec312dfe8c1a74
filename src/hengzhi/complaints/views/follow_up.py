"""Meetings, calls to complainants, records that belong together: what the record page sends beside its steps."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengzhi.complaints.factors import weighing
from hengzhi.complaints.forms.follow_up import (
    CallBackForm,
    FactorForm,
    MeetingForm,
    MeetingResultForm,
    RepresentativesForm,
    TieForm,
)
from hengzhi.complaints.permissions import CHECK, DECIDE, FOLLOW_UP, MEDIATE
from hengzhi.complaints.queries import complaints_seen_by
from hengzhi.complaints.services.factors import judge_factor
from hengzhi.complaints.services.follow_up import note_call_back
from hengzhi.complaints.services.joint import name_representatives
from hengzhi.complaints.services.mediation import note_meeting, plan_meeting
from hengzhi.complaints.services.ties import tie_repeat
from hengzhi.complaints.views.record import detail_page, find
from hengzhi.core.access import needs
from hengzhi.core.clock import now
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.register.models import Record
from hengzhi.register.permissions import KEEP_PEOPLE
from hengzhi.register.vault.panel import panel


def _done(request: HttpRequest, record: Record, name: str, form: Form, write: Callable[[dict], object]) -> HttpResponse:
    """Write what a form of the record page holds; what is refused is shown with its reason and what was typed."""
    if form.is_valid():
        try:
            write(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return detail_page(request, record, forms={name: form}, status=422)
    return redirect(record)


@needs(MEDIATE)
@require_POST
def meeting_new(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)
    given = {"record": record, "actor": request.user, "at": now()}
    return _done(request, record, "meeting", MeetingForm(request.POST), lambda values: plan_meeting(**given, **values))


@needs(MEDIATE)
@require_POST
def meeting_result(request: HttpRequest, code: str, meeting: int) -> HttpResponse:
    record = find(request, code)
    held = get_object_or_404(record.meetings.select_related("record"), pk=meeting)
    given = {"meeting": held, "actor": request.user, "at": now()}
    return _done(request, record, "result", MeetingResultForm(request.POST), lambda values: note_meeting(**given, **values))


@needs(FOLLOW_UP)
@require_POST
def call_back(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)
    given = {"record": record, "actor": request.user, "at": now()}
    return _done(request, record, "call_back", CallBackForm(request.POST), lambda values: note_call_back(**given, **values))


@needs(DECIDE)
@require_POST
def factor(request: HttpRequest, code: str) -> HttpResponse:
    """Note what was thought of a factor to be weighed; nothing else follows from it."""
    record = find(request, code)
    form = FactorForm(request.POST, weighing=weighing(record, request.user))
    return _done(request, record, "factor", form, lambda values: judge_factor(
        record=record, factor=values["factor"], is_considered=values["judgement"] == "considered", reason=values["reason"],
        actor=request.user, at=now(),
    ))


@needs(KEEP_PEOPLE)
@require_POST
def representatives(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)
    form = RepresentativesForm(request.POST, lines=panel(record, request.user).lines)
    return _done(request, record, "representatives", form, lambda values: name_representatives(
        record=record, links=values["chosen"], actor=request.user, at=now(),
    ))


@needs(CHECK)
@require_POST
def tie(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, code)

    def write(values: dict) -> None:
        earlier = complaints_seen_by(request.user).filter(code=values["earlier"]).first()
        if earlier is None:
            raise Refused(_("There is no tip-off %(code)s that you may see.") % {"code": values["earlier"]})
        tie_repeat(
            record=record, earlier=earlier, has_new_facts=values["has_new_facts"], actor=request.user, at=now(),
            calendar=work_calendar(),
        )

    return _done(request, record, "tie", TieForm(request.POST), write)
