"""The mechanism's own table, keyed by the register row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.workflow import Outcome
from hengzhi.core.reference import code_name
from hengzhi.organisations.models import Enterprise
from hengzhi.register.models import Record
from hengzhi.register.vault.models import Person

PROBLEM_LISTS = {"complaint": "problem", "tipoff": "tipoff-problem"}


class Complaint(models.Model):
    """What a complaint or tip-off says beyond the register. Money in yuan, days local.

    `concluded_on` is the day of the outcome: refused, settled, mediation ended, case filed or not; closing comes
    after. The complainant's identity lies in the vault. `source_number` is the number in the list or system `source`
    that the record was imported from, null for all others.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="complaint")
    channel = models.CharField(_("channel"), max_length=40)
    object = models.CharField(_("goods or services"), max_length=10)
    category = models.CharField(_("category"), max_length=40)
    problem = models.CharField(_("problem"), max_length=40)
    claim = models.CharField(_("claim"), max_length=40, blank=True)
    details = models.TextField(_("facts"), blank=True)
    respondent = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("business complained of")
    )
    respondent_name = models.CharField(_("name of the business"), max_length=120, blank=True)
    complainant = models.OneToOneField(Person, on_delete=models.SET_NULL, null=True, blank=True)
    receipt = models.CharField(max_length=64, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=40, blank=True)
    source_number = models.CharField(_("source number"), max_length=60, null=True, blank=True)
    disputed_yuan = models.DecimalField(_("disputed amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    recovered_yuan = models.DecimalField(_("recovered loss"), max_digits=14, decimal_places=2, null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    refusal_ground = models.CharField(_("ground for refusal"), max_length=40, blank=True)
    termination_ground = models.CharField(_("ground for ending"), max_length=40, blank=True)
    turned_into_case = models.BooleanField(_("turned into a case"), default=False)

    class Meta:
        indexes = [
            models.Index(fields=["category"], name="complaint_category"),
            models.Index(fields=["channel"], name="complaint_channel"),
            models.Index(fields=["respondent"], name="complaint_respondent"),
            models.Index(fields=["receipt"], name="complaint_receipt", condition=~Q(receipt="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_number"], name="one_complaint_a_source_number"),
            models.CheckConstraint(
                condition=Q(recovered_yuan__isnull=True) | Q(recovered_yuan__gte=0), name="recovered_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(disputed_yuan__isnull=True) | Q(disputed_yuan__gte=0), name="disputed_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(outcome="settled") | Q(recovered_yuan__isnull=True), name="recovered_when_settled"
            ),
        ]

    @property
    def respondent_label(self) -> str:
        return self.respondent.name if self.respondent_id else self.respondent_name

    @property
    def channel_name(self) -> str:
        return code_name("channel", self.channel)

    @property
    def object_name(self) -> str:
        return code_name("object", self.object)

    @property
    def category_name(self) -> str:
        return code_name("category", self.category)

    @property
    def problem_name(self) -> str:
        return code_name(PROBLEM_LISTS[self.record.kind], self.problem)

    @property
    def claim_name(self) -> str:
        return code_name("claim", self.claim)
