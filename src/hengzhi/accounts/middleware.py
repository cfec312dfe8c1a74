"""Every page is shut unless its view says who may open it; a session ends when its time is over."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hengzhi.accounts.sessions import lasts, unfinished
from hengzhi.accounts.views.confirming import confirm_first
from hengzhi.core.access import PUBLIC, SIGNED_IN
from hengzhi.core.present import present


class SessionLimits:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session
        if has_session and not lasts(request, present()):
            logout(request)
            messages.warning(request, _("Your session has ended: its time was over, or it was ended elsewhere. Sign in again."))
        return self.get_response(request)


class DenyByDefault:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        access = getattr(view, "access", ())
        if access == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not getattr(view, "is_early", False) and (page := unfinished(request)):
            return redirect(page)
        if access != SIGNED_IN and not any(request.user.may(permission) for permission in access):
            raise PermissionDenied
        return confirm_first(request) if getattr(view, "is_confirmed", False) else None
