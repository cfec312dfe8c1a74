"""Reference data that every mechanism uses: the site itself, the work calendar, code lists."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_language(zh: str, en: str) -> str:
    """Return the name for the reader's language; both Chinese scripts read the Chinese one."""
    return zh if (get_language() or "zh").startswith("zh") or not en else en


class Site(models.Model):
    """The one district this installation serves."""

    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    area_code = models.CharField(max_length=20)
    hotline = models.CharField(max_length=40, blank=True)
    issuer = models.CharField(max_length=80, blank=True, help_text="Who issues the district's reports.")
    complaints_department = models.CharField(max_length=40, blank=True, help_text="Code of who takes complaints.")
    synthetic = models.BooleanField(default=False, help_text="The records are made for demonstration.")
    day = models.DateField(null=True, blank=True, help_text="The day a demonstration stands still on; empty on a real site.")

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class CalendarYear(models.Model):
    """A year of the work calendar; `revision` says how often it has been published, corrections included.

    Packs leave a year alone that was `edited` on the site.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        PROVISIONAL = "provisional", _("provisional")

    year = models.PositiveSmallIntegerField(primary_key=True)
    state = models.CharField(max_length=12, choices=State)
    source = models.CharField(max_length=200)
    revision = models.PositiveSmallIntegerField(default=1)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["year"]


class CalendarDay(models.Model):
    """A day on which the week's rule does not hold: a weekday off or a weekend day made up."""

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        WORK = "work", _("make-up working day")

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["day"]


class CodeItem(models.Model):
    """An entry of a code list, such as a category of goods, valid for a time."""

    list = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    group = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["list", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="one_code_a_list")]

    @property
    def name(self) -> str:
        return in_language(self.zh, self.en)
