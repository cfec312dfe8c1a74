"""In whose hands a record is: who may handle it, handing it to somebody, and whose turn that makes it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hengzhi.accounts.models import Role, RoleTerm, Scope, User
from hengzhi.core.errors import Refused
from hengzhi.core.reference import kept
from hengzhi.register.behalf import behalf
from hengzhi.register.kinds import kinds
from hengzhi.register.models import AuditEvent, Record, steps_open_to
from hengzhi.register.permissions import ASSIGN
from hengzhi.register.vault.naming import refuse_naming

ASSIGNED = "assigned"


def is_turn_of(user: User, on: date) -> Q:
    """Return what holds for the records that wait for `user`, of those they may take on: no colleague handles them; one query.

    Work that is not the handler's alone waits for all who may do it. Who has left handles nothing any more.
    """
    hands = {user.pk, *(term.user_id for term in user.acting)}
    is_free = Q(handler__isnull=True) | Q(handler__in=sorted(hands)) | ~_is_handled(on)
    return is_free | steps_open_to(user, leaves_to_handlers=True)


def _is_handled(on: date) -> Q:
    """Return what holds for the records whose handler can handle anything in their department on a day.

    The few who can are asked for first: asked of each record, this took most of a desk's time.
    """
    terms = RoleTerm.objects.held_on(on).filter(user__is_active=True, role__in=_handling_roles())
    everywhere: set[int] = set()
    somewhere: dict[int | None, set[int]] = {}
    for user, department, scope in terms.values_list("user", "department", "role__scope"):
        (everywhere if scope == Scope.DISTRICT else somewhere.setdefault(department, set())).add(user)
    handled = Q(handler__in=sorted(everywhere))
    for department, users in somewhere.items():
        handled |= Q(department=department, handler__in=sorted(users))
    return handled


@kept
@lru_cache(maxsize=1)
def _handling_roles() -> tuple[int, ...]:
    """Return the keys of the roles by which anything can be handled."""
    work = {permission.code for kind in kinds().values() for permission in kind.handles}
    return tuple(role.pk for role in Role.objects.all() if work & set(role.permissions))


def may_handle(record: Record, user: User) -> bool:
    """Say whether a user's roles let them handle a record, or will once it is in their hands."""
    if not record.kind_of.handles or not user.is_active:
        return False
    work = record.kind_of.handles[0]
    once_handed = (grant for grant in user.reach(work) if grant.scope == Scope.OWN and grant.holder_id == user.pk)
    return record.is_in_reach(user, work) or any(grant.department_id == record.department_id for grant in once_handed)


def handlers_of(records: Sequence[Record], users: Iterable[User]) -> list[User]:
    """Return who of some users, as `users_with_roles` gives them, may handle at least one of some records, by name."""
    found = [user for user in users if any(may_handle(record, user) for record in records)]
    return sorted(found, key=lambda user: user.name)


def may_hand_over(record: Record, actor: User) -> bool:
    """Say whether a user may choose who handles a record."""
    return record.is_open and bool(record.kind_of.handles) and record.is_in_reach(actor, ASSIGN)


def refusal_to_hand(record: Record, handler: User, actor: User) -> str:
    """Return why `actor` may not make `handler` the handler of a record, or "" if they may."""
    if not record.kind_of.handles:
        return _("Records of this kind have no handler.")
    if not record.is_open:
        return _("The record is closed.")
    return _refusal_to_actor(record, handler, actor) or _refusal_of_handler(record, handler)


def _refusal_to_actor(record: Record, handler: User, actor: User) -> str:
    if record.is_in_reach(actor, ASSIGN):
        return ""
    if handler.pk != actor.pk:
        return _("You need the permission to %(what)s.") % {"what": ASSIGN.says}
    if record.handler_id not in {None, actor.pk}:
        return _("It is in the hands of %(name)s; who hands out the work can change that.") % {"name": record.handler}
    return ""


def _refusal_of_handler(record: Record, handler: User) -> str:
    if record.handler_id == handler.pk:
        return _("%(name)s handles it already.") % {"name": handler}
    return "" if may_handle(record, handler) else _("%(name)s has no role to handle it.") % {"name": handler}


@transaction.atomic
def hand_to(record: Record, handler: User, *, actor: User, at: datetime, note: str = "") -> None:
    """Make somebody the handler of a record and say so in the trail; `actor` may take on what nobody handles.

    Raises Refused with the reason, also when somebody else has changed the record meanwhile.
    """
    if reason := refusal_to_hand(record, handler, actor):
        raise Refused(reason)
    refuse_naming(record, note)
    before = record.handler
    rows = Record.objects.filter(pk=record.pk, handler=before, department=record.department_id, is_open=True)
    if not rows.update(handler=handler):
        raise Refused(_("Someone else has just changed this record. Reload the page."))
    record.handler = handler
    facts = {"handler": _named(handler)} | ({"before": _named(before)} if before else {})
    AuditEvent.objects.create(
        at=at, actor=actor, record=record, action=ASSIGNED, note=note.strip(), facts=facts | behalf(actor, ASSIGN, record)
    )


def _named(user: User) -> str:
    return f"{user.name} {user.username}"
