"""Pages of a department's sheet: record, self-score, verification, objections, simulator."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.assessments.facts import Inputs, JudgedFact
from hengzhi.assessments.forms import DecisionForm, ImprovementForm, ObjectionForm, SelfScoreForm, VerifyForm
from hengzhi.assessments.models import Edition, LineEntry
from hengzhi.assessments.pages import LineRow, grouped, line_rows, rank_sentence
from hengzhi.assessments.permissions import DECIDE, SEE, SELF_SCORE, VERIFY
from hengzhi.assessments.queries import Assessed, assessed, entries_of, measures_for, names_of_items, sheets_seen_by
from hengzhi.assessments.ranking import Result
from hengzhi.assessments.scheme import JUDGED, Line
from hengzhi.assessments.services.improvements import order_improvement
from hengzhi.assessments.services.objections import decide_objection, raise_objection
from hengzhi.assessments.services.scoring import save_self_scores, verify_lines
from hengzhi.assessments.simulator import costs, rank_with, standing_with
from hengzhi.assessments.totals import stand
from hengzhi.assessments.workflow import TOGETHER, UNTOLD, SheetState
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.evidence.models import Evidence
from hengzhi.programme.permissions import PLAN
from hengzhi.records.forms import StepForm
from hengzhi.records.pages import record_context, take_step
from hengzhi.register.models import Record
from hengzhi.register.pages import timeline_entry
from hengzhi.register.reach import reach_of


@dataclass(frozen=True)
class View:
    """A sheet as one reader may see it."""

    record: Record
    edition: Edition
    assessment: Assessed
    inputs: Inputs
    result: Result
    is_office: bool
    is_told: bool

    @property
    def may_see_rank(self) -> bool:
        return self.is_office or self.edition.is_published


def find(request: HttpRequest, code: str) -> Record:
    """Return a sheet this user may know of, or answer that there is none."""
    return get_object_or_404(sheets_seen_by(request.user), code=code)


def seen(request: HttpRequest, record: Record) -> View:
    """Return a sheet as this user may see it: a department learns verified scores when it is told them."""
    edition, department = record.assessment.edition, record.department.code
    assessment = assessed(edition)
    is_office = reach_of(request.user, SEE).is_everywhere
    is_told = is_office or record.state not in UNTOLD
    inputs, result = assessment.inputs[department], assessment.results[department]
    if not is_told:
        inputs = _untold(inputs)
        result = Result(stand(edition.scheme, department, inputs.facts), None, is_tied=False, range=None)
    return View(record, edition, assessment, inputs, result, is_office, is_told)


def _untold(inputs: Inputs) -> Inputs:
    """Return the inputs without what the office is still verifying."""
    facts = {code: JudgedFact(None) if isinstance(fact, JudgedFact) else fact for code, fact in inputs.facts.items()}
    return Inputs(facts)


def rows_of(view: View) -> list[LineRow]:
    return line_rows(view.result, view.edition, view.inputs.grounds, entries_of(view.record.assessment))


@needs(SEE)
@require_GET
def sheet_page(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, find(request, code))


def show(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "", status: int = 200
) -> HttpResponse:
    """Show a sheet; `tried` is the form of a step that was refused."""
    view = seen(request, record)
    context = record_context(request, record, tried=tried, step=step)
    if not view.is_told:
        events = record.events.exclude(action="line_verified").select_related("actor").order_by("-pk")
        context["timeline"] = [timeline_entry(record, event) for event in events]
    context["steps"] = [option for option in context["steps"] if option["step"].name not in TOGETHER]
    may_score = record.is_in_reach(request.user, SELF_SCORE)
    is_open = record.state == SheetState.VERIFIED and not view.edition.is_locked
    context |= {
        "view": view, "edition": view.edition, "standing": view.result.standing,
        "groups": grouped(view.result.standing, rows_of(view)),
        "rank_sentence": rank_sentence(view.result, view.edition.scheme) if view.may_see_rank else "",
        "may_self_score": may_score and record.state == SheetState.SELF_SCORING,
        "may_verify": record.is_in_reach(request.user, VERIFY) and _may_verify_now(record),
        "may_object": may_score and is_open and today() <= record.assessment.objections_due_on,
        "may_decide": record.is_in_reach(request.user, DECIDE) and is_open,
        "may_order": request.user.may(PLAN) and record.state not in UNTOLD,
    }
    template = "assessments/sheet.html#case" if request.htmx else "assessments/sheet.html"
    return render(request, template, context, status=status)


def _may_verify_now(record: Record) -> bool:
    is_corrected = record.assessment.edition.number > 1 and record.state == SheetState.VERIFIED
    return record.state == SheetState.SUBMITTED or is_corrected


@needs(SEE)
@require_POST
def sheet_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return take_step(request, lambda: find(request, code), name, show)


@needs(SELF_SCORE)
def self_score(request: HttpRequest, code: str) -> HttpResponse:
    """Let a department score itself, line by line."""
    record = find(request, code)
    view = seen(request, record)
    lines, entries = _lines(view), entries_of(record.assessment)
    form = SelfScoreForm(lines, entries, Evidence.objects.filter(record=record), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_self_scores(record, form.scores(), actor=request.user, at=now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Self-scores saved. Hand the sheet in when every line has one."))
            return redirect(record)
    context = {"record": record, "edition": view.edition, "form": form, "computed": _by_rule(view)}
    return render(request, "assessments/self_score.html", context, status=422 if form.errors else 200)


@needs(VERIFY)
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Let the office verify the lines of a sheet."""
    record = find(request, code)
    view = seen(request, record)
    entries = entries_of(record.assessment)
    form = VerifyForm(_lines(view), entries, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verify_lines(record, form.verified(), actor=request.user, at=now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Verified scores saved; the department sees them when it is told."))
            return redirect(record)
    rows = {row.line.code: row for row in rows_of(view)}
    context = {
        "record": record, "edition": view.edition, "form": form,
        "lines": [{**group, "row": rows[group["line"].code]} for group in form.groups()],
    }
    return render(request, "assessments/verify.html", context, status=422 if form.errors else 200)


def _lines(view: View) -> tuple[Line, ...]:
    return view.edition.scheme.lines_of(view.record.department.code)


def _by_rule(view: View) -> list[LineRow]:
    return [row for row in rows_of(view) if row.line.kind not in JUDGED]


def _entry(record: Record, name: str) -> LineEntry:
    """Return a line of a sheet, or answer that there is none."""
    return get_object_or_404(record.assessment.entries, line=name)


@needs(SELF_SCORE)
def objection(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Let a department object to the score of one line."""
    record = find(request, code)
    view, entry = seen(request, record), _entry(record, name)
    row = next(row for row in rows_of(view) if row.line.code == name)
    files = Evidence.objects.filter(record=record)
    form = ObjectionForm(row.line, files, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            raise_objection(
                entry, asked_score=given["asked_score"], reason=given["reason"], actor=request.user, at=now(),
                evidence=[int(key) for key in given.get("evidence", ())],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(record)
    context = {"record": record, "edition": view.edition, "row": row, "form": form, "has_files": files.exists()}
    return render(request, "assessments/objection.html", context, status=422 if form.errors else 200)


@needs(DECIDE)
def decide(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Let somebody who did not verify the line decide on the objection to it."""
    record = find(request, code)
    view, entry = seen(request, record), _entry(record, name)
    raised = getattr(entry, "objection", None)
    if raised is None:
        raise Http404
    row = next(row for row in rows_of(view) if row.line.code == name)
    form = DecisionForm(row.line, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_objection(raised, **form.cleaned_data, actor=request.user, at=now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(record)
    context = {"record": record, "edition": view.edition, "row": row, "objection": raised, "form": form}
    return render(request, "assessments/decide.html", context, status=422 if form.errors else 200)


@needs(PLAN)
def improvement(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Order a department to mend what cost it points on a line: a task goes into the plan."""
    record = find(request, code)
    view, entry = seen(request, record), _entry(record, name)
    row = next(row for row in rows_of(view) if row.line.code == name)
    measures = measures_for(view.edition.year)
    begin = {
        "title": _("Improve: %(line)s") % {"line": row.line.name}, "requirement": row.why,
        "deliverable": _("report on the improvement"),
    }
    form = ImprovementForm(measures, request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            task = order_improvement(entry, **form.cleaned_data, actor=request.user, at=now(), calendar=work_calendar())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Task %(code)s is in the plan and assigned to the department.") % {"code": task.code})
            return redirect(record)
    context = {"record": record, "edition": view.edition, "row": row, "form": form, "has_measures": measures.exists()}
    return render(request, "assessments/improvement.html", context, status=422 if form.errors else 200)


@needs(SEE)
@require_GET
def simulator(request: HttpRequest, code: str) -> HttpResponse:
    """Show what each loss costs, and how the department would stand with some of them put right."""
    record = find(request, code)
    view = seen(request, record)
    scheme, department = view.edition.scheme, record.department.code
    losses = costs(scheme, department, view.inputs)
    chosen = [loss.key for loss in losses if loss.key in request.GET.getlist("better")]
    then = standing_with(scheme, department, view.inputs, chosen)
    best = standing_with(scheme, department, view.inputs, [loss.key for loss in losses])
    others = [result.standing for result in view.assessment.results.values()]
    known = names_of_items([loss.item.code for loss in losses if loss.item], request.user)
    context = {
        "record": record, "edition": view.edition, "now": view.result.standing, "then": then, "best": best, "chosen": chosen,
        "losses": [
            {"cost": loss, "is_chosen": loss.key in chosen, "what": known[loss.item.code] if loss.item else ""}
            for loss in losses
        ],
        "view": view,
        "rank_then": rank_with(scheme, others, then) if view.may_see_rank else None,
    }
    return render(request, "assessments/simulator.html", context)
