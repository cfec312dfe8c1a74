"""What every response carries, and the page shown when something fails."""

import logging
import secrets

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hengzhi.core.errors import HengzhiError
from hengzhi.core.reference import forget_old

logger = logging.getLogger(__name__)
ANSWERED_BY_DJANGO = (Http404, PermissionDenied, BadRequest, SuspiciousOperation)
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'nonce-{nonce}'; script-src 'self' 'nonce-{nonce}'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(get_response):
    """Let pages load nothing from another host and run no script but ours."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(16)
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.csp_nonce))
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        vary = [response.headers.get("Vary", ""), "HX-Request"]
        response.headers["Vary"] = ", ".join(part for part in vary if part)
        return response

    return respond


def fresh_reference(get_response):
    """Read reference data anew now and then, so that what one process changed reaches the others."""

    def respond(request: HttpRequest) -> HttpResponse:
        forget_old()
        return get_response(request)

    return respond


class PlainErrors:
    """Show what a user can mend as a page; log the rest under a number that the page gives."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ANSWERED_BY_DJANGO):
            return None
        if isinstance(error, HengzhiError):
            return render(request, "core/refused.html", {"reason": str(error)}, status=422)
        number = secrets.token_hex(4)
        logger.error("failure %s at %s", number, request.path, exc_info=error)
        return render(request, "core/failed.html", {"number": number}, status=500)
