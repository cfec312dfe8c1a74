"""Who may know of a record and who may act on it, asked of users at hand rather than of the database.

`Record.objects.visible_to` and `waiting_for` ask which records one user reaches; here it is which users reach one
record. A test holds the two against each other.
"""

from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of


def may_see(record: Record, user) -> bool:
    """Say whether a user may know of a record; read its `shared_with` along where many are asked about."""
    kind = record.kind_of
    if not record.is_in_reach(user, kind.see):
        return False
    is_open_to_all = not record.is_confidential or record.handler_id == user.pk
    return is_open_to_all or reach_of(user, kind.see_confidential).holds(record)


def may_act(record: Record, user) -> bool:
    """Say whether a user may take a step on a record now, guards left aside."""
    return record.is_open and may_see(record, user) and bool(record.kind_of.workflow.options(record, user))
