"""Signing in through an identity provider: there and back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hengzhi.accounts import oidc
from hengzhi.accounts.forms.sign_in import SignInForm
from hengzhi.accounts.models import User
from hengzhi.accounts.services.identities import user_of
from hengzhi.accounts.views.sign_in import sign_in_page, step_or_enter
from hengzhi.core.access import public
from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.core.present import present

ASKED = "provider"


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("accounts:provider-back"))


@public
@never_cache
@require_GET
def provider_start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider; with `again` it asks the password anew."""
    if not oidc.is_set_up():
        raise Http404
    try:
        address, asked = oidc.ask(back=_back(request), is_again="again" in request.GET)
    except oidc.ProviderError as error:
        return sign_in_page(request, SignInForm(), request.GET.get("next", ""), str(error))
    request.session[ASKED] = asked | {"next": request.GET.get("next", "")}
    return redirect(address)


@public
@never_cache
@require_GET
def provider_back(request: HttpRequest) -> HttpResponse:
    """Let in whom the provider sends back, if they have an account; what it refuses is said as it is."""
    if not oidc.is_set_up():
        raise Http404
    asked = request.session.pop(ASKED, None)
    try:
        user = _user_sent_back(request, asked)
    except HengzhiError as error:
        return sign_in_page(request, SignInForm(), "", str(error))
    return step_or_enter(request, user, asked["next"])


def _user_sent_back(request: HttpRequest, asked: dict | None) -> User:
    if "code" not in request.GET:
        raise Refused(oidc.no_code(request.GET.get("error", "")))
    claims = oidc.answer(
        code=request.GET["code"], state=request.GET.get("state", ""), remembered=asked, back=_back(request)
    )
    return user_of(claims, at=present())
