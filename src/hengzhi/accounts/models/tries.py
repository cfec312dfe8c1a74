"""Wrong tries to sign in, counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.models.users import User


class Tries(models.Model):
    """How often a name, an address, a known device or a second step was tried wrongly. Instants are the machine's.

    `digest` stands for what was tried: people type passwords into the field for the name, so it is not kept as typed.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("user name")
        ADDRESS = "address", _("network address")
        DEVICE = "device", _("known device")
        FACTOR = "factor", _("confirmation")

    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="tries")
    address = models.CharField(max_length=45, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="tries_counted_once")]
