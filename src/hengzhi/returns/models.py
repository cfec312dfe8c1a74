"""Forms by version, the return of a department for a period, and every version of its values."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models import Value as Constant
from django.utils.translation import gettext_lazy as _

from hengzhi.core.models import in_language
from hengzhi.core.periods import Period, period
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.returns.definition import Definition
from hengzhi.returns.entries import NOTE_LENGTH, TEXT_LENGTH, Entry, Status
from hengzhi.returns.reading import form_of


class Form(models.Model):
    """One version of a form; `definition` is the content of its file, `digest` its stamp."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    owner = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_forms")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["code", "version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_form_a_version")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def structure(self) -> Definition:
        """The form as it is used; kept on the row once read."""
        if not hasattr(self, "_structure"):
            self._structure = form_of(self.code, self.definition)
        return self._structure


class Return(models.Model):
    """What a department owes on a form for a period, beyond the register.

    `starts_on` and `ends_on` are the days of the period on which the department existed. `handed_in_on` is the day it
    was first handed in, which decides whether it was in time; `submitted_on` the latest. `impossible` and `unexplained`
    count what bars the way of the version being worked on.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="reported")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="returns")
    form_code = models.CharField(max_length=40)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="returns")
    period = models.CharField(_("period"), max_length=9)
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField(_("due on"))
    correct_by = models.DateField(_("to be corrected by"), null=True, blank=True)
    handed_in_on = models.DateField(_("first handed in on"), null=True, blank=True)
    submitted_on = models.DateField(_("handed in on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    impossible = models.PositiveSmallIntegerField(default=0)
    unexplained = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["form_code", "period"], name="return_of_round")]
        constraints = [
            models.UniqueConstraint(fields=["form_code", "department", "period"], name="one_return_a_period"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="return_days_in_order"),
        ]

    @property
    def span(self) -> Period:
        return period(self.period)

    @property
    def is_partial(self) -> bool:
        """Whether the department existed for a part of the period only."""
        whole = self.span
        return self.starts_on > whole.first or self.ends_on < whole.last_day

    @property
    def is_late(self) -> bool:
        return self.handed_in_on is not None and self.handed_in_on > self.due_on


class VersionQuerySet(models.QuerySet):
    def in_force(self):
        """Keep of every return the version that counts: the last accepted one, else the last handed in."""
        accepted_first = Case(When(outcome="accepted", then=Constant(0)), default=Constant(1))
        handed_in = Version.objects.filter(of=OuterRef("of"), submitted_at__isnull=False)
        return self.filter(pk=Subquery(handed_in.order_by(accepted_first, "-number").values("pk")[:1]))


class Version(models.Model):
    """The values of a return as handed in, or, without `submitted_at`, as being worked on."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("sent back")

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["of", "number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["of"], condition=Q(submitted_at__isnull=True), name="one_version_in_work"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(submitted_at__isnull=False, decided_at__isnull=False), name="decided_when_submitted"
            ),
        ]


class Value(models.Model):
    """What a version says of an item; `remark` is what who sent it back says to it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="values")
    item = models.CharField(max_length=40)
    status = models.CharField(max_length=14, choices=Status, default=Status.MISSING)
    number = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    remark = models.CharField(max_length=NOTE_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "item"], name="one_value_an_item"),
            models.CheckConstraint(
                condition=(
                    Q(status="given") & (Q(number__isnull=False) | ~Q(text=""))
                    | ~Q(status="given") & Q(number__isnull=True, text="")
                ),
                name="value_given_or_not",
            ),
        ]

    @property
    def entry(self) -> Entry:
        return Entry(Status(self.status), self.number, self.text, self.note)
