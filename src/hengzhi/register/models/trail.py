"""The audit trail and its seals."""

from django.conf import settings
from django.db import models

from hengzhi.register.models.records import Record


class AuditEvent(models.Model):
    """What somebody did, when and to which record. Rows are only ever added: the database itself refuses the rest."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    action = models.CharField(max_length=40)
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24, blank=True)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_of_actor"),
            models.Index(fields=["action", "-at", "-id"], name="audit_of_action"),
        ]


class AuditBlock(models.Model):
    """A seal over the next rows of the audit trail; see `seals`. `leaves` holds the digest of each row, in order."""

    form = models.PositiveSmallIntegerField()
    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    leaves = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
