"""The register's tables."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.models import Grant, Scope
from hengzhi.core.calendar import Unit
from hengzhi.core.models import in_language
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Area, Department
from hengzhi.register.kinds import Kind, kinds

# Not Q(): an empty condition joined with “or” disappears, and with it what it was to let through.
NOWHERE = Q(pk__in=[])


class RuleSet(models.Model):
    """The rules of an office in force for a time: limits by name, grounds by list.

    `limits` maps a name to length, unit, rolls_weekends and source; `grounds` maps a list to its entries.
    """

    family = models.CharField(max_length=40)
    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    body = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    grounds = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["family", "valid_from"]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Sequence(models.Model):
    """The last number given out for a prefix and year."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Keep the records `user` may know of. Every page, file, export and count begins here."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(_visible(user))

    def waiting_for(self, user):
        """Keep the open records that `user` may take a step on now."""
        waiting = NOWHERE
        for kind in kinds().values():
            for step in kind.workflow.steps:
                waiting |= Q(kind=kind.code, state__in=step.sources) & _reached(user, user.reach(step.permission))
        return self.visible_to(user).filter(waiting, is_open=True)

    def overdue(self, on):
        return self.filter(is_open=True, due_on__lt=on)


def _visible(user) -> Q:
    seen = NOWHERE
    for kind in kinds().values():
        plain = _reached(user, user.reach(kind.see))
        secret = _reached(user, user.reach(kind.see_confidential)) | Q(handler=user)
        is_plain = Q(confidentiality=Record.Confidentiality.NORMAL)
        seen |= Q(kind=kind.code) & plain & (is_plain | secret)
    return seen


def _reached(user, grants: list[Grant]) -> Q:
    reached = NOWHERE
    for grant in grants:
        match grant.scope:
            case Scope.DISTRICT:
                return ~NOWHERE
            case Scope.DEPARTMENT:
                reached |= Q(department_id=grant.department_id)
            case Scope.OWN:
                reached |= Q(handler=user)
    return reached


class Record(models.Model):
    """One row for every record of every mechanism; the mechanism's own table holds the rest."""

    class Confidentiality(models.TextChoices):
        NORMAL = "normal", _("ordinary")
        CONFIDENTIAL = "confidential", _("confidential")

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=24, unique=True)
    title = models.CharField(_("subject"), max_length=120)
    state = models.CharField(max_length=24)
    state_since = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("area"))
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="handled_records"
    )
    confidentiality = models.CharField(
        max_length=12, choices=Confidentiality, default=Confidentiality.NORMAL, verbose_name=_("confidentiality")
    )
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["-opened_on", "-id"], name="record_newest"),
            models.Index(fields=["kind", "state", "due_on"], name="record_waiting"),
            models.Index(fields=["is_open", "due_on"], name="record_due"),
            models.Index(fields=["area", "-opened_on"], name="record_area"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse(self.kind_of.url, args=[self.code])

    @property
    def kind_of(self) -> Kind:
        return kinds()[self.kind]

    @property
    def detail(self) -> models.Model:
        """The mechanism's own row; no query where it was selected along."""
        return getattr(self, self.kind_of.model._meta.get_field("record").remote_field.related_name)

    @property
    def state_label(self) -> str:
        return self.kind_of.workflow.label(self.state)

    @property
    def public_state(self) -> str:
        return str(self.kind_of.workflow.public[self.state])

    def is_in_reach(self, user, permission: Permission) -> bool:
        """Say whether the user's grants of `permission` reach this record."""
        return any(self._reached_by(grant, user) for grant in user.reach(permission))

    def _reached_by(self, grant: Grant, user) -> bool:
        match grant.scope:
            case Scope.DISTRICT:
                return True
            case Scope.DEPARTMENT:
                return self.department_id == grant.department_id
        return self.handler_id == user.pk


class Clock(models.Model):
    """A stored, explained deadline of a record.

    `skipped`, `made_up`, `paused` and `rolled` are lists of ISO days: not counted as days off, counted though on a
    weekend, not counted while paused, rolled over at the end.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        MET = "met", _("met")
        LATE = "late", _("late")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=20)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT)
    source = models.CharField(max_length=200)
    start_on = models.DateField()
    due_on = models.DateField()
    length = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8, choices=[(unit.value, unit.value) for unit in Unit])
    skipped = models.JSONField(default=list, blank=True)
    made_up = models.JSONField(default=list, blank=True)
    paused = models.JSONField(default=list, blank=True)
    rolled = models.JSONField(default=list, blank=True)
    provisional = models.BooleanField(default=False)
    edition = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("start_on")), name="clock_in_order"),
            models.CheckConstraint(
                condition=Q(state="running", stopped_on__isnull=True) | Q(stopped_on__isnull=False),
                name="clock_stopped_or_running",
            ),
        ]


class AuditEvent(models.Model):
    """What somebody did, when and to which record. Rows are only ever added."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    action = models.CharField(max_length=40)
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24, blank=True)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]


class Person(models.Model):
    """A sealed identity in the vault. Nothing here can be read without the key; see `vault`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16)
    mask = models.CharField(max_length=40, blank=True, help_text="What a page may show: 王** 138****2716.")
    erased_at = models.DateTimeField(null=True, blank=True)
