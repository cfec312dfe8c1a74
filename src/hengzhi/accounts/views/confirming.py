"""Asking again who somebody is before a dangerous act, then going on with what was asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hengzhi.accounts import oidc, sessions
from hengzhi.accounts.models import Passkey, Totp
from hengzhi.accounts.services.proof import prove_by_code, prove_by_password
from hengzhi.accounts.views.sign_in import show_passkey
from hengzhi.core.address import client_address
from hengzhi.core.errors import Refused
from hengzhi.core.present import present

RESUME, PASSWORD, CODE, PASSKEY = "confirming", "confirming_password", "confirming_code", "confirming_passkey"
# To htmx: the whole page takes the place of what the request was to fill.
HEADERS = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}
OWN_FIELDS = {RESUME, PASSWORD, CODE, PASSKEY, "csrfmiddlewaretoken"}


def confirm_first(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks again, or None where the view may go on; what was posted comes along as hidden fields."""
    at = present()
    if sessions.is_confirmed(request, at):
        return None
    reason = ""
    if request.method == "POST" and RESUME in request.POST:
        try:
            sessions.confirm(request, at, by_factor=_shown(request, at))
        except Refused as refused:
            reason = str(refused)
        else:
            return None if request.POST[RESUME] == "post" else redirect(request.get_full_path())
    return _ask(request, reason)


def _shown(request: HttpRequest, at) -> bool:
    """Check what the user shows and return whether it was a second factor; raises Refused."""
    user, address = request.user, client_address(request)
    if answer := request.POST.get(PASSKEY):
        show_passkey(request, answer, user)
    elif code := request.POST.get(CODE):
        prove_by_code(user, code, address=address, at=at)
    else:
        prove_by_password(user, request.POST.get(PASSWORD, ""), address=address, at=at)
        return False
    return True


def _ask(request: HttpRequest, reason: str) -> HttpResponse:
    is_post = request.method == "POST" and not request.FILES
    resume = request.POST.get(RESUME) or ("post" if is_post else "get")
    kept = [
        (name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values
    ]
    user = request.user
    context = {
        "reason": reason, "kept": kept, "resume": resume, "has_password": user.has_usable_password(),
        "has_app": Totp.objects.filter(user=user).exists(), "has_passkey": Passkey.objects.filter(user=user).exists(),
        "provider": oidc.is_set_up(),
    }
    response = render(request, "accounts/confirm.html", context, status=422 if reason else 200)
    for name, value in HEADERS.items() if request.htmx else ():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response
