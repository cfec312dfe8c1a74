"""The manifest of an assessment book, for who may read the book."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hengzhi.assessments.permissions import SEE
from hengzhi.assessments.views_editions import find, sees_all
from hengzhi.core.access import needs
from hengzhi.core.clock import now
from hengzhi.register.audit import note_export
from hengzhi.reports.books import book_manifest
from hengzhi.reports.manifest import canonical


@needs(SEE)
@require_GET
def manifest(request: HttpRequest, code: str) -> HttpResponse:
    """Give what the codes in a book stand for, and write that down."""
    edition = find(code)
    if not (sees_all(request) or edition.is_published):
        raise Http404
    content = book_manifest(edition)
    note_export(address=request.get_full_path(), rows=len(content["figures"]), actor=request.user, at=now())
    response = HttpResponse(canonical(content), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="assessment-{edition.code}.manifest.json"'
    return response
