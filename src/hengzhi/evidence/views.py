"""Addresses of evidence: offering, the file itself, deciding, taking back."""

from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs, signed_in
from hengzhi.core.clock import now
from hengzhi.core.errors import HengzhiError
from hengzhi.evidence.models import Evidence
from hengzhi.evidence.pages import panel
from hengzhi.evidence.permissions import DECIDE, OFFER
from hengzhi.evidence.ranges import Window, stretch
from hengzhi.evidence.services import accept, give_back, offer, too_large, withdraw
from hengzhi.evidence.store import opened
from hengzhi.register.models import Record

HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
BLOCK_BYTES = 256 * 1024


def find(request: HttpRequest, evidence_id: int) -> Evidence:
    """Return evidence of a record this user may know of, or answer that there is none."""
    seen = Evidence.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("record", "offered_by"), pk=evidence_id)


def answer(request: HttpRequest, record: Record, errors: Sequence[str] = ()) -> HttpResponse:
    """Show the record's evidence again, as a part where a script asked, else on the record's page."""
    if not request.htmx:
        for error in errors:
            messages.error(request, error)
        # Messages stand on top of the page; only without any does the browser go down to the evidence.
        return redirect(record if errors else f"{record.get_absolute_url()}#evidence")
    context = {"panel": panel(record, request.user, errors)}
    response = render(request, "evidence/_panel.html", context, status=422 if errors else 200)
    response["HX-Trigger-After-Settle"] = "evidence-changed"
    return response


@needs(OFFER)
@require_POST
def evidence_offer(request: HttpRequest, code: str) -> HttpResponse:
    """Take the files sent; each is kept or refused by itself, and what was refused is said with its reason."""
    record = get_object_or_404(Record.objects.visible_to(request.user), code=code)
    files = request.FILES.getlist("files")
    errors = [str(too_large(name)) for name in getattr(request, "too_large", ())]
    if not files and not errors:
        errors = [_("Choose a file first.")]
    for file in files:
        try:
            offer(record=record, file=file, name=file.name, actor=request.user, at=now())
        except HengzhiError as error:
            errors.append(str(error))
    return answer(request, record, errors)


@needs(DECIDE)
@require_POST
def evidence_accept(request: HttpRequest, evidence_id: int) -> HttpResponse:
    return _written(request, evidence_id, accept)


@needs(DECIDE)
@require_POST
def evidence_return(request: HttpRequest, evidence_id: int) -> HttpResponse:
    return _written(request, evidence_id, partial(give_back, reason=request.POST.get("reason", "")))


@needs(OFFER)
@require_POST
def evidence_withdraw(request: HttpRequest, evidence_id: int) -> HttpResponse:
    return _written(request, evidence_id, withdraw)


def _written(request: HttpRequest, evidence_id: int, write: Callable) -> HttpResponse:
    """Let a service write and show what came of it, or why it was refused."""
    evidence = find(request, evidence_id)
    try:
        write(evidence, actor=request.user, at=now())
    except HengzhiError as error:
        return answer(request, evidence.record, [str(error)])
    return answer(request, evidence.record)


@signed_in
@require_GET
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Give the file to be saved."""
    return _sent(request, find(request, evidence_id), as_attachment=True)


@signed_in
@require_GET
def evidence_view(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Show a picture or a PDF in the browser; other files are given to be saved."""
    evidence = find(request, evidence_id)
    return _sent(request, evidence, as_attachment=not evidence.has_preview)


def _sent(request: HttpRequest, evidence: Evidence, *, as_attachment: bool) -> HttpResponseBase:
    """Send a content, or the stretch asked for, shut in so that it can run nothing and load nothing."""
    try:
        part = stretch(request.headers.get("Range", ""), evidence.size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{evidence.size}"})
    file = opened(evidence)
    response = FileResponse(
        Window(file, part) if part else file, as_attachment=as_attachment, filename=evidence.name,
        content_type=evidence.media_type, status=206 if part else 200,
    )
    response.block_size = BLOCK_BYTES
    response["Content-Length"] = part.length if part else evidence.size
    if part:
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{evidence.size}"
    for header, value in HEADERS.items():
        response[header] = value
    return response
