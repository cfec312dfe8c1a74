"""What every write asks first."""

from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of


def must(record: Record, permission: Permission, actor) -> None:
    """Raise Refused where the permission of `actor` does not reach the record."""
    if not record.is_in_reach(actor, permission):
        raise Refused(_("You need the permission to %(what)s.") % {"what": permission.says})


def speaks_for(record: Record, permission: Permission, actor) -> Department:
    """Return the department `actor` speaks for on a record: its own where they may, else a supporting one.

    Raises Refused where it is neither.
    """
    must(record, permission, actor)
    reach = reach_of(actor, permission)
    if reach.is_everywhere or record.department_id in reach.departments:
        return record.department
    return next(department for department in record.shared_with.all() if department.pk in reach.departments)
