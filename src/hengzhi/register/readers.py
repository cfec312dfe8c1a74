"""Who may know of a record and who may act on it, asked of users at hand rather than of the database.

`Record.objects.visible_to` and `waiting_for` ask which records one user reaches; here it is which users reach one
record. A test holds the two against each other.
"""

from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of


def may_see(record: Record, user) -> bool:
    """Say whether a user may know of a record; read its `shared_with` along where many are asked about."""
    kind = record.kind_of
    if not record.is_in_reach(user, kind.see) or concerned(record) == user.pk:
        return False
    handlers = {user.pk, *(grant.holder_id for grant in user.reach(kind.see))}
    is_open_to_all = not record.is_confidential or record.handler_id in handlers
    return is_open_to_all or reach_of(user, kind.see_confidential).holds(record)


def concerned(record: Record) -> int | None:
    """Return the key of the user whose own work a record is about."""
    column = record.kind_of.concerns
    return getattr(record.detail, f"{column}_id") if column else None


def may_act(record: Record, user) -> bool:
    """Say whether an open record waits for a step of a user's; what the step needs is left aside."""
    steps = (step for step in record.kind_of.workflow.steps if step.is_waited_for and record.state in step.sources)
    return record.is_open and may_see(record, user) and any(record.is_in_reach(user, step.permission) for step in steps)
