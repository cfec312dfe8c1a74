"""Deadlines as stored, explained facts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengzhi.core.calendar import Unit
from hengzhi.register.models.records import Record
from hengzhi.register.models.rules import RuleSet

AGREED = "agreed"


class Clock(models.Model):
    """A stored, explained deadline of a record.

    `skipped`, `made_up`, `paused` and `rolled` are lists of ISO days: not counted as days off, counted though on a
    weekend, not counted while paused, rolled over at the end. `extended` is what approval has added to `length`, in
    the same unit. An agreed clock has no rule set: people set its due date. While a clock is paused its due date is the
    one it would have if it went on the same day.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        MET = "met", _("met")
        LATE = "late", _("late")
        RESTARTED = "restarted", _("started anew")
        DROPPED = "dropped", _("no longer owed")

    LIVE = (State.RUNNING, State.PAUSED)

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=20)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    start_on = models.DateField()
    due_on = models.DateField()
    length = models.PositiveSmallIntegerField(default=0)
    extended = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=8, choices=[*((unit.value, unit.value) for unit in Unit), (AGREED, AGREED)])
    skipped = models.JSONField(default=list, blank=True)
    made_up = models.JSONField(default=list, blank=True)
    paused = models.JSONField(default=list, blank=True)
    rolled = models.JSONField(default=list, blank=True)
    provisional = models.BooleanField(default=False)
    edition = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_on"], name="clock_provisional", condition=Q(provisional=True)),
            models.Index(fields=["name", "due_on"], name="clock_ended"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("start_on")), name="clock_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "paused"], stopped_on__isnull=True)
                | (Q(stopped_on__isnull=False) & ~Q(state__in=["running", "paused"])),
                name="clock_stopped_or_running",
            ),
            models.UniqueConstraint(
                fields=["record", "name"], condition=Q(state__in=["running", "paused"]), name="one_live_clock_a_name"
            ),
        ]

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE


class ClockPause(models.Model):
    """Days a clock does not count: from `since` up to the day before `until`, on which it goes on.

    A pause that a state of the workflow brought has its name in `state` and ends when that state is left.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=24, blank=True)
    cause = models.CharField(_("cause"), max_length=120, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="pause_in_order"),
            models.UniqueConstraint(fields=["clock"], condition=Q(until__isnull=True), name="one_open_pause_a_clock"),
        ]


class ClockExtension(models.Model):
    """More time for a clock, asked by one person and decided by another: `length` more units, or an agreed day."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="extensions")
    length = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(_("new due date"), null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(state="asked"), name="one_extension_asked_a_clock"),
        ]
