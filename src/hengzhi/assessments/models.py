"""Schemes by version, the assessments of the years, sheets with their lines, objections and independent scores.

Once an edition is locked the database itself refuses changes to everything below it; see the migration of the lock.
"""

from datetime import date
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.assessments.scheme import JUDGED, Scheme
from hengzhi.core.clock import local_day
from hengzhi.evidence.models import Evidence
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.snapshots.models import Snapshot

SCORE = {"max_digits": 7, "decimal_places": 2}
PERSON = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
NOTE_LENGTH = 1000


class SchemeVersion(models.Model):
    """One version of a scheme; editions name it, so none is ever changed."""

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    body = models.JSONField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_current = models.BooleanField()

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "digest"], name="one_row_a_scheme"),
            models.UniqueConstraint(fields=["code"], condition=Q(is_current=True), name="one_current_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme.name} {self.version}"

    @cached_property
    def scheme(self) -> Scheme:
        return Scheme.from_json(self.body)


class Edition(models.Model):
    """The assessment of a year; a correction after the lock is another edition of the same year.

    `facts` are what `snapshot` holds for every department, by line; `sealed` is all that the lock keeps, `seal` its digest.
    """

    code = models.CharField(max_length=12, unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    scheme_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="editions")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField()
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next")
    cause = models.CharField(_("reason for the correction"), max_length=NOTE_LENGTH, blank=True)
    self_score_due_on = models.DateField(_("self-scores due on"))
    objections_due_on = models.DateField(_("objections until"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(**PERSON)
    sealed = models.JSONField(null=True, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(**PERSON, null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(**PERSON, null=True, blank=True)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_edition_a_number"),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | ~Q(seal="") & Q(sealed__isnull=False), name="edition_locked_with_seal"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(locked_at__isnull=False), name="edition_locked_before_published"
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(cause=""), name="edition_corrected_with_cause"),
            models.CheckConstraint(
                condition=Q(objections_due_on__gte=F("self_score_due_on")), name="edition_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("assessments:edition", args=[self.code])

    @property
    def scheme(self) -> Scheme:
        return self.scheme_version.scheme

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def published_on(self) -> date | None:
        """The local day of the publication."""
        return self.published_at and local_day(self.published_at)

    @property
    def withdrawn(self) -> "Withdrawal | None":
        """The withdrawal of a published edition, None while its publication holds."""
        return getattr(self, "withdrawal", None)


class Withdrawal(models.Model):
    """The end of a publication: the public reads the reason in the place of the results, from that day on."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=NOTE_LENGTH)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(**PERSON)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawn_with_reason")]

    def __str__(self) -> str:
        return self.reason

    @property
    def withdrawn_on(self) -> date:
        """The local day of the withdrawal."""
        return local_day(self.withdrawn_at)


class AssessmentSheet(models.Model):
    """A department's sheet in an edition, beyond the register."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="assessment")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sheets")
    self_score_due_on = models.DateField(_("self-scores due on"))
    objections_due_on = models.DateField(_("objections until"))
    submitted_on = models.DateField(_("sheet handed in on"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    decided_on = models.DateField(_("settled on"), null=True, blank=True)

    def lines_without_self_score(self) -> int:
        """Count the lines a department has to score itself and has not."""
        return self.entries.filter(line__in=self.judged, self_score=None).count()

    def lines_unverified(self) -> int:
        """Count the lines somebody has to verify and has not."""
        return self.entries.filter(line__in=self.judged, verified_score=None).count()

    def objections_undecided(self) -> int:
        """Count the objections that wait for a decision."""
        return Objection.objects.filter(entry__sheet=self, outcome="").count()

    @property
    def judged(self) -> list[str]:
        """The codes of the lines that people judge on this sheet."""
        lines = self.edition.scheme.lines_of(self.record.department.code)
        return [line.code for line in lines if line.kind in JUDGED]


class LineEntry(models.Model):
    """What people put on a line of a sheet: the department its own score, the office the verified one.

    A verified score on a line the program scores stands in the place of the rule's and says why.
    """

    sheet = models.ForeignKey(AssessmentSheet, on_delete=models.CASCADE, related_name="entries")
    line = models.CharField(max_length=40)
    self_score = models.DecimalField(_("self-score"), **SCORE, null=True, blank=True)
    self_note = models.CharField(_("how it was earned"), max_length=NOTE_LENGTH, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="+", blank=True)
    verified_score = models.DecimalField(_("verified score"), **SCORE, null=True, blank=True)
    verified_note = models.CharField(_("why"), max_length=NOTE_LENGTH, blank=True)
    verified_by = models.ForeignKey(**PERSON, null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "line"], name="one_entry_a_line"),
            models.CheckConstraint(condition=Q(self_score=None) | Q(self_score__gte=0), name="self_score_not_negative"),
            models.CheckConstraint(condition=Q(verified_score=None) | Q(verified_score__gte=0), name="verified_not_negative"),
            models.CheckConstraint(
                condition=Q(verified_score=None, verified_by=None, verified_at=None)
                | Q(verified_score__isnull=False, verified_by__isnull=False, verified_at__isnull=False),
                name="verified_by_somebody",
            ),
        ]


class Objection(models.Model):
    """A department's objection to the score of one line, and the decision on it by somebody who did not verify it."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    entry = models.OneToOneField(LineEntry, on_delete=models.CASCADE, related_name="objection")
    asked_score = models.DecimalField(_("score asked for"), **SCORE)
    reason = models.CharField(_("reason"), max_length=NOTE_LENGTH)
    evidence = models.ManyToManyField(Evidence, related_name="+", blank=True)
    raised_by = models.ForeignKey(**PERSON)
    raised_at = models.DateTimeField()
    outcome = models.CharField(_("decision"), max_length=9, choices=Outcome, blank=True)
    score = models.DecimalField(_("score decided"), **SCORE, null=True, blank=True)
    ground = models.CharField(_("ground of the decision"), max_length=NOTE_LENGTH, blank=True)
    decided_by = models.ForeignKey(**PERSON, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & ~Q(ground="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="objection_decided_with_ground",
            ),
            models.CheckConstraint(
                condition=Q(outcome="upheld", score__isnull=False) | ~Q(outcome="upheld") & Q(score=None),
                name="objection_upheld_with_score",
            ),
        ]


class Round(models.Model):
    """A round of independent scores for one line: nobody sees another's before it is closed."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rounds")
    line = models.CharField(max_length=40)
    closes_on = models.DateField(_("closes on"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "line"], name="one_round_a_line")]

    def get_absolute_url(self) -> str:
        """Return the page on which scores are given."""
        return reverse("assessments:rate", args=[self.edition.code, self.line])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Ballot(models.Model):
    """A score of 0 to 100 for a department; `voice` is who gives it: a department's code, or a leader's user name."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ballots")
    voice = models.CharField(max_length=150)
    about = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    given_by = models.ForeignKey(**PERSON)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "voice", "about"], name="one_ballot_a_voice"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="ballot_in_range"),
        ]


class Improvement(models.Model):
    """A task of the plan by which a department is to mend what cost it points on a line; the lock leaves it free."""

    entry = models.ForeignKey(LineEntry, on_delete=models.CASCADE, related_name="improvements")
    task = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="+")
    ordered_by = models.ForeignKey(**PERSON)
    ordered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
