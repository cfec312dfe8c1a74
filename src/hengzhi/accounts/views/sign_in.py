"""Signing in with password, second factor or passkey, and signing out."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hengzhi.accounts import oidc, passkeys, sessions
from hengzhi.accounts.forms.sign_in import CodeForm, SignInForm
from hengzhi.accounts.models import Passkey, RecoveryCode, Totp, Tries, User
from hengzhi.accounts.services.factors import has_factor
from hengzhi.accounts.services.proof import prove_by_code, tried, user_of_passkey
from hengzhi.accounts.services.tries import Counter
from hengzhi.core.access import public
from hengzhi.core.address import client_address
from hengzhi.core.errors import Refused
from hengzhi.core.present import present
from hengzhi.core.reference import site

BACKEND = "django.contrib.auth.backends.ModelBackend"
ENTERING, ASKED_PASSKEY = "entering", "passkey"
ENTERING_SECONDS = 10 * 60
KNOWN_FOR = timedelta(days=180)
SALT = "hengzhi.accounts.known-device"

sign_out = public(LogoutView.as_view())


def wanted_page(request: HttpRequest, wanted: str) -> str:
    """Return the page somebody wanted to open, if it is one of ours, or the desk."""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else resolve_url("desk:home")


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(wanted_page(request, wanted))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return step_or_enter(request, _user_by_password(request, **form.cleaned_data), wanted)
        except Refused as refused:
            form.add_error(None, str(refused))
    return sign_in_page(request, form, wanted)


def sign_in_page(request: HttpRequest, form: SignInForm, wanted: str, refused: str = "") -> HttpResponse:
    """Show the ways of signing in, with why the last try was refused."""
    provider = settings.HENGZHI_OIDC_NAME if oidc.is_set_up() else ""
    context = {"form": form, "next": wanted, "provider": provider, "refused": refused}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors or refused else 200)


def _user_by_password(request: HttpRequest, username: str, password: str) -> User:
    """Return the user of a name and password; raises Refused with the same words whether or not the name is somebody's.

    A device the user has signed in on before is counted by itself, so that strangers cannot shut its user out.
    """
    user = User.objects.filter(username=username).first()
    device = _known_device(request, user) if user else ""
    address = client_address(request)
    counters = [Counter(Tries.Kind.NAME, username.casefold()), Counter(Tries.Kind.ADDRESS, address)]
    if device:
        counters = [Counter(Tries.Kind.DEVICE, device)]
    check = lambda: authenticate(request, username=username, password=password)  # noqa: E731 - a name would say no more
    return tried(counters, check, user=user, address=address, at=present())


def _cookie(user: User) -> str:
    return f"known-{user.pk}"


def _mark(user: User) -> str:
    """Return what a device's cookie must end with: it changes with the password."""
    return user.get_session_auth_hash()[:16]


def _known_device(request: HttpRequest, user: User) -> str:
    """Return the number of the device if the user has signed in on it since their password was set, or ""."""
    value = request.get_signed_cookie(_cookie(user), "", salt=SALT, max_age=KNOWN_FOR)
    number, _colon, mark = value.partition(":")
    return number if number and secrets.compare_digest(mark, _mark(user)) else ""


def step_or_enter(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Ask for the second factor of a user who has one, or let them in."""
    if not has_factor(user):
        return enter(request, user, wanted, by_factor=False)
    request.session.cycle_key()
    request.session[ENTERING] = {"user": user.pk, "at": present().timestamp(), "next": wanted}
    return redirect("accounts:second-step")


def enter(request: HttpRequest, user: User, wanted: str, *, by_factor: bool) -> HttpResponse:
    """Begin a session under a new key and remember the device."""
    device = _known_device(request, user) or secrets.token_urlsafe(16)
    request.session.pop(ENTERING, None)
    login(request, user, backend=BACKEND)
    sessions.confirm(request, present(), by_factor=by_factor)
    response = redirect(wanted_page(request, wanted))
    response.set_signed_cookie(
        _cookie(user), f"{device}:{_mark(user)}", salt=SALT, max_age=KNOWN_FOR, httponly=True, samesite="Lax",
        secure=request.is_secure(), path=resolve_url("accounts:sign-in").removesuffix("sign-in/"),
    )
    return response


def _entering(request: HttpRequest) -> tuple[User | None, str]:
    """Return who has shown their password and not yet their second factor, and the page they wanted."""
    found = request.session.get(ENTERING, {})
    if request.user.is_authenticated:
        return (None if request.session.get(sessions.FACTOR) else request.user), ""
    if not found or present().timestamp() - found["at"] > ENTERING_SECONDS:
        return None, ""
    return User.objects.filter(pk=found["user"], is_active=True).first(), found["next"]


@public
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a passkey after the password, or of a user whose role wants it by now."""
    user, wanted = _entering(request)
    if user is None:
        return redirect(wanted_page(request, "") if request.user.is_authenticated else "accounts:sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _show_factor(request, user, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return enter(request, user, wanted, by_factor=True)
    context = {
        "form": form, "has_passkey": Passkey.objects.filter(user=user).exists(),
        "has_app": Totp.objects.filter(user=user).exists(),
        "has_codes": RecoveryCode.objects.filter(user=user, used_at=None).exists(),
    }
    return render(request, "accounts/second_step.html", context, status=422 if form.errors else 200)


def _show_factor(request: HttpRequest, user: User, shown: dict[str, str]) -> None:
    """Check the passkey or the code somebody shows; raises Refused."""
    if shown["passkey"]:
        show_passkey(request, shown["passkey"], user)
    else:
        prove_by_code(user, shown["code"], address=client_address(request), at=present())


def origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def site_name() -> str:
    return site().name_zh or "衡质"


def show_passkey(request: HttpRequest, answer: str, user: User | None = None) -> User:
    """Return whose passkey was shown in answer to what this session asked, once; raises Refused."""
    state = request.session.pop(ASKED_PASSKEY, None)
    return user_of_passkey(answer, state, site=site_name(), origin=origin(request), at=present(), user=user)


@public
@never_cache
@require_POST
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """Say what the browser is to ask the user's passkeys; of somebody unknown, any passkey of this site."""
    user = request.user if request.user.is_authenticated else _entering(request)[0]
    known = Passkey.objects.filter(user=user) if user else []
    question, request.session[ASKED_PASSKEY] = passkeys.ask_known(known, site=site_name(), origin=origin(request))
    return JsonResponse(question)


@public
@never_cache
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Let in by a passkey alone: it shows what one has and, by its own lock, who one is."""
    try:
        user = show_passkey(request, request.POST.get("passkey", ""))
    except Refused as refused:
        return sign_in_page(request, SignInForm(), request.POST.get("next", ""), str(refused))
    return enter(request, user, request.POST.get("next", ""), by_factor=True)
