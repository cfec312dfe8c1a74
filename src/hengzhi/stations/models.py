"""Stations, their liaisons, their training, and the disputes they take up."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengzhi.core.reference import code_name
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record


def in_force(day: date) -> Q:
    """Keep what began by a day and had not ended before it."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Station(models.Model):
    """A place where consumers find a liaison; `department` is the unit that looks after it."""

    class Place(models.TextChoices):
        COMMUNITY = "community", _("community")
        MARKET = "market", _("market")
        ENTERPRISE = "enterprise", _("enterprise")
        SCHOOL = "school", _("school")
        SCENIC = "scenic", _("scenic area")

    code = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("where"), max_length=12, choices=Place)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, verbose_name=_("area"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, verbose_name=_("looked after by"))
    address = models.CharField(_("address"), max_length=120)
    phone = models.CharField(_("phone of the station"), max_length=30, blank=True)
    starts_on = models.DateField(_("set up on"))
    ends_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering = ["area__code", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="station_in_order")
        ]

    def __str__(self) -> str:
        return self.name


class Liaison(models.Model):
    """Who keeps a station, from a day to a day; a public contact, named on the station's door."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="liaisons")
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)
    starts_on = models.DateField(_("since"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="liaison_in_order")
        ]

    def __str__(self) -> str:
        return self.name


class Training(models.Model):
    """A training for liaisons: who came is written down by name."""

    held_on = models.DateField(_("held on"))
    topic = models.CharField(_("topic"), max_length=120)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    place = models.CharField(_("place"), max_length=80, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    attended = models.ManyToManyField(Liaison, related_name="trainings", blank=True, verbose_name=_("attended by"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="training_takes_time")]


class StationCase(models.Model):
    """A dispute taken up at a station. Nobody's name is kept; money in yuan."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="station_case")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="cases", verbose_name=_("liaison station"))
    category = models.CharField(_("category"), max_length=40)
    details = models.TextField(_("facts"), blank=True)
    respondent_name = models.CharField(_("name of the business"), max_length=120, blank=True)
    disputed_yuan = models.DecimalField(_("disputed amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    recovered_yuan = models.DecimalField(_("recovered loss"), max_digits=14, decimal_places=2, null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recovered_yuan__isnull=True) | Q(recovered_yuan__gte=0), name="station_recovers_no_less_than_zero"
            ),
            models.CheckConstraint(
                condition=Q(disputed_yuan__isnull=True) | Q(disputed_yuan__gte=0), name="station_disputes_no_less_than_zero"
            ),
        ]

    @property
    def category_name(self) -> str:
        return code_name("category", self.category)
