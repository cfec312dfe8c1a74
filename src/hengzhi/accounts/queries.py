"""Reads of users, shaped for the administrator's pages, and of who acts for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hengzhi.accounts.models import Deputyship, Passkey, RoleTerm, Totp, Tries, User
from hengzhi.accounts.permissions import DEPUTE, MANAGE
from hengzhi.core.filters import Filters

STATES = ("active", "disabled", "locked", "without_factor", "without_role")


@dataclass(frozen=True)
class UserFilters(Filters):
    """What the list of users is narrowed by; everything lives in the address."""

    q: str = ""
    role: str = ""
    department: str = ""
    state: str = ""


def users_listed(filters: UserFilters, *, on: date, at: datetime) -> QuerySet[User]:
    """Return the users that pass all filters, by user name, each marked `is_locked` and `has_factor`.

    `on` is the day roles are held on, `at` the machine's instant.
    """
    held = RoleTerm.objects.held_on(on).filter(user=OuterRef("pk"))
    users = User.objects.order_by("username").annotate(
        is_locked=Exists(Tries.objects.filter(user=OuterRef("pk"), locked_until__gt=at)),
        has_factor=Exists(Totp.objects.filter(user=OuterRef("pk"))) | Exists(Passkey.objects.filter(user=OuterRef("pk"))),
    )
    for word in filters.q.split():
        users = users.filter(Q(username__icontains=word) | Q(name__icontains=word) | Q(title__icontains=word))
    if filters.role or filters.department:
        wanted = {"role__code": filters.role, "department__code": filters.department}
        users = users.filter(Exists(held.filter(**{name: value for name, value in wanted.items() if value})))
    return _in_state(users, filters.state, held)


def _in_state(users: QuerySet[User], state: str, held: QuerySet[RoleTerm]) -> QuerySet[User]:
    match state:
        case "active":
            return users.filter(is_active=True)
        case "disabled":
            return users.filter(is_active=False)
        case "locked":
            return users.filter(is_locked=True)
        case "without_factor":
            return users.filter(Exists(held.filter(role__second_factor=True)), has_factor=False)
        case "without_role":
            return users.filter(~Exists(held), is_active=True)
    return users


def with_terms(users: QuerySet[User], on: date) -> QuerySet[User]:
    """Fetch along the roles each user holds on a day, as `held_terms`."""
    terms = RoleTerm.objects.held_on(on).select_related("role", "department")
    return users.prefetch_related(Prefetch("role_terms", queryset=terms, to_attr="held_terms"))


def export_rows(users: QuerySet[User], on: date) -> Iterator[list]:
    """Yield a line for each user: name, title, address, roles, whether active, whether with a second factor, last sign-in."""
    for user in with_terms(users, on).iterator(chunk_size=500):
        roles = "; ".join(str(term) for term in user.held_terms)
        yield [
            user.username, user.name, user.title, user.email, roles, user.is_active, user.has_factor,
            user.last_login,
        ]


def deputable_terms(user: User, on: date) -> list[RoleTerm]:
    """Return the roles a user holds on a day or will hold, that others can act in."""
    terms = RoleTerm.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), user=user, role__deputy=True)
    return list(terms.select_related("role", "department", "user"))


def deputyships_seen_by(user: User, on: date) -> QuerySet[Deputyship]:
    """Return the deputyships not over yet that concern a user or that they may end."""
    lasting = Deputyship.objects.lasting(on)
    if user.may(MANAGE):
        return lasting
    return lasting.filter(Q(deputy=user) | Q(term__user=user) | Q(term__department__in=headed_by(user)))


def headed_by(user: User) -> list[int]:
    """Return the departments in which a user may name deputies by a role of their own."""
    grants = user.reach(DEPUTE)
    return sorted({grant.department_id for grant in grants if grant.holder_id == user.pk and grant.department_id})


def absentees_for(user: User, on: date) -> list[User]:
    """Return the users for whom a user may name deputies: themselves first."""
    active = User.objects.filter(is_active=True)
    others = active if user.may(MANAGE) else User.objects.at_work_in(headed_by(user), on)
    return [user, *others.exclude(pk=user.pk).order_by("username")]


def deputies_for(user: User, absent: User, on: date) -> QuerySet[User]:
    """Return whom a user may let act for somebody: colleagues of the same departments; an administrator, anybody."""
    others = User.objects.filter(is_active=True).exclude(pk__in=[user.pk, absent.pk]).order_by("username")
    if user.may(MANAGE):
        return others
    departments = [term.department_id for term in deputable_terms(absent, on) if term.department_id]
    return others.filter(pk__in=User.objects.at_work_in(departments, on))


def locked_addresses(at: datetime) -> QuerySet[Tries]:
    """Return the network addresses that must wait at an instant."""
    return Tries.objects.filter(kind=Tries.Kind.ADDRESS, locked_until__gt=at)


def users_with_roles(on: date) -> list[User]:
    """Return the active users, each with the roles usable on a day at hand: three queries, however many there are."""
    held: dict[int, list[RoleTerm]] = {}
    terms = {term.pk: term for term in RoleTerm.objects.held_on(on).select_related("role", "department", "user")}
    for term in terms.values():
        held.setdefault(term.user_id, []).append(term)
    for deputyship in Deputyship.objects.lasting(on).filter(starts_on__lte=on):
        term = terms.get(deputyship.term_id)
        if term and term.role.deputy and term.user.is_active:
            held.setdefault(deputyship.deputy_id, []).append(term)
    users = list(User.objects.filter(is_active=True).order_by("username"))
    for user in users:
        user.__dict__["_held"] = held.get(user.pk, [])
    return users
