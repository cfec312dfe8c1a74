"""The register's tables."""

from collections.abc import Collection
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.core.calendar import Unit
from hengzhi.core.models import in_language
from hengzhi.core.permissions import Permission
from hengzhi.core.reference import kept
from hengzhi.organisations.models import Area, Department
from hengzhi.register.kinds import Kind, kinds
from hengzhi.register.reach import NOWHERE, Reach, reach_of


class RuleSet(models.Model):
    """The rules of an office in force for a time: limits by name, grounds by list.

    `limits` maps a name to length, unit, rolls_weekends and source; `grounds` maps a list to its entries. `switches` name
    what these rules ask that others do not; steps and guards go by them. `words` are what the rules call things, people,
    states (`state.declined`) and steps (`step.decline`), each with zh and en, where it is not what the program says.
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
    switches = models.JSONField(default=list, blank=True)
    words = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["family", "valid_from"]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


@kept
@lru_cache(maxsize=1)
def words_of_rules() -> dict[int, dict[str, dict[str, str]]]:
    """Return the words of the rule sets that have words of their own, by key."""
    return dict(RuleSet.objects.exclude(words={}).values_list("pk", "words"))


class Sequence(models.Model):
    """The last number given out for a prefix and year."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)


def _visible(user, asked: Collection[str]) -> Q:
    if not user.is_authenticated:
        return NOWHERE
    seen = NOWHERE
    for (plain, secret, handlers), names in _kinds_in_reach(user, asked).items():
        reached = _condition(plain)
        if not secret.covers(plain):
            is_plain = Q(confidentiality=Record.Confidentiality.NORMAL)
            reached &= is_plain | secret.condition() | Q(handler__in=sorted(handlers))
        seen |= reached & Q(kind__in=names)
    return seen


def _condition(reach: Reach) -> Q:
    """Return what holds for the records reached; of those shared with a department only the ordinary ones are."""
    if not reach.is_shared or not reach.departments:
        return reach.condition()
    shared = Sharing.objects.filter(
        department__in=sorted(reach.departments), record__confidentiality=Record.Confidentiality.NORMAL
    )
    # Not “pk in”: joined by “or”, SQLite would gather and sort all records reached before the first is shown.
    return reach.condition() | Exists(shared.filter(record=OuterRef("pk")))


def _kinds_in_reach(user, asked: Collection[str]) -> dict[tuple[Reach, Reach, frozenset[int]], list[str]]:
    """Group the kinds asked for, all when none is, by how far their records are seen, confidential ones too, and by handlers.

    A handler sees a confidential record too, and so does who acts for the handler in a role that sees the kind.
    """
    groups: dict[tuple[Reach, Reach, frozenset[int]], list[str]] = {}
    for kind in (kind for kind in kinds().values() if not asked or kind.code in asked):
        handlers = frozenset(grant.holder_id for grant in user.reach(kind.see)) | {user.pk}
        plain = reach_of(user, kind.see, is_shared=kind.see in kind.shared)
        groups.setdefault((plain, reach_of(user, kind.see_confidential), handlers), []).append(kind.code)
    return groups


def _states_in_reach(user, *, leaves_to_handlers: bool) -> dict[Reach, dict[str, set[str]]]:
    """Group the states a step leads on, back or out of, by kind, by how far the user may take such steps.

    `leaves_to_handlers` leaves out the work that a record's handler does alone.
    """
    groups: dict[Reach, dict[str, set[str]]] = {}
    for kind in kinds().values():
        for step in kind.workflow.steps:
            if not step.is_waited_for or (leaves_to_handlers and step.permission in kind.handles):
                continue
            reach = reach_of(user, step.permission, is_shared=step.permission in kind.shared)
            states = groups.setdefault(reach, {})
            states.setdefault(kind.code, set()).update(step.sources)
    return groups


def steps_open_to(user, *, leaves_to_handlers: bool = False) -> Q:
    """Return what holds for the records in a state that `user` may lead on, back or out of."""
    waiting = NOWHERE
    for reach, states in _states_in_reach(user, leaves_to_handlers=leaves_to_handlers).items():
        for kind, names in states.items():
            waiting |= _condition(reach) & Q(kind=kind, state__in=sorted(names))
    return waiting


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user, kinds: Collection[str] = ()):
        """Keep the records `user` may know of, of some kinds if they are named. Every page, file, export and count begins here.

        Naming the kinds leaves out what does not concern them, which is what lets a database count many by an index.
        """
        return self.filter(_visible(user, kinds))

    def waiting_for(self, user):
        """Keep the open records that `user` may take on now; what may also be done there makes nobody wait."""
        return self.visible_to(user).filter(steps_open_to(user), is_open=True)

    def open(self):
        return self.filter(is_open=True)

    def overdue(self, on):
        return self.filter(is_open=True, due_on__lt=on)


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
    came_back = models.BooleanField(default=False, help_text="The last step led back: returned, refused, bounced.")
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("area"), db_index=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="handled_records"
    )
    confidentiality = models.CharField(
        max_length=12, choices=Confidentiality, default=Confidentiality.NORMAL, verbose_name=_("confidentiality")
    )
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, null=True, blank=True)
    shared_with = models.ManyToManyField(Department, through="Sharing", related_name="shared_records", blank=True)
    synthetic = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["-opened_on", "-id"], name="record_newest"),
            models.Index(fields=["department", "-opened_on", "-id"], name="record_of_department"),
            models.Index(fields=["area", "-opened_on", "-id"], name="record_of_area"),
            models.Index(fields=["is_open", "due_on"], name="record_due"),
            models.Index(
                fields=["department", "kind", "state", "is_open", "due_on", "confidentiality", "handler"],
                name="record_counted",
            ),
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

    def word(self, key: str, otherwise: str) -> str:
        """Return what the rules this record is judged by call something, or what the program calls it."""
        word = words_of_rules().get(self.rule_set_id, {}).get(key)
        return in_language(word["zh"], word["en"]) if word else str(otherwise)

    @property
    def kind_name(self) -> str:
        return self.word(self.kind, self.kind_of.name)

    @property
    def state_label(self) -> str:
        return self.word(f"state.{self.state}", self.kind_of.workflow.label(self.state))

    @property
    def is_confidential(self) -> bool:
        return self.confidentiality == self.Confidentiality.CONFIDENTIAL

    @property
    def public_state(self) -> str:
        return str(self.kind_of.workflow.public[self.state])

    def is_in_reach(self, user, permission: Permission) -> bool:
        """Say whether the user's grants of `permission` reach this record."""
        return reach_of(user, permission, is_shared=permission in self.kind_of.shared).holds(self)


class Sharing(models.Model):
    """An ordinary record is open to a department beside its own, for what its kind lets such departments do."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="sharings")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["department__position"]
        constraints = [models.UniqueConstraint(fields=["record", "department"], name="shared_once_with_a_department")]


class SearchText(models.Model):
    """What a record is found by, made ready for this database's index; see `search`."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="search_text")
    words = models.TextField()


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


class AuditEvent(models.Model):
    """What somebody did, when and to which record. Rows are only ever added: the database itself refuses the rest."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    action = models.CharField(max_length=40)
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24, blank=True)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["actor", "-at", "-id"], name="audit_of_actor"),
            models.Index(fields=["action", "-at", "-id"], name="audit_of_action"),
        ]


class AuditBlock(models.Model):
    """A seal over the next rows of the audit trail; see `seals`. `leaves` holds the digest of each row, in order."""

    form = models.PositiveSmallIntegerField()
    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    leaves = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


import hengzhi.register.vault.models  # noqa: E402, F401 - tables of this app in a file of their own, which needs Record
