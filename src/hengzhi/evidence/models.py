"""The files offered on a record. Their content lies in the store under its digest; see `store`."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.evidence.formats import PREVIEWED
from hengzhi.register.models import Record

NAME_LENGTH = 200


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the evidence of records `user` may know of: the one rule for page, file address and interface."""
        # Asked for each row by the record's key: a list of all visible records would be made anew for every page.
        return self.filter(Exists(Record.objects.visible_to(user).filter(pk=OuterRef("record"))))


class Evidence(models.Model):
    """A file on a record. `sha256` and `size` (bytes) are those of the content kept, images already cleaned."""

    class State(models.TextChoices):
        OFFERED = "offered", _("to be examined")
        ACCEPTED = "accepted", _("accepted as evidence")
        RETURNED = "returned", _("returned to who offered it")

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(_("file name"), max_length=NAME_LENGTH)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    offered_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["sha256"], name="evidence_content")]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "sha256"], condition=~Q(state="returned"), name="evidence_once_a_record"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["accepted", "returned"], decided_at__isnull=False, decided_by__isnull=False),
                name="evidence_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="evidence_returned_with_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evidence:file", args=[self.pk])

    @property
    def kind(self) -> str:
        """The kind of file as people call it: PDF, DOCX."""
        return PurePath(self.name).suffix[1:].upper()

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def has_preview(self) -> bool:
        return self.media_type in PREVIEWED
