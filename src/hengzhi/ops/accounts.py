"""What the commands of accounts do: a first administrator, and a way in when nobody has one. Who runs them owns the machine."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from hengzhi.accounts.models import Role, RoleTerm, User
from hengzhi.accounts.services.factors import reset_factors
from hengzhi.accounts.services.passwords import make_link
from hengzhi.accounts.services.roles import appoint
from hengzhi.accounts.services.tries import unlock
from hengzhi.accounts.services.users import open_account
from hengzhi.core.clock import today
from hengzhi.core.errors import HengzhiError, near
from hengzhi.core.present import present
from hengzhi.ops.progress import console
from hengzhi.organisations.models import Department


def user_named(username: str) -> User:
    """Return a user; raises HengzhiError naming the nearest."""
    user = User.objects.filter(username=username).first()
    if user is None:
        known = User.objects.values_list("username", flat=True)
        raise HengzhiError(f"There is no user “{username}”.{near(username, known)}")
    return user


@transaction.atomic
def add(*, username: str, name: str, title: str, email: str, role: str, department: str) -> None:
    """Enter a user, give a role and print the link by which they set a password."""
    if User.objects.filter(username__iexact=username).exists():
        raise HengzhiError(f"There is a user “{username}” already; “hengzhi user role” gives them a role.")
    try:
        user = open_account(username=username, name=name or username, title=title, email=email, actor=None)
    except ValidationError as error:
        raise HengzhiError(" ".join(error.messages)) from error
    if role:
        give(user, role=role, department=department, starts_on=today(), ends_on=None)
    say_link(user)


def give(user: User, *, role: str, department: str, starts_on: date, ends_on: date | None) -> None:
    """Give a role in a department ("" for none)."""
    roles = {one.code: one for one in Role.objects.all()}
    departments = {one.code: one for one in Department.objects.all()}
    _must_know("role", role, roles)
    if department:
        _must_know("department", department, departments)
    term = appoint(
        user=user, role=roles[role], department=departments.get(department), starts_on=starts_on, ends_on=ends_on, actor=None
    )
    console.print(f"{user.username}: {term} from {term.starts_on}")


def _must_know(what: str, code: str, known) -> None:
    if code not in known:
        some = ", ".join(known) or "none; load the district’s pack first"
        raise HengzhiError(f"There is no {what} “{code}”.{near(code, known)} There are: {some}.")


def day(written: str) -> date | None:
    """Return a day written as YYYY-MM-DD, None for ""; raises HengzhiError."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise HengzhiError(f"“{written}” is not a day; write YYYY-MM-DD.") from error


def say_link(user: User) -> None:
    """Print a link by which a user sets a password within 48 hours."""
    path = reverse("accounts:password-link", args=[make_link(user, actor=None, at=present())])
    console.print(f"{user.username} sets a password here, once, within 48 hours:", soft_wrap=True)
    console.print(f"{settings.HENGZHI_SITE_URL.rstrip('/')}{path}", soft_wrap=True)


def let_in(user: User, *, factors: bool) -> None:
    """Lift the locks on a user and, where asked for, reset their second factors."""
    count = unlock(actor=None, user=user)
    if factors:
        reset_factors(user, actor=None)
    console.print(f"{user.username}: {count} counters cleared{', second factors reset' if factors else ''}")


def say_users() -> None:
    """Print every user with the roles held today."""
    for user in User.objects.order_by("username"):
        held = RoleTerm.objects.held_on(today()).filter(user=user).select_related("role", "department")
        roles = ", ".join(f"{term.role.code} {term.department.code if term.department else ''}".strip() for term in held)
        console.print(f"{user.username:<24} {user.name:<12} {roles or '—'}{'' if user.is_active else '  (disabled)'}")
