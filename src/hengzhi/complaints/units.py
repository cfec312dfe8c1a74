"""The units a complaint or tip-off may be dispatched to: those where somebody decides on acceptance."""

from hengzhi.accounts.models import Role, RoleTerm
from hengzhi.complaints.permissions import DECIDE
from hengzhi.core.clock import today
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record


def units_with_power() -> list[Department]:
    """Return the departments that have people who may decide on complaints, in the order of the list."""
    roles = [role.pk for role in Role.objects.all() if DECIDE.code in role.permissions]
    held = RoleTerm.objects.held_on(today()).filter(role__in=roles).values("department")
    return list(Department.objects.valid_on(today()).filter(pk__in=held))


def units_for(record: Record) -> list[tuple[int, str]]:
    """Return where a record may be dispatched: every unit with the power but the one that has it."""
    return [(unit.pk, str(unit)) for unit in units_with_power() if unit.pk != record.department_id]
