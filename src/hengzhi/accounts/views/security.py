"""A user's own page: password, second factors, recovery codes, sessions."""

import base64

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hengzhi.accounts import passkeys, sessions, totp
from hengzhi.accounts.devices import device
from hengzhi.accounts.forms.sign_in import ChangePasswordForm, CodeForm, PasskeyForm
from hengzhi.accounts.models import Passkey, Totp, Visit
from hengzhi.accounts.sealing import seal, unseal
from hengzhi.accounts.services import factors
from hengzhi.accounts.services.passwords import change_password
from hengzhi.accounts.services.proof import prove_by_password
from hengzhi.accounts.services.visits import end_visits, renamed_visit
from hengzhi.accounts.views.sign_in import ASKED_PASSKEY, origin, site_name
from hengzhi.core.access import confirmed, early, signed_in
from hengzhi.core.address import client_address
from hengzhi.core.errors import Refused
from hengzhi.core.present import present

NEW_APP, NEW_SECRET = "new_app", "secret of a new app"


@early
@signed_in
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Show what the user signs in with and where they are signed in."""
    user = request.user
    visits = [
        {"visit": visit, "device": device(visit.agent), "is_this": visit.session_key == request.session.session_key}
        for visit in Visit.objects.filter(user=user)
    ]
    context = {
        "app": Totp.objects.filter(user=user).first(), "passkeys": list(user.passkeys.all()), "visits": visits,
        "codes_left": user.recovery_codes.filter(used_at=None).count(), "is_wanted": factors.needs_factor(user),
        "must_add": sessions.unfinished(request) == "accounts:security", "has_password": user.has_usable_password(),
    }
    return render(request, "accounts/security.html", context)


@early
@signed_in
@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Let a user change their password; their other sessions end."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your password has been changed; your other sessions have ended."))
            return redirect("accounts:security")
    context = {"form": form, "is_forced": request.user.must_change_password}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


def _change(request: HttpRequest, given: dict[str, str]) -> None:
    user, old_key = request.user, request.session.session_key
    prove_by_password(user, given["present"], address=client_address(request), at=present())
    change_password(user, password=given["password"], keep=old_key)
    update_session_auth_hash(request, user)
    renamed_visit(old_key=old_key, new_key=request.session.session_key)


@confirmed
@early
@signed_in
@never_cache
def app_add(request: HttpRequest) -> HttpResponse:
    """Show a secret as a square code and in letters, and take it once the app has shown a right code."""
    secret = _secret_shown(request)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            factors.add_app(request.user, secret=secret, code=form.cleaned_data["code"], at=present())
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[NEW_APP]
            return _added(request, _("The authenticator app has been added."))
    address = totp.address(secret, issuer=f"衡质 {site_name()}", account=request.user.username)
    square = segno.make(address, error="m").svg_inline(border=2, light="#fff", omitsize=True)
    letters = totp.written(secret)
    context = {
        "form": form, "square": mark_safe(square),  # noqa: S308 - drawn by segno, holds no text
        "secret": " ".join(letters[at : at + 4] for at in range(0, len(letters), 4)),
    }
    return render(request, "accounts/app_add.html", context, status=422 if form.errors else 200)


def _secret_shown(request: HttpRequest) -> bytes:
    """Return the secret this session is about to add, a new one the first time; the session keeps it sealed."""
    owner = request.user.pk
    if NEW_APP not in request.session:
        sealed = seal(totp.new_secret(), owner=owner, purpose=NEW_SECRET)
        request.session[NEW_APP] = base64.b64encode(sealed).decode()
    return unseal(base64.b64decode(request.session[NEW_APP]), owner=owner, purpose=NEW_SECRET)


def _added(request: HttpRequest, words: str) -> HttpResponse:
    """Say that a factor was added and, with the first, show recovery codes."""
    sessions.confirm(request, present(), by_factor=True)
    messages.success(request, words)
    if request.user.recovery_codes.filter(used_at=None).exists():
        return redirect("accounts:security")
    return _codes_page(request)


def _codes_page(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/codes.html", {"codes": factors.make_codes(request.user)})


@confirmed
@signed_in
@require_POST
def app_remove(request: HttpRequest) -> HttpResponse:
    factors.remove_app(request.user, is_wanted=factors.needs_factor(request.user))
    return redirect("accounts:security")


@confirmed
@early
@signed_in
@never_cache
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Add a passkey the browser has made for us; what to make is asked at `passkey_new`."""
    form = PasskeyForm(request.POST if "passkey" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            _add_passkey(request, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _added(request, _("The passkey has been added."))
    is_number = request.get_host().partition(":")[0].replace(".", "").isdigit()
    context = {"form": form, "is_number": is_number}
    return render(request, "accounts/passkey_add.html", context, status=422 if form.errors else 200)


def _add_passkey(request: HttpRequest, given: dict[str, str]) -> None:
    state = request.session.pop(ASKED_PASSKEY, None)
    if not state:
        raise Refused(_("The passkey’s answer does not fit. Reload the page and try again."))
    credential = passkeys.read_new(given["passkey"], state, site=site_name(), origin=origin(request))
    factors.add_passkey(request.user, credential=credential, name=given["name"], at=present())


@early
@signed_in
@never_cache
@require_POST
def passkey_new(request: HttpRequest) -> HttpResponse:
    """Say what new passkey the browser is to make."""
    question, request.session[ASKED_PASSKEY] = passkeys.ask_new(request.user, site=site_name(), origin=origin(request))
    return JsonResponse(question)


@confirmed
@signed_in
@require_POST
def passkey_remove(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("passkey", "")
    passkey = get_object_or_404(Passkey, user=request.user, pk=number if number.isdigit() else 0)
    factors.remove_passkey(request.user, passkey, is_wanted=factors.needs_factor(request.user))
    return redirect("accounts:security")


@confirmed
@early
@signed_in
@never_cache
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    if not factors.has_factor(request.user):
        raise Refused(_("Add an app or a passkey first; recovery codes stand in for them."))
    return _codes_page(request)


@signed_in
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End one of the user's sessions, or all but this one."""
    number = request.POST.get("visit", "")
    count = end_visits(
        request.user, actor=request.user, keep=request.session.session_key, only=int(number) if number.isdigit() else None
    )
    messages.success(request, _("Sessions ended: %(count)d.") % {"count": count})
    return redirect("accounts:security")
