"""Writes to users: entering them, changing them, shutting them out. Nobody is ever deleted: the trail names them."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.accounts import acts
from hengzhi.accounts.models import Role, RoleTerm, User
from hengzhi.accounts.permissions import MANAGE
from hengzhi.accounts.services.visits import end_visits
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Department


@transaction.atomic
def add_user(*, username: str, name: str, title: str = "", email: str = "", password: str | None = None) -> User:
    """Enter a user without a trace; `open_account` writes it down. Without a password nobody can sign in as them yet."""
    user = User(username=username, name=name, title=title, email=email)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    return user


@transaction.atomic
def give_role(
    *, user: User, role: Role, department: Department | None, starts_on: date, ends_on: date | None = None
) -> RoleTerm:
    """Enter a role term without a trace; `appoint` writes it down. Without `ends_on` it holds until further notice."""
    term = RoleTerm(user=user, role=role, department=department, starts_on=starts_on, ends_on=ends_on)
    term.full_clean()
    term.save()
    return term


@transaction.atomic
def open_account(*, username: str, name: str, title: str = "", email: str = "", actor: User | None) -> User:
    """Enter a user who can sign in once they have set a password by a link; `actor` None is the command line."""
    user = add_user(username=username, name=name, title=title, email=email)
    acts.tell(acts.USER_ADDED, actor=actor, user=user)
    return user


@transaction.atomic
def change_user(user: User, *, name: str, title: str, email: str, actor: User) -> None:
    """Change what a user is called and how they are reached; the trail says what was changed. The user name stays."""
    given = {"name": name, "title": title, "email": email}
    stored = User.objects.get(pk=user.pk)
    changed = [column for column, value in given.items() if getattr(stored, column) != value]
    if not changed:
        return
    for column, value in given.items():
        setattr(user, column, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=list(given))
    acts.tell(acts.USER_CHANGED, actor=actor, user=user, changed=", ".join(changed))


@transaction.atomic
def disable_user(user: User, *, actor: User | None, on: date) -> None:
    """Shut a user out at once; their records, roles and trail stay. Raises Refused for oneself and the last administrator."""
    if user == actor:
        raise Refused(_("Nobody disables their own account. Ask another administrator."))
    manages = User.objects.holding(MANAGE, on).filter(pk=user.pk).exists()
    User.objects.filter(pk=user.pk).update(is_active=False)
    if manages:
        must_have_administrator(on)
    end_visits(user, actor=actor)
    user.refresh_from_db()
    acts.tell(acts.USER_DISABLED, actor=actor, user=user)


@transaction.atomic
def enable_user(user: User, *, actor: User | None) -> None:
    """Let a user in again."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.refresh_from_db()
    acts.tell(acts.USER_ENABLED, actor=actor, user=user)


def must_have_administrator(on: date) -> None:
    """Raise Refused where by now nobody could manage accounts any more, so that the caller's change is undone."""
    if not User.objects.holding(MANAGE, on).exists():
        raise Refused(_("This is the last administrator. Give the role to somebody else first."))
