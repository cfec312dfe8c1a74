"""The responsibility letters as Word files, one department's or all of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.reference import site, work_calendar
from hengzhi.documents.docx import render_docx
from hengzhi.organisations.models import Department
from hengzhi.programme.letter import Letter, letter_document, letters_archive, letters_of
from hengzhi.programme.limits import limits_on
from hengzhi.programme.models import Plan
from hengzhi.programme.permissions import OVERVIEW, SEE
from hengzhi.programme.queries import lines_of, tasks_seen_by
from hengzhi.programme.workflow import TaskState
from hengzhi.register.audit import note_export

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _letters(request: HttpRequest, year: int, departments: list[Department]) -> list[Letter]:
    plan = get_object_or_404(Plan, pk=year)
    tasks = tasks_seen_by(request.user, year).exclude(state__in=[TaskState.PLANNED, TaskState.CANCELLED])
    lines = lines_of(tasks, today(), work_calendar())
    day = plan.issued_on or today()
    return letters_of(plan, lines, departments, site=site(), day=day, limits=limits_on(day))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{iri_to_uri(name)}"
    return response


@needs(SEE)
@require_GET
def letter_docx(request: HttpRequest, year: int, department: str) -> HttpResponse:
    """Give the letter of a department, made of the tasks this user may know of."""
    letters = _letters(request, year, [get_object_or_404(Department, code=department)])
    if not letters:
        raise Http404(_("No task of that year is assigned to this department."))
    note_export(address=request.get_full_path(), rows=len(letters[0].led), actor=request.user, at=now())
    return _file(render_docx(letter_document(letters[0])), WORD, letters[0].file_name)


@needs(OVERVIEW)
@require_GET
def letters_zip(request: HttpRequest, year: int) -> HttpResponse:
    """Give the letters of all departments in one file."""
    letters = _letters(request, year, list(Department.objects.all()))
    if not letters:
        raise Http404(_("No task of that year is assigned yet."))
    note_export(address=request.get_full_path(), rows=len(letters), actor=request.user, at=now())
    return _file(letters_archive(letters), "application/zip", f"{year}年度质量工作目标责任书.zip")
