"""Writing to the audit trail beside `move()`: the one way for every box to the right.

An event says who did it and, where a deputy used the role of somebody absent, for whom. The permission is asked for each
time, so that this cannot be forgotten.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hengzhi.accounts.models import User
from hengzhi.core.permissions import Permission
from hengzhi.register.behalf import behalf, behalf_by
from hengzhi.register.models import AuditEvent, Record

Facts = Mapping[str, object]


def note(
    record: Record, action: str, permission: Permission, *, actor: User | None, at: datetime, note: str = "",
    facts: Facts | None = None,
) -> AuditEvent:
    """Write down what somebody did to a record by a permission."""
    return AuditEvent.objects.create(
        at=at, actor=actor, record=record, action=action, note=note, facts=_whose(record, permission, actor, facts)
    )


def note_each(
    what: Iterable[tuple[Record, Facts]], action: str, permission: Permission, *, actor: User | None, at: datetime,
    batch: int | None = None,
) -> None:
    """Write down the same of many records, each with facts of its own, in one query a batch."""
    events = (
        AuditEvent(at=at, actor=actor, record=record, action=action, facts=_whose(record, permission, actor, facts))
        for record, facts in what
    )
    AuditEvent.objects.bulk_create(events, batch_size=batch)


def note_act(
    action: str, permission: Permission | None, *, actor: User | None, at: datetime, note: str = "", facts: Facts | None = None,
) -> AuditEvent:
    """Write down what concerns no record; `permission` is None for what people do about themselves alone."""
    for_whom = behalf_by(actor, permission) if permission else {}
    return AuditEvent.objects.create(at=at, actor=actor, action=action, note=note, facts={**(facts or {}), **for_whom})


def _whose(record: Record, permission: Permission, actor: User | None, facts: Facts | None) -> dict[str, object]:
    return {**(facts or {}), **behalf(actor, permission, record)}
