"""Setting a password by a link, without being signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from hengzhi.accounts.forms.sign_in import NewPasswordForm
from hengzhi.accounts.services.passwords import link_of, use_link
from hengzhi.core.access import public
from hengzhi.core.errors import Refused
from hengzhi.core.present import present


@public
@never_cache
@sensitive_post_parameters()
def password_link(request: HttpRequest, code: str) -> HttpResponse:
    """Let who has the link set the password of its user, once."""
    link = link_of(code, at=present())
    if link is None:
        return render(request, "accounts/link_over.html", status=410)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            use_link(link, password=form.cleaned_data["password"], at=present())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("accounts:sign-in")
    context = {"form": form, "owner": link.user}
    return render(request, "accounts/link.html", context)  # no 422: its log line would hold the link
