"""Official forms made from the page of a record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from hengzhi.complaints.papers.services import make_paper
from hengzhi.complaints.permissions import ISSUE
from hengzhi.complaints.views.record import find
from hengzhi.core.access import needs
from hengzhi.core.clock import now
from hengzhi.core.errors import Refused

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs(ISSUE)
@require_POST
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Make a form and give it as a file; what is refused is said with its reason."""
    record = find(request, code)
    try:
        made = make_paper(
            record=record, code=request.POST.get("paper", ""), purpose=request.POST.get("purpose", "")[:200],
            actor=request.user, at=now(), is_kept=bool(request.POST.get("keep")),
        )
    except Refused as refused:
        return render(request, "core/refused.html", {"reason": str(refused)}, status=422)
    response = HttpResponse(made.content, content_type=DOCX_TYPE)
    response.headers["Content-Disposition"] = content_disposition_header(True, made.name)
    response.headers["Cache-Control"] = "no-store"
    return response
