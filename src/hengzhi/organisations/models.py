"""Areas, departments and enterprises, each with the time for which it was so."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengzhi.core.models import in_language


class ValidQuerySet(models.QuerySet):
    def valid_on(self, day: date):
        """Keep what was in force on a day; both ends count."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class Area(models.Model):
    class Level(models.TextChoices):
        DISTRICT = "district", _("district")
        SUBDISTRICT = "subdistrict", _("subdistrict")

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    level = models.CharField(max_length=12, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    successors = models.ManyToManyField("self", through="AreaSuccession", symmetrical=False, related_name="former")

    objects = ValidQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class AreaSuccession(models.Model):
    """An area, or a part of it, became another on a day."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "successor"], name="one_succession_a_pair")]


class Department(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    short_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    objects = ValidQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.short_zh, self.name_en)

    @property
    def full_name(self) -> str:
        """The name as the public reads it, without abbreviation."""
        return in_language(self.name_zh, self.name_en)


class Enterprise(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    trade = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class EnterpriseIdentifier(models.Model):
    """A number an enterprise is or was known by; credit codes exist since 2015, the others before."""

    class Kind(models.TextChoices):
        CREDIT_CODE = "credit_code", _("unified social credit code")
        LICENCE = "licence", _("business licence number")
        ORGANISATION_CODE = "organisation_code", _("organisation code")
        TAX_NUMBER = "tax_number", _("tax registration number")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=Kind)
    value = models.CharField(max_length=30)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "value"]
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="one_enterprise_a_number")]
