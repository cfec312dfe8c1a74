"""Runs of imports and what they found wrong."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.models import User
from hengzhi.core.models import in_language
from hengzhi.exchange.contract import Import, Sender, imports
from hengzhi.jobs.models import Job
from hengzhi.organisations.models import Department


class State(models.TextChoices):
    UPLOADED = "uploaded", _("columns to be matched")
    CHECKING = "checking", _("rows being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("being brought in")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("ended early")


class Mode(models.TextChoices):
    """What is brought in: nothing unless every row is right, or the rows that are."""

    ALL = "all", _("all rows or none")
    GOOD = "good", _("the rows that are right")


class RunQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Keep the user's own: an upload holds people's names and numbers."""
        return self.filter(actor=user)


class Preset(models.Model):
    """How the lists of one system are understood: the heading of each column, and what words stand for.

    One from a pack has a code and a source, one that somebody saved has neither; it serves everybody who imports such lists.
    """

    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=60, unique=True, null=True, blank=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    note_zh = models.CharField(max_length=400, blank=True)
    note_en = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=300, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-code", "name_zh"]
        constraints = [models.UniqueConstraint(fields=["kind", "name_zh"], name="one_preset_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)


class ImportRun(models.Model):
    """One upload on its way: `position` is the last row that is dealt with, and moves in the transaction that writes.

    `heading_row` and `position` count as the spreadsheet does. `mapping` gives the place in the file, from 0, of each
    column. `words` gives, by column, what words of the file stand for; `met` are the words that were not known or stood for
    something when the file was checked. `known` counts rows that were there already when the file was checked, `repeated`
    when it was brought in.
    """

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    reading = models.CharField(max_length=120)
    lines = models.PositiveIntegerField()
    heading_row = models.PositiveIntegerField()
    headings = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)
    met = models.JSONField(default=list, blank=True)
    preset = models.ForeignKey(Preset, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    mode = models.CharField(max_length=4, choices=Mode, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="import_state_known"),
            models.CheckConstraint(condition=~Q(state=State.RUNNING) | ~Q(mode=""), name="import_running_has_mode"),
        ]

    def __str__(self) -> str:
        return self.file

    def get_absolute_url(self) -> str:
        return reverse("exchange:run", args=[self.code])

    @property
    def target(self) -> Import:
        return imports()[self.kind]

    def sender(self, at) -> Sender:
        return Sender(self.actor, self.department, at)

    @property
    def done_rows(self) -> int:
        return self.added + self.repeated + self.refused

    @property
    def right(self) -> int:
        """How many rows are right, there already or not."""
        return self.total - self.wrong

    @property
    def fresh(self) -> int:
        """How many rows are right and not there yet."""
        return self.right - self.known

    @property
    def rows_per_second(self) -> int:
        """How many rows a second of work dealt with."""
        return round(self.done_rows / self.seconds) if self.seconds else 0

    @property
    def is_under_way(self) -> bool:
        """Say whether a worker has it or will have it."""
        return self.state in {State.CHECKING, State.RUNNING} and bool(self.job and self.job.is_open)

    @property
    def is_stuck(self) -> bool:
        """Say whether it should go on but nobody works on it."""
        return self.state in {State.CHECKING, State.RUNNING} and not self.is_under_way


class ImportFault(models.Model):
    """A wrong cell: row as the spreadsheet counts, the column's name, what was found and what is wanted."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40)
    found = models.CharField(max_length=200, blank=True)
    wanted = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
