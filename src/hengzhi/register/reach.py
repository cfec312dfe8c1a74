"""How far a permission of a user reaches over the records."""

from dataclasses import dataclass

from django.db.models import Q

from hengzhi.accounts.models import Scope
from hengzhi.core.permissions import Permission

# Not Q(): an empty condition joined with “or” disappears, and with it what it was to let through.
NOWHERE = Q(pk__in=[])


@dataclass(frozen=True)
class Reach:
    """The whole district, or the records of some departments, and perhaps those that `handler` handles.

    With `is_shared` also the ordinary records of other departments that are shared with one of `departments`.
    """

    is_everywhere: bool
    departments: frozenset[int]
    handler: int | None
    is_shared: bool = False

    def condition(self) -> Q:
        """Return what holds for the records reached, shared ones left out: the register's tables add them."""
        if self.is_everywhere:
            return ~NOWHERE
        reached = NOWHERE
        if self.departments:
            reached |= Q(department__in=sorted(self.departments))
        if self.handler is not None:
            reached |= Q(handler=self.handler)
        return reached

    def covers(self, other: "Reach") -> bool:
        """Say whether everything `other` reaches is reached, shared records left out: only ordinary ones are shared."""
        if self.is_everywhere:
            return True
        is_handler_covered = other.handler is None or other.handler == self.handler
        return not other.is_everywhere and other.departments <= self.departments and is_handler_covered

    def holds(self, record) -> bool:
        """Say whether a record is reached."""
        own = self.handler is not None and record.handler_id == self.handler
        return self.is_everywhere or own or record.department_id in self.departments or self._holds_as_shared(record)

    def _holds_as_shared(self, record) -> bool:
        if not self.is_shared or record.is_confidential:
            return False
        return any(department.pk in self.departments for department in record.shared_with.all())


def reach_of(user, permission: Permission, *, is_shared: bool = False) -> Reach:
    """Return how far today's roles let a user go with a permission; `is_shared` lets it go over shared records too."""
    grants = user.reach(permission)
    scopes = {grant.scope for grant in grants}
    departments = {grant.department_id for grant in grants if grant.scope == Scope.DEPARTMENT}
    return Reach(
        is_everywhere=Scope.DISTRICT in scopes, departments=frozenset(departments - {None}),
        handler=user.pk if Scope.OWN in scopes else None, is_shared=is_shared,
    )
