"""What a publication of a year's calendar did."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models

from hengzhi.core.models import in_language
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


class CampaignDay(models.Model):
    """A public day of every year, such as 15 March: a fixed day, the nth weekday of a month, or the whole month.

    `weekday` counts Monday as 0; without `day` and `weekday` the whole month is meant.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    nth = models.PositiveSmallIntegerField(null=True, blank=True)
    since_year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["month", "day", "code"]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    def day_in(self, year: int) -> date | None:
        """Return the day in a year, the first of the month for a whole month; None before it was held."""
        if self.since_year and year < self.since_year:
            return None
        first = date(year, self.month, 1)
        if self.weekday is not None:
            return first + timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))
        return first.replace(day=self.day or 1)
