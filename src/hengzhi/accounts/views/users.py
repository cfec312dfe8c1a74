"""The administrator's pages of users: list, export, new, one user and all that is done to them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hengzhi.accounts.forms.users import LINK, EndForm, NewUserForm, TermForm, UserFilterForm, UserForm
from hengzhi.accounts.models import Deputyship, RoleTerm, User
from hengzhi.accounts.permissions import MANAGE
from hengzhi.accounts.queries import UserFilters, export_rows, locked_addresses, users_listed, with_terms
from hengzhi.accounts.services.factors import reset_factors
from hengzhi.accounts.services.passwords import give_first_password, make_link
from hengzhi.accounts.services.roles import appoint, end_role
from hengzhi.accounts.services.tries import unlock
from hengzhi.accounts.services.users import change_user, disable_user, enable_user, open_account
from hengzhi.accounts.services.visits import end_visits
from hengzhi.core import trail
from hengzhi.core.access import confirmed, needs
from hengzhi.core.clock import today
from hengzhi.core.errors import Refused
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.present import present

PAGE_SIZE = 50


@needs(MANAGE)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    form = UserFilterForm(request.GET)
    found = users_listed(form.filters(), on=today(), at=present())
    page = Paginator(with_terms(found, today()), PAGE_SIZE).get_page(request.GET.get("page"))
    template = "accounts/users.html#results" if request.htmx else "accounts/users.html"
    locked = list(locked_addresses(present()))
    return render(request, template, {"form": form, "filters": form.filters(), "page": page, "locked": locked})


@needs(MANAGE)
@require_GET
def users_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the list shows, all pages of it, and write that down."""
    found = users_listed(UserFilterForm(request.GET).filters(), on=today(), at=present())
    trail.note("exported", actor=request.user, facts={"address": request.get_full_path(), "rows": str(found.count())})
    heads = [
        _("User name"), _("Name"), _("Title or post"), _("E-mail"), _("Roles"), _("Active"), _("Second factor"),
        _("Last sign-in"),
    ]
    rows = map(_export_row, export_rows(found, today()))
    return export(form if form in FORMATS else "csv", f"users-{today():%Y%m%d}", heads, rows)


def _export_row(row: list) -> list:
    *words, is_active, has_factor, last_login = row
    seen = f"{localtime(last_login):%Y-%m-%d %H:%M}" if last_login else ""
    return [*words, *(_("yes") if flag else _("no") for flag in (is_active, has_factor)), seen]


@confirmed
@needs(MANAGE)
@never_cache
def user_new(request: HttpRequest) -> HttpResponse:
    form = NewUserForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            return _entrance(request, _enter(request, form), form.cleaned_data["way"])
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "accounts/user_new.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _enter(request: HttpRequest, form: NewUserForm) -> User:
    given = form.cleaned_data
    user = open_account(
        username=given["username"], name=given["name"], title=given["title"], email=given["email"], actor=request.user
    )
    if given["role"]:
        appoint(user=user, actor=request.user, **form.term())
    return user


def _entrance(request: HttpRequest, user: User, way: str) -> HttpResponse:
    """Show once the link or the first password, which nobody can read again."""
    if way == LINK:
        code = make_link(user, actor=request.user, at=present())
        shown = {"link": request.build_absolute_uri(reverse("accounts:password-link", args=[code]))}
    else:
        shown = {"first": give_first_password(user, actor=request.user)}
    return render(request, "accounts/entrance.html", {"person": user, **shown})


def _find(name: str) -> User:
    return get_object_or_404(User, username=name)


@needs(MANAGE)
@never_cache
def user(request: HttpRequest, name: str) -> HttpResponse:
    """Show a user with roles, deputies, factors, sessions, and what may be done."""
    return user_page(request, _find(name))


def user_page(
    request: HttpRequest, person: User, *, change: UserForm | None = None, term: TermForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a user; `change` and `term` are forms that were refused."""
    given = {"name": person.name, "title": person.title, "email": person.email}
    listed = users_listed(UserFilters(), on=today(), at=present()).get(pk=person.pk)
    context = {
        "person": listed, "terms": list(person.role_terms.select_related("role", "department")),
        "deputyships": list(Deputyship.objects.lasting(today()).filter(term__user=person)),
        "acts_for": list(Deputyship.objects.lasting(today()).filter(deputy=person)),
        "visits": list(person.visits.all()), "change": change or UserForm(initial=given),
        "term": term or TermForm(initial={"starts_on": today()}), "is_self": person == request.user,
        "has_password": person.has_usable_password(),
    }
    return render(request, "accounts/user.html", context, status=status)


@needs(MANAGE)
@require_POST
def user_change(request: HttpRequest, name: str) -> HttpResponse:
    person, form = _find(name), UserForm(request.POST)
    if not form.is_valid():
        return user_page(request, person, change=form, status=422)
    change_user(person, actor=request.user, **form.cleaned_data)
    return _done(request, person, _("Saved."))


def _done(request: HttpRequest, person: User, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("accounts:user", name=person.username)


@confirmed
@needs(MANAGE)
@require_POST
def user_role(request: HttpRequest, name: str) -> HttpResponse:
    """Give a role."""
    person, form = _find(name), TermForm(request.POST)
    if form.is_valid():
        try:
            appoint(user=person, actor=request.user, **form.term())
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return user_page(request, person, term=form, status=422)
    return _done(request, person, _("The role has been given."))


@confirmed
@needs(MANAGE)
@require_POST
def user_role_end(request: HttpRequest, name: str) -> HttpResponse:
    """End a role with a day."""
    person, form = _find(name), EndForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say which role ends, and its last day."))
    held = RoleTerm.objects.select_related("user", "role", "department").filter(user=person)
    term = get_object_or_404(held, pk=form.cleaned_data["term"])
    end_role(term, last_on=form.cleaned_data["last_on"], actor=request.user, on=today())
    return _done(request, person, _("The role ends."))


@confirmed
@needs(MANAGE)
@require_POST
@never_cache
def user_link(request: HttpRequest, name: str) -> HttpResponse:
    """Make a link for a new password, or a first password, and show it once."""
    return _entrance(request, _find(name), request.POST.get("way", LINK))


@confirmed
@needs(MANAGE)
@require_POST
def user_disable(request: HttpRequest, name: str) -> HttpResponse:
    person = _find(name)
    disable_user(person, actor=request.user, on=today())
    return _done(request, person, _("The account is disabled; its sessions have ended."))


@confirmed
@needs(MANAGE)
@require_POST
def user_enable(request: HttpRequest, name: str) -> HttpResponse:
    person = _find(name)
    enable_user(person, actor=request.user)
    return _done(request, person, _("The account is enabled again."))


@needs(MANAGE)
@require_POST
def user_unlock(request: HttpRequest, name: str) -> HttpResponse:
    person = _find(name)
    unlock(actor=request.user, user=person)
    return _done(request, person, _("The lock is lifted."))


@confirmed
@needs(MANAGE)
@require_POST
def user_factors(request: HttpRequest, name: str) -> HttpResponse:
    """Reset a user's second factors."""
    person = _find(name)
    reset_factors(person, actor=request.user)
    return _done(request, person, _("The second factors are reset; the sessions have ended."))


@needs(MANAGE)
@require_POST
def user_sessions(request: HttpRequest, name: str) -> HttpResponse:
    """End all sessions of a user."""
    person = _find(name)
    end_visits(person, actor=request.user, keep=request.session.session_key)
    return _done(request, person, _("The sessions have ended."))


@needs(MANAGE)
@require_POST
def address_unlock(request: HttpRequest) -> HttpResponse:
    """Let a network address try again."""
    unlock(actor=request.user, address=request.POST.get("address", ""))
    messages.success(request, _("The lock is lifted."))
    return redirect("accounts:users")
