"""Pages of the assessment of a year: list, overview, lock, differences, book, scheme."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.assessments import exports
from hengzhi.assessments.book import FORMS, book_of
from hengzhi.assessments.differences import differences
from hengzhi.assessments.forms import OpenForm, RoundForm
from hengzhi.assessments.models import Edition, SchemeVersion
from hengzhi.assessments.pages import (
    MatrixColumn,
    MatrixRow,
    grade_counts,
    matrix_columns,
    matrix_rows,
    range_text,
    scheme_parts,
)
from hengzhi.assessments.permissions import LOCK, MANAGE, SEE
from hengzhi.assessments.queries import (
    Assessed,
    assessed,
    departments_of,
    rounds_of,
    sheets_of,
    sheets_seen_by,
    turnout,
)
from hengzhi.assessments.scheme import EXTRAS, RATED
from hengzhi.assessments.services.editions import open_edition, renew_facts
from hengzhi.assessments.services.locking import lock_edition, obstacles
from hengzhi.assessments.services.rounds import RATES
from hengzhi.assessments.verification import breaches
from hengzhi.assessments.workflow import SheetState
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import HengzhiError
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.organisations.queries import area_rows
from hengzhi.register.audit import note_export
from hengzhi.register.reach import reach_of
from hengzhi.snapshots.services import take_snapshot


def find(code: str) -> Edition:
    """Return an edition or answer that there is none."""
    people = ("locked_by", "published_by", "opened_by", "withdrawal__withdrawn_by")
    editions = Edition.objects.select_related("scheme_version", "snapshot", "previous__scheme_version", *people)
    return get_object_or_404(editions, code=code)


def sees_all(request: HttpRequest) -> bool:
    """Say whether a user sees the sheets of the whole district."""
    return reach_of(request.user, SEE).is_everywhere


@needs(SEE)
@require_GET
def edition_list(request: HttpRequest) -> HttpResponse:
    editions = Edition.objects.select_related("scheme_version", "withdrawal").defer("facts", "sealed", "scheme_version__body")
    context = {
        "editions": editions, "schemes": SchemeVersion.objects.filter(is_current=True), "may_open": request.user.may(MANAGE),
        "own": [] if sees_all(request) else sheets_seen_by(request.user), "sees_all": sees_all(request),
    }
    return render(request, "assessments/list.html", context)


@needs(MANAGE)
def edition_open(request: HttpRequest) -> HttpResponse:
    """Open the assessment of a year on a snapshot taken now."""
    form = OpenForm(request.POST or None, initial={"year": today().year})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            edition = open_edition(
                year=given["year"], scheme_version=given["scheme"], snapshot=take_snapshot(at=now(), areas=area_rows()),
                self_score_due_on=given["self_score_due_on"], objections_due_on=given["objections_due_on"],
                cause=given["cause"], actor=request.user, at=now(), calendar=work_calendar(),
            )
        except HengzhiError as error:
            form.add_error(None, str(error))
        else:
            return redirect(edition)
    return render(request, "assessments/open.html", {"form": form}, status=422 if form.errors else 200)


@needs(SEE)
@require_GET
def scheme_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a scheme: what is weighed, by which rules, where it is rounded."""
    versions = SchemeVersion.objects.filter(code=code).order_by("-is_current", "-pk")
    asked = request.GET.get("digest", "")
    version = get_object_or_404(versions, digest__startswith=asked) if asked else versions.first()
    if version is None:
        raise Http404
    scheme = version.scheme
    names = dict(Department.objects.values_list("code", "short_zh"))
    context = {
        "version": version, "scheme": scheme, "versions": versions, "parts": scheme_parts(scheme), "names": names,
        "extras": [line for line in scheme.lines if line.kind in EXTRAS],
    }
    return render(request, "assessments/scheme.html", context)


@needs(SEE)
@require_GET
def edition_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the whole district to who sees it, the results to all once they are published."""
    edition = find(code)
    if not sees_all(request):
        return _department_page(request, edition)
    assessment, columns, rows = _matrix(request, edition)
    states = [row.state for row in rows]
    context = {
        "edition": edition, "scheme": edition.scheme, "columns": columns, "rows": rows,
        "unfolded": request.GET.get("lines", ""), "by_rank": _by_rank(request),
        "grades": grade_counts(edition.scheme, assessment.results), "rounds": _rounds(edition, request.user),
        "stages": [
            {"state": state, "label": state.label, "count": states.count(state)} for state in SheetState if state in states
        ],
        "may_manage": request.user.may(MANAGE) and not edition.is_locked, "may_lock": request.user.may(LOCK),
        "round_form": RoundForm(),
    }
    return render(request, "assessments/edition.html", context)


def _department_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    rows = []
    if edition.is_published:
        assessment = assessed(edition)
        departments = departments_of(assessment)
        rows = matrix_rows(assessment, departments, sheets_of(edition), [], by_rank=True)
    context = {
        "edition": edition, "scheme": edition.scheme, "rows": rows, "rounds": _rounds(edition, request.user),
        "own": sheets_seen_by(request.user).filter(assessment__edition=edition),
    }
    return render(request, "assessments/results.html", context)


def _by_rank(request: HttpRequest) -> bool:
    return request.GET.get("order") != "department"


def _matrix(request: HttpRequest, edition: Edition) -> tuple[Assessed, list[MatrixColumn], list[MatrixRow]]:
    assessment = assessed(edition)
    columns = matrix_columns(edition.scheme, request.GET.get("lines", ""))
    rows = matrix_rows(assessment, departments_of(assessment), sheets_of(edition), columns, by_rank=_by_rank(request))
    return assessment, columns, rows


def _rounds(edition: Edition, user) -> list[dict]:
    """Return the rated lines of an edition with their rounds, how many voices have been heard, and whether `user` has one."""
    found = rounds_of(edition)
    heard = turnout(found.values())
    return [
        {
            "line": line, "round": found.get(line.code), "may_rate": user.may(RATES[line.kind]),
            "heard": heard.get(found[line.code].pk, 0) if line.code in found else 0,
        }
        for line in edition.scheme.lines if line.kind in RATED
    ]


@needs(SEE)
@require_GET
def edition_export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Give exactly what the overview shows, and write that down."""
    edition = find(code)
    if not sees_all(request):
        raise Http404
    _assessment, columns, rows = _matrix(request, edition)
    note_export(address=request.get_full_path(), rows=len(rows), actor=request.user, at=now())
    name = f"assessment-{edition.code}"
    return export(form if form in FORMATS else "csv", name, exports.heads(columns), exports.rows(rows))


@needs(MANAGE)
@require_POST
def edition_renew(request: HttpRequest, code: str) -> HttpResponse:
    """Let the assessment stand on a snapshot taken now."""
    edition = find(code)
    before = edition.snapshot_id
    at = now()
    renew_facts(edition, take_snapshot(at=at, areas=area_rows()), actor=request.user, at=at)
    if edition.snapshot_id == before:
        messages.info(request, _("Nothing has changed since the last snapshot; the figures stay as they are."))
    else:
        messages.success(request, _("Figures renewed from snapshot %(id)s.") % {"id": edition.snapshot_id})
    return redirect(edition)


@needs(LOCK)
def edition_lock(request: HttpRequest, code: str) -> HttpResponse:
    """Show what would be locked and what keeps it from that; lock it when that is confirmed."""
    edition = find(code)
    if request.method == "POST" and request.POST.get("confirmed"):
        lock_edition(edition, actor=request.user, at=now(), calendar=work_calendar())
        messages.success(request, _("The assessment %(code)s is locked.") % {"code": edition.code})
        return redirect(edition)
    assessment = assessed(edition)
    context = {
        "edition": edition, "scheme": edition.scheme, "obstacles": obstacles(edition) if not edition.is_locked else [],
        "grades": grade_counts(edition.scheme, assessment.results), "is_unconfirmed": request.method == "POST",
        "rows": matrix_rows(assessment, departments_of(assessment), sheets_of(edition), [], by_rank=True),
    }
    return render(request, "assessments/lock.html", context, status=422 if request.method == "POST" else 200)


@needs(SEE)
@require_POST
def edition_verify(request: HttpRequest, code: str) -> HttpResponse:
    """Check a locked edition against its seal, its snapshot and the rules."""
    edition = find(code)
    if not edition.is_locked:
        raise Http404
    found = breaches(edition)
    for breach in found:
        messages.error(request, breach)
    if not found:
        messages.success(request, _("The seal holds: snapshot, facts and results are those that were locked."))
    return redirect(edition)


@needs(SEE)
@require_GET
def edition_differences(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a correcting edition changed."""
    edition = find(code)
    if edition.previous is None or not (sees_all(request) or edition.is_published):
        raise Http404
    before, after = (list(assessed(one).results.values()) for one in (edition.previous, edition))
    names = {department.code: department for department in Department.objects.all()}
    changes = [
        {"change": change, "department": names[change.department], "ranges": [
            range_text(result.range) if result else "" for result in (change.before, change.after)
        ]}
        for change in differences(before, after)
    ]
    return render(request, "assessments/differences.html", {"edition": edition, "changes": changes})


@needs(SEE)
@require_GET
def edition_book(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Give the assessment book as a paper, and write that down."""
    edition = find(code)
    if form not in FORMS or not (sees_all(request) or edition.is_published):
        raise Http404
    render_book, media_type = FORMS[form]
    content = render_book(book_of(edition))
    note_export(address=request.get_full_path(), rows=len(edition.facts["departments"]), actor=request.user, at=now())
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="assessment-{edition.code}.{form}"'
    return response

