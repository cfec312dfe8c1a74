"""What every page that writes does: find the record, write a valid form, show what was refused."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.encoding import iri_to_uri

from hengzhi.core.clock import now
from hengzhi.core.errors import Refused
from hengzhi.core.reference import site
from hengzhi.documents.docx import render_docx
from hengzhi.leading_group.papers import in_chinese
from hengzhi.leading_group.queries import records_of
from hengzhi.organisations.models import Area
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def find(request: HttpRequest, kind: str, code: str) -> Record:
    """Return a record of a kind of ours this user may know of, or answer that there is none."""
    joined = records_of(request.user, kind).select_related("department", "area", "handler", "rule_set")
    return get_object_or_404(joined.prefetch_related("shared_with"), code=code)


def by(request: HttpRequest) -> dict:
    """Return who writes, and when."""
    return {"actor": request.user, "at": now()}


def district() -> Area | None:
    return Area.objects.filter(code=site().area_code).first()


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def written(form: Form, write: Callable[[], object]) -> object | None:
    """Write what a valid form says and return what came of it; what is refused becomes an error of the form."""
    if not form.is_valid():
        return None
    try:
        return write() or True
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


def paper(request: HttpRequest, make, record: Record, name: str) -> HttpResponse:
    """Give a paper as a Word file and write that down."""
    content = render_docx(in_chinese(make, record, site()))
    note_export(address=request.get_full_path(), rows=1, actor=request.user, at=now())
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{iri_to_uri(name)}.docx"
    return response
