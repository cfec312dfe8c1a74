"""What a record page shows of its remarks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from hengzhi.accounts.models import User
from hengzhi.comments.models import TEXT_LENGTH, Comment, Mention
from hengzhi.comments.queries import readers
from hengzhi.comments.services import may_withdraw
from hengzhi.register.models import Record

SUGGESTED = 24


@dataclass(frozen=True)
class Line:
    """A remark as the page shows it to one reader; `asks_me` while it waits to be read by them."""

    comment: Comment
    names: tuple[str, ...]
    asks_me: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Panel:
    """The remarks of a record; `error` is why what was `written` just now was refused."""

    record: Record
    lines: tuple[Line, ...]
    colleagues: tuple[User, ...]
    error: str
    written: str
    most: int = TEXT_LENGTH


def panel(
    record: Record, user: User, at: datetime, users: Iterable[User], *, error: str = "", written: str = ""
) -> Panel:
    """Shape the remarks of a record for a user who may see it; the queries are the same however many remarks there are.

    `colleagues` are those among `users` of the record's department who may see it, for the buttons that write a name.
    """
    mentions = Prefetch("mentions", Mention.objects.select_related("user"))
    rows = Comment.objects.visible_to(user).filter(record=record).select_related("author").prefetch_related(mentions)
    colleagues = [
        reader for reader in readers(record, users) if reader.pk != user.pk and _belongs(reader, record)
    ]
    return Panel(
        record=record, lines=tuple(_line(comment, user, at) for comment in rows), colleagues=tuple(colleagues[:SUGGESTED]),
        error=error, written=written,
    )


def _belongs(reader: User, record: Record) -> bool:
    return reader.pk == record.handler_id or any(term.department_id == record.department_id for term in reader.terms)


def _line(comment: Comment, user: User, at: datetime) -> Line:
    mentions = comment.mentions.all()
    return Line(
        comment=comment, names=tuple(str(mention.user) for mention in mentions),
        asks_me=any(mention.user_id == user.pk and mention.read_at is None for mention in mentions),
        may_withdraw=may_withdraw(comment, user, at),
    )
