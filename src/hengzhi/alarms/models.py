"""What is watched, the questions that came of it, and when was looked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengzhi.alarms.workflow import Answer
from hengzhi.core.models import in_language
from hengzhi.core.reference import code_name
from hengzhi.organisations.models import Enterprise
from hengzhi.register.models import Record


class Question(models.TextChoices):
    """What is asked. The first five are rises of a count; the last three ask how cases were handled."""

    DISTRICT = "district", _("rise in the whole district")
    CATEGORY = "category", _("rise of a category")
    AREA = "area", _("rise in a subdistrict")
    CELL = "cell", _("rise of a category in a subdistrict")
    ENTERPRISE = "enterprise", _("repeated complaints about one business")
    MATTER = "matter", _("many texts on one matter")
    DISPUTE = "dispute", _("several people in one dispute with one business")
    LAST_DAY = "last_day", _("conclusions on the last day")
    COPIED = "copied", _("notes in the same words")
    ROUND_SUMS = "round_sums", _("round sums recovered")


RISES = (Question.DISTRICT, Question.CATEGORY, Question.AREA, Question.CELL, Question.ENTERPRISE)
TEXTS = (Question.MATTER, Question.DISPUTE)
CONDUCT = (Question.LAST_DAY, Question.COPIED, Question.ROUND_SUMS)


class WatchRule(models.Model):
    """What is watched and from when on it is asked about: loaded from a pack. `reason` says why it is asked at all."""

    code = models.CharField(max_length=20, choices=Question, primary_key=True)
    reason_zh = models.CharField(max_length=300)
    reason_en = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    is_watched = models.BooleanField(default=True)
    numbers = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    @property
    def reason(self) -> str:
        return in_language(self.reason_zh, self.reason_en)


class Alarm(models.Model):
    """A question with the finding behind it, as it was last seen before somebody answered. Days are local.

    `signal` is the same as long as the same thing goes on. Of `observed` records `expected` were to be expected, in 95 of 100
    cases between `lower` and `upper`. For questions of conduct and of texts `observed` are hits out of `out_of`, against
    `other_hits` out of `others`. `recurs_years`: chance alone raises a question as strong as this once in so many years.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="alarm")
    question = models.CharField(max_length=20, choices=Question)
    signal = models.CharField(max_length=80)
    category = models.CharField(max_length=40, blank=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField(null=True, blank=True)
    lower = models.PositiveIntegerField(null=True, blank=True)
    upper = models.PositiveIntegerField(null=True, blank=True)
    out_of = models.PositiveIntegerField(null=True, blank=True)
    other_hits = models.PositiveIntegerField(null=True, blank=True)
    others = models.PositiveIntegerField(null=True, blank=True)
    watched = models.PositiveIntegerField()
    recurs_years = models.FloatField(null=True, blank=True)
    words = models.JSONField(default=list, blank=True)
    weeks = models.JSONField(default=list, blank=True)
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    taken_up_as = models.CharField(_("number of the case or task"), max_length=40, blank=True)
    about = models.ManyToManyField(Record, related_name="alarms", through="RecordBehind")

    class Meta:
        indexes = [models.Index(fields=["signal", "-last_seen_on"], name="alarm_of_signal")]
        constraints = [
            models.UniqueConstraint(fields=["signal", "first_seen_on"], name="one_alarm_a_signal_and_day"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="alarm_in_order"),
        ]

    @property
    def category_name(self) -> str:
        return code_name("category", self.category) if self.category else ""


class RecordBehind(models.Model):
    """A record is one of those behind a question; `position` has the most telling first."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="behind")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["alarm", "record"], name="a_record_once_behind_an_alarm")]


class Look(models.Model):
    """One look at everything watched."""

    day = models.DateField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    series = models.PositiveIntegerField()
    texts = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    still_there = models.PositiveIntegerField()

    class Meta:
        ordering = ["-pk"]
