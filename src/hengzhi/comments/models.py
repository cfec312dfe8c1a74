"""Remarks on records, and the colleagues each of them asks to look."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.register.models import Record

TEXT_LENGTH = 2000


class CommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the remarks on records `user` may know of."""
        return self.filter(Exists(Record.objects.visible_to(user).filter(pk=OuterRef("record"))))


class Comment(models.Model):
    """A remark. It is never changed; one that was withdrawn keeps its row and loses its text."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    text = models.TextField(_("remark"), max_length=TEXT_LENGTH, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) & ~Q(text="") | Q(withdrawn_at__isnull=False, text=""),
                name="comment_has_text_or_is_withdrawn",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the address that leads to the remark on its record's page, and notes that a mention was read."""
        return reverse("comments:open", args=[self.pk])


class MentionQuerySet(models.QuerySet):
    def unread_by(self, user):
        """Keep what still asks `user` to look, on records they may know of."""
        seen = Record.objects.visible_to(user).filter(pk=OuterRef("comment__record"))
        return self.filter(Exists(seen), user=user, read_at__isnull=True)


class Mention(models.Model):
    """A remark asks a colleague to look."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "read_at"], name="mention_unread")]
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="mention_once_a_comment")]
