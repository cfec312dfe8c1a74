"""Reads over remarks."""

from collections.abc import Iterable

from django.db.models import QuerySet, prefetch_related_objects

from hengzhi.accounts.models import User
from hengzhi.comments.models import Mention
from hengzhi.register.models import Record
from hengzhi.register.readers import may_see


def readers(record: Record, users: Iterable[User]) -> list[User]:
    """Return who of some users, as `users_with_roles` gives them, may see a record; one query at most."""
    if record.kind_of.shared:
        prefetch_related_objects([record], "shared_with")
    return [user for user in users if may_see(record, user)]


def mentions_of(user: User) -> QuerySet[Mention]:
    """Return what asks a user to look and has not been read yet, newest first, with remark, author and record."""
    return Mention.objects.unread_by(user).select_related("comment__author", "comment__record").order_by("-pk")
