"""What is published of single complaints, and the rule it follows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengzhi.core.models import in_language
from hengzhi.register.models import Record

SWITCH = "publicity"
OUTCOMES = ("settled", "ended")


class DisclosureRule(models.Model):
    """How long a business may object before publication, and below which count nothing is told of many. One row."""

    objection_workdays = models.PositiveSmallIntegerField()
    smallest_count = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    note_zh = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)


class DisclosureQuerySet(models.QuerySet):
    def public(self):
        """Keep what the public may read: published, and still a settled or ended complaint whose complainant consents."""
        told = self.filter(
            state=Disclosure.State.PUBLISHED, record__kind="complaint", record__complaint__outcome__in=OUTCOMES,
            record__complaint__consents_to_publication=True, record__complaint__respondent__isnull=False,
            record__confidentiality=Record.Confidentiality.NORMAL,
        )
        return told.select_related("record__complaint__respondent").order_by("-published_on", "-pk")


class Disclosure(models.Model):
    """A complaint on its way to the public. Its facts are read from the complaint: what is corrected there is correct here.

    No person and no free text is published. The business is told first and may object until `objections_until`.
    """

    class State(models.TextChoices):
        TOLD = "told", _("business told")
        OBJECTED = "objected", _("objection to be decided")
        PUBLISHED = "published", _("made public")
        KEPT_BACK = "kept_back", _("kept back after an objection")
        WITHDRAWN = "withdrawn", _("taken off")

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="disclosure")
    state = models.CharField(max_length=10, choices=State, default=State.TOLD, db_index=True)
    told_on = models.DateField(_("business told on"))
    objections_until = models.DateField(_("objections until"))
    objected_on = models.DateField(_("objected on"), null=True, blank=True)
    objection = models.CharField(_("objection"), max_length=1000, blank=True)
    answer = models.CharField(_("answer to the objection"), max_length=1000, blank=True)
    published_on = models.DateField(_("made public on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("taken off on"), null=True, blank=True)
    reason = models.CharField(_("reason for taking it off"), max_length=200, blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-published_on", "-record"], name="disclosure_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(objections_until__gte=models.F("told_on")), name="disclosure_hears_first"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(published_on__gt=models.F("objections_until")),
                name="disclosed_after_objections",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_on__isnull=False) & ~Q(reason="")),
                name="disclosure_withdrawn_with_a_reason",
            ),
        ]
