"""One row for every record, and which of them a user may know of."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.core.models import in_language
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Area, Department
from hengzhi.register.kinds import Kind, kinds
from hengzhi.register.models.rules import RuleSet, words_of_rules
from hengzhi.register.reach import NOWHERE, Reach, reach_of


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
    return seen & ~_about(user, asked)


def _about(user, asked: Collection[str]) -> Q:
    """Return what holds for the records about a user's own work."""
    about = NOWHERE
    for kind in (kind for kind in kinds().values() if kind.concerns and (not asked or kind.code in asked)):
        about |= Q(pk__in=kind.model._default_manager.filter(**{kind.concerns: user.pk}).values("record"))
    return about


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
        in_state = reduce(or_, (Q(kind=kind, state__in=sorted(names)) for kind, names in states.items()))
        waiting |= _condition(reach) & in_state
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
            models.Index(fields=["due_on", "id"], condition=Q(is_open=True), name="record_open"),
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
