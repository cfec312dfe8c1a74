"""How far a permission of a user reaches over the records."""

from dataclasses import dataclass

from django.db.models import Q

from hengzhi.accounts.models import Scope
from hengzhi.core.permissions import Permission

# Not Q(): an empty condition joined with “or” disappears, and with it what it was to let through.
NOWHERE = Q(pk__in=[])


@dataclass(frozen=True)
class Reach:
    """The whole district, or the records of some departments, and perhaps those that `handler` handles."""

    is_everywhere: bool
    departments: frozenset[int]
    handler: int | None

    def condition(self) -> Q:
        """Return what holds for the records reached."""
        if self.is_everywhere:
            return ~NOWHERE
        reached = NOWHERE
        if self.departments:
            reached |= Q(department__in=sorted(self.departments))
        if self.handler is not None:
            reached |= Q(handler=self.handler)
        return reached

    def covers(self, other: "Reach") -> bool:
        """Say whether everything `other` reaches is reached."""
        if self.is_everywhere:
            return True
        is_handler_covered = other.handler is None or other.handler == self.handler
        return not other.is_everywhere and other.departments <= self.departments and is_handler_covered

    def holds(self, record) -> bool:
        """Say whether a record is reached."""
        own = self.handler is not None and record.handler_id == self.handler
        return self.is_everywhere or own or record.department_id in self.departments


def reach_of(user, permission: Permission) -> Reach:
    """Return how far today's roles let a user go with a permission."""
    grants = user.reach(permission)
    scopes = {grant.scope for grant in grants}
    departments = {grant.department_id for grant in grants if grant.scope == Scope.DEPARTMENT}
    return Reach(
        is_everywhere=Scope.DISTRICT in scopes, departments=frozenset(departments - {None}),
        handler=user.pk if Scope.OWN in scopes else None,
    )
