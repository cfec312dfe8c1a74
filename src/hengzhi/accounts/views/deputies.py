"""Who acts for whom: seeing it, naming a deputy, ending it."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.accounts.forms.users import DeputyForm
from hengzhi.accounts.models import Deputyship, User
from hengzhi.accounts.queries import absentees_for, deputable_terms, deputies_for, deputyships_seen_by
from hengzhi.accounts.services.roles import end_deputyship, may_name, name_deputy
from hengzhi.core.access import confirmed, signed_in
from hengzhi.core.clock import today
from hengzhi.core.errors import Refused


@signed_in
@require_GET
def deputies(request: HttpRequest) -> HttpResponse:
    return deputies_page(request, _absent(request, request.GET.get("absent", "")))


def _absent(request: HttpRequest, username: str) -> User:
    """Return for whom a deputy is to be named: one of those the user may name one for, by default themselves."""
    known = {user.username: user for user in absentees_for(request.user, today())}
    return known.get(username, request.user)


def deputies_page(request: HttpRequest, absent: User, form: DeputyForm | None = None) -> HttpResponse:
    """Show the deputyships a user may know of and the form for one; `form` is one that was refused."""
    day = today()
    shown = [
        {"deputyship": one, "may_end": may_name(request.user, one.term), "standing": _standing(one, day)}
        for one in deputyships_seen_by(request.user, day)
    ]
    form_shown = form or _form(request, absent)
    context = {
        "shown": shown, "form": form_shown, "absent": absent, "absentees": absentees_for(request.user, day),
        "has_roles": bool(form_shown.fields["terms"].choices), "has_deputies": len(form_shown.fields["deputy"].choices) > 1,
    }
    return render(request, "accounts/deputies.html", context, status=422 if form else 200)


def _standing(deputyship: Deputyship, day: date) -> str:
    return "now" if deputyship.starts_on <= day else "later"


def _form(request: HttpRequest, absent: User, given=None) -> DeputyForm:
    day = today()
    return DeputyForm(
        given, held=deputable_terms(absent, day), deputies=deputies_for(request.user, absent, day), initial={"starts_on": day}
    )


@confirmed
@signed_in
@require_POST
def deputy_name(request: HttpRequest) -> HttpResponse:
    """Name who acts for somebody."""
    absent = _absent(request, request.POST.get("absent", ""))
    form = _form(request, absent, request.POST)
    if form.is_valid():
        try:
            _name(request, absent, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return deputies_page(request, absent, form)
    messages.success(request, _("The deputy is named."))
    return redirect("accounts:deputies")


def _name(request: HttpRequest, absent: User, given: dict) -> None:
    terms = [term for term in deputable_terms(absent, today()) if str(term.pk) in given["terms"]]
    name_deputy(
        terms=terms, deputy=User.objects.get(username=given["deputy"]), starts_on=given["starts_on"], ends_on=given["ends_on"],
        actor=request.user, on=today(),
    )


@signed_in
@require_POST
def deputy_end(request: HttpRequest) -> HttpResponse:
    """End a deputyship at once."""
    number = request.POST.get("deputyship", "")
    seen = deputyships_seen_by(request.user, today())
    end_deputyship(get_object_or_404(seen, pk=number if number.isdigit() else 0), actor=request.user, on=today())
    messages.success(request, _("The deputyship has ended."))
    return redirect("accounts:deputies")
