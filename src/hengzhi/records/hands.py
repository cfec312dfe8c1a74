"""What a record page shows of who handles it, and handing it over from there."""

from collections.abc import Iterable
from dataclasses import dataclass

from hengzhi.accounts.models import User
from hengzhi.register.handing import handlers_of, may_hand_over, refusal_to_hand
from hengzhi.register.models import Record


@dataclass(frozen=True)
class Hands:
    """Who handles a record; whether this user may take it on, and to whom they may hand it."""

    handler: User | None
    may_take_on: bool
    others: tuple[User, ...]


def hands_of(record: Record, user: User, users: Iterable[User]) -> Hands | None:
    """Shape it for a user; it may be handed to some of `users`. None for kinds without handlers."""
    if not record.kind_of.handles:
        return None
    others = handlers_of([record], users) if may_hand_over(record, user) else []
    return Hands(
        record.handler, not refusal_to_hand(record, user, user),
        tuple(other for other in others if other.pk not in {user.pk, record.handler_id}),
    )
