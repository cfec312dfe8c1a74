"""Consumer warnings and what they are about."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengzhi.advisories.workflow import State
from hengzhi.core.reference import code_name
from hengzhi.organisations.models import Area
from hengzhi.register.models import Record


class AdvisoryQuerySet(models.QuerySet):
    def public(self):
        """Keep what the public may read or must learn of: published ones and withdrawn ones, the newest first."""
        told = self.filter(record__state__in=[State.PUBLISHED, State.WITHDRAWN])
        return told.select_related("record__department").prefetch_related("categories", "areas").order_by(
            "-published_on", "-pk"
        )


class Advisory(models.Model):
    """A warning about a danger, or a tip before a purchase. `text` is plain paragraphs, `watch_for` one point a line.

    `about` are the records it came from: never shown to the public. `writers` are all who wrote any of it. Without areas it
    is about the whole district; after `valid_until` it is shown as out of date.
    """

    class Weight(models.TextChoices):
        WARNING = "warning", _("consumer warning")
        TIP = "tip", _("consumer tip")

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="advisory")
    weight = models.CharField(_("kind of notice"), max_length=8, choices=Weight, default=Weight.WARNING)
    text = models.TextField(_("text"), blank=True, max_length=4000)
    watch_for = models.TextField(_("what to watch for"), blank=True, max_length=2000)
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason the public is told"), max_length=200, blank=True)
    about = models.ManyToManyField(Record, blank=True, related_name="advisories")
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    objects = AdvisoryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-published_on", "-record"], name="advisory_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | (Q(published_on__isnull=False) & ~Q(withdrawal_reason="")),
                name="withdrawn_with_a_reason",
            ),
        ]

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    @property
    def points(self) -> list[str]:
        return [line.strip() for line in self.watch_for.splitlines() if line.strip()]

    @property
    def category_names(self) -> list[str]:
        return [entry.name for entry in self.categories.all()]

    @property
    def area_names(self) -> list[str]:
        return [area.name for area in self.areas.all()]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    def is_out_of_date(self, on: date) -> bool:
        return self.valid_until is not None and self.valid_until < on


class AdvisoryCategory(models.Model):
    """A category of goods or services that a warning is about, by its code in the code list."""

    advisory = models.ForeignKey(Advisory, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(max_length=40, db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["advisory", "code"], name="a_category_once_on_a_warning")]

    @property
    def name(self) -> str:
        return code_name("category", self.code)


import hengzhi.advisories.disclosure.models  # noqa: E402, F401 - tables of this app in a file of their own
