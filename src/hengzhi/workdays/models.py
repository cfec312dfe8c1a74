"""What a publication of a year's calendar did."""

from django.conf import settings
from django.db import models

from hengzhi.register.models import Clock, Record


class Publication(models.Model):
    """A year's calendar as it was published or corrected. `counted` clocks were computed anew; those that moved are listed."""

    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    counted = models.PositiveIntegerField()
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["year", "revision"], name="one_publication_a_revision")]


class Move(models.Model):
    """A clock whose due date a publication moved."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="moves")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="+")
    due_before = models.DateField()
    due_after = models.DateField()

    class Meta:
        ordering = ["due_after", "pk"]
