"""Definitions as they were loaded, every version kept, and the targets set for them."""

from django.db import models
from django.db.models import Q


class DefinitionVersion(models.Model):
    """One version of an indicator's definition; reports name it by its digest, so none is ever changed."""

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    formula = models.CharField(max_length=64)
    body = models.JSONField()
    valid_from = models.DateField(null=True)
    is_current = models.BooleanField()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "digest"], name="one_row_a_definition"),
            models.UniqueConstraint(fields=["code"], condition=Q(is_current=True), name="one_current_definition"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Target(models.Model):
    """The value an area or department is to reach in a period; whether above or below, the indicator says."""

    indicator = models.CharField(max_length=60)
    held_by = models.CharField(max_length=40, help_text="The code of an area or department.")
    period = models.CharField(max_length=9)
    value = models.DecimalField(max_digits=18, decimal_places=4)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["indicator", "held_by", "period"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "held_by", "period"], name="one_target_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.held_by} {self.period}"
