"""The users there are, read once and asked about many records."""

from collections.abc import Iterable
from datetime import date

from hengzhi.accounts.queries import users_with_roles
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.register.readers import concerned, may_act, may_see


class Staff:
    """Who may see and who may act, by the roles held on a day; records that are alike are asked about once."""

    def __init__(self, on: date) -> None:
        self.users = {user.pk: user for user in users_with_roles(on)}
        self._seeing: dict[tuple, frozenset[int]] = {}
        self._acting: dict[tuple, frozenset[int]] = {}

    def seeing(self, record: Record) -> frozenset[int]:
        """Return the keys of those who may know of a record."""
        return self._asked(self._seeing, record, may_see)

    def acting_on(self, record: Record) -> frozenset[int]:
        """Return the keys of those who may take a step on a record now."""
        return self._asked(self._acting, record, may_act)

    def holding(self, record: Record, permission: Permission) -> frozenset[int]:
        """Return the keys of those who reach a record with a permission."""
        return frozenset(key for key, user in self.users.items() if record.is_in_reach(user, permission))

    def of(self, departments: Iterable[Department], keys: Iterable[int]) -> frozenset[int]:
        """Keep the keys of those who hold a role in one of some departments, or act in one there."""
        wanted = {department.pk for department in departments}
        return frozenset(key for key in keys if wanted & {grant.department_id for grant in self.users[key].grants})

    def on_turn(self, record: Record) -> frozenset[int]:
        """Return whom a record waits for: who handles it if they can act, else all who can."""
        acting = self.acting_on(record)
        return acting & {record.handler_id} or acting

    def _asked(self, known: dict, record: Record, question) -> frozenset[int]:
        alike = (
            record.kind, record.state, record.is_open, record.department_id, record.handler_id, record.confidentiality,
            concerned(record),
            *sorted(department.pk for department in record.shared_with.all()),
        )
        if alike not in known:
            known[alike] = frozenset(key for key, user in self.users.items() if question(record, user))
        return known[alike]
