"""Reads over remarks."""

from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from hengzhi.accounts.models import User
from hengzhi.accounts.queries import users_with_roles
from hengzhi.comments.models import Mention
from hengzhi.register.models import Record
from hengzhi.register.readers import may_see


def readers(record: Record, on: date) -> list[User]:
    """Return the users who may see a record by the roles held on a day, in four queries however many users there are."""
    if record.kind_of.shared:
        prefetch_related_objects([record], "shared_with")
    return [user for user in users_with_roles(on) if may_see(record, user)]


def mentions_of(user: User) -> QuerySet[Mention]:
    """Return what asks a user to look and has not been read yet, newest first, with remark, author and record."""
    return Mention.objects.unread_by(user).select_related("comment__author", "comment__record").order_by("-pk")
