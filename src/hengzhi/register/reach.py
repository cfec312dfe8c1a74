"""How far a permission of a user reaches over the records."""

from dataclasses import dataclass

from django.db.models import Q

from hengzhi.accounts.models import Grant, Scope
from hengzhi.core.permissions import Permission

# Not Q(): an empty condition joined with “or” disappears, and with it what it was to let through.
NOWHERE = Q(pk__in=[])


@dataclass(frozen=True)
class Reach:
    """The whole district, or the records of some departments, and those that some users, `handlers`, handle.

    With `is_shared` also the ordinary records of other departments that are shared with one of `departments`.
    """

    is_everywhere: bool
    departments: frozenset[int]
    handlers: frozenset[int]
    is_shared: bool = False

    def condition(self) -> Q:
        """Return what holds for the records reached, shared ones left out: the register's tables add them."""
        if self.is_everywhere:
            return ~NOWHERE
        reached = NOWHERE
        if self.departments:
            reached |= Q(department__in=sorted(self.departments))
        if self.handlers:
            reached |= Q(handler__in=sorted(self.handlers))
        return reached

    def covers(self, other: "Reach") -> bool:
        """Say whether everything `other` reaches is reached, shared records left out: only ordinary ones are shared."""
        if self.is_everywhere:
            return True
        return not other.is_everywhere and other.departments <= self.departments and other.handlers <= self.handlers

    def holds(self, record) -> bool:
        """Say whether a record is reached."""
        own = record.handler_id in self.handlers or record.department_id in self.departments
        return self.is_everywhere or own or self._holds_as_shared(record)

    def _holds_as_shared(self, record) -> bool:
        if not self.is_shared or record.is_confidential:
            return False
        return any(department.pk in self.departments for department in record.shared_with.all())


def reach_of(user, permission: Permission, *, is_shared: bool = False) -> Reach:
    """Return how far today's roles, and those of others they act in, let a user go with a permission.

    `is_shared` lets it go over shared records too.
    """
    return _reach(user.reach(permission), is_shared)


def _reach(grants: list[Grant], is_shared: bool) -> Reach:
    """Return how far grants go; a role that reaches what one handles reaches what its holder handles."""
    return Reach(
        is_everywhere=any(grant.scope == Scope.DISTRICT for grant in grants),
        departments=frozenset(
            grant.department_id for grant in grants if grant.scope == Scope.DEPARTMENT and grant.department_id is not None
        ),
        handlers=frozenset(grant.holder_id for grant in grants if grant.scope == Scope.OWN), is_shared=is_shared,
    )


def holders_reaching(user, permission: Permission, record) -> list[int]:
    """Return by whose roles a user reaches a record with a permission, their own first; empty where by none."""
    held: dict[int, list[Grant]] = {}
    for grant in user.reach(permission):
        held.setdefault(grant.holder_id, []).append(grant)
    is_shared = permission in record.kind_of.shared
    return [holder for holder, grants in held.items() if _reach(grants, is_shared).holds(record)]
