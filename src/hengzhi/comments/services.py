"""Writes: a remark, its withdrawal, and that a mention was read.

The trail is kept for ever and so holds that a remark was written, never what it says.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.accounts.models import User
from hengzhi.accounts.queries import users_with_roles
from hengzhi.comments.mentions import mentioned
from hengzhi.comments.models import TEXT_LENGTH, Comment, Mention
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.readers import may_see

WITHDRAWABLE = timedelta(minutes=15)


@transaction.atomic
def add_comment(*, record: Record, text: str, actor: User, at: datetime) -> Comment:
    """Write a remark and note whom it asks to look; raises Refused, also for a name that cannot be told.

    Who writes on a record has read what asked them to look there.
    """
    if not Record.objects.visible_to(actor).filter(pk=record.pk).exists():
        raise Refused(_("You may not write on a record you may not see."))
    text = _clean(text)
    colleagues = users_with_roles(local_day(at))
    readers = [user for user in colleagues if may_see(record, user)]
    users = [user for user in mentioned(text, colleagues, readers) if user.pk != actor.pk]
    comment = Comment.objects.create(record=record, author=actor, at=at, text=text)
    Mention.objects.bulk_create(Mention(comment=comment, user=user) for user in users)
    Mention.objects.filter(user=actor, comment__record=record, read_at__isnull=True).update(read_at=at)
    facts = {"comment": comment.pk, "mentioned": [user.pk for user in users]}
    trail.note(record, "comment_added", record.kind_of.see, actor=actor, at=at, facts=facts)
    return comment


def _clean(text: str) -> str:
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise Refused(_("Write the remark first."))
    if len(text) > TEXT_LENGTH:
        raise Refused(
            _("The remark has %(length)d characters; it may have %(most)d.") % {"length": len(text), "most": TEXT_LENGTH}
        )
    return text


def may_withdraw(comment: Comment, actor: User, at: datetime) -> bool:
    """Say whether a user may take back a remark: the own one, for 15 minutes."""
    return comment.author_id == actor.pk and comment.withdrawn_at is None and at - comment.at <= WITHDRAWABLE


@transaction.atomic
def withdraw_comment(comment: Comment, *, actor: User, at: datetime) -> None:
    """Take back a remark: its text and mentions go, the line stays and says so. Raises Refused."""
    if not may_withdraw(comment, actor, at):
        raise Refused(_("Only who wrote a remark may withdraw it, within 15 minutes."))
    if Comment.objects.filter(pk=comment.pk, withdrawn_at__isnull=True).update(text="", withdrawn_at=at):
        comment.mentions.all().delete()
        facts = {"comment": comment.pk}
        trail.note(comment.record, "comment_withdrawn", comment.record.kind_of.see, actor=actor, at=at, facts=facts)


def read_mention(comment: Comment, *, user: User, at: datetime) -> None:
    """Note that a user has read the remark that asked them to look; nothing where it did not."""
    comment.mentions.filter(user=user, read_at__isnull=True).update(read_at=at)
