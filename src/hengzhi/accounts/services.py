"""Writes to users and roles."""

from datetime import date

from django.db import transaction

from hengzhi.accounts.models import Role, RoleTerm, User
from hengzhi.organisations.models import Department


@transaction.atomic
def add_user(*, username: str, name: str, title: str = "", password: str | None = None) -> User:
    """Create a user; without a password nobody can sign in as them yet."""
    user = User(username=username, name=name, title=title)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    return user


@transaction.atomic
def give_role(
    *, user: User, role: Role, department: Department | None, starts_on: date, ends_on: date | None = None
) -> RoleTerm:
    """Let a user hold a role from a day, to a day or until further notice."""
    term = RoleTerm(user=user, role=role, department=department, starts_on=starts_on, ends_on=ends_on)
    term.full_clean()
    term.save()
    return term
