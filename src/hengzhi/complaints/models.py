"""The mechanism's own tables, keyed by the register row."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hengzhi.complaints.workflow.states import AgreementForm, CaseResult, Confirmation, Naming, Outcome, Proof
from hengzhi.core.reference import code_name
from hengzhi.organisations.models import Department, Enterprise
from hengzhi.register.models import Record
from hengzhi.register.vault.models import Person
from hengzhi.stations.models import Station

PROBLEM_LISTS = {"complaint": "problem", "tipoff": "tipoff-problem"}
TOLD_AFTER = (Outcome.ENDED.value, Outcome.FILED.value, Outcome.NOT_FILED.value)


def money(says: str) -> models.DecimalField:
    """Return a column for an amount in yuan that may be unknown."""
    return models.DecimalField(says, max_digits=14, decimal_places=2, null=True, blank=True)


def day(says: str) -> models.DateField:
    return models.DateField(says, null=True, blank=True)


class Complaint(models.Model):
    """What a complaint or tip-off says beyond the register. Money in yuan, days local.

    Each thing that happens to it is a fact of its own: `accepted_on`, `mediated_on` (first meeting held), `agreed_on`,
    `paid_on` (the agreement was performed), `confirmed_on` (by the complainant), `closed_on`. `concluded_on` is the day of
    the outcome: refused, settled, mediation ended, case filed or not; closing comes after. `recovered_yuan` is what was
    agreed in the consumer’s favour, goods and services at their value; `paid_yuan` what was performed of it, `confirmed_yuan`
    what the complainant confirmed to have got. `complainants` counts
    who complains jointly; the first of them is `complainant`, the others are people of the record.

    Mediation is delegated to `delegated_station`, or to the body named in `delegated_to` where the register of stations has
    it not; `taken_back_on` is the day the office took it back.

    `dispatcher` is the unit that took it in, once it was dispatched; null while it lies where it came. The complainant's
    identity lies in the vault. `source_number` is the number in the list or system `source` that the record was imported
    from, null for all others.
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
    naming = models.CharField(_("named or anonymous"), max_length=10, choices=Naming, default=Naming.NAMED)
    complainants = models.PositiveSmallIntegerField(
        _("people who complain jointly"), default=1, validators=[MinValueValidator(1)]
    )
    consents_to_publication = models.BooleanField(_("consents to publication"), default=False)
    consents_to_delegation = models.BooleanField(_("consents to delegated mediation"), default=False)
    receipt = models.CharField(max_length=64, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=40, blank=True)
    source_number = models.CharField(_("source number"), max_length=60, null=True, blank=True)

    dispatcher = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dispatcher")
    )
    unit = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit with the power")
    )
    bounces = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    supplement_due_on = day(_("proof of identity wanted by"))
    supplemented_on = day(_("identity proved on"))
    decided_on = day(_("decided on"))
    accepted_on = day(_("accepted on"))
    refusal_ground = models.CharField(_("ground for refusal"), max_length=40, blank=True)

    delegated_station = models.ForeignKey(
        Station, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("liaison station")
    )
    delegated_to = models.CharField(_("body asked to mediate"), max_length=80, blank=True)
    delegated_on = day(_("delegated on"))
    taken_back_on = day(_("taken back on"))
    mediated_on = day(_("first mediated on"))
    clue_on = day(_("clue found on"))
    clue_closed_on = day(_("clue checked on"))
    turned_into_case = models.BooleanField(_("turned into a case"), default=False)

    disputed_yuan = money(_("disputed amount"))
    agreed_on = day(_("agreed on"))
    recovered_yuan = money(_("recovered loss"))
    agreement_form = models.CharField(_("form of the agreement"), max_length=12, choices=AgreementForm, blank=True)
    perform_by = day(_("to be performed by"))
    paid_on = day(_("performed on"))
    paid_yuan = money(_("amount paid"))
    paid_proof = models.CharField(_("proof of performance"), max_length=12, choices=Proof, blank=True)
    confirmed_on = day(_("confirmed on"))
    confirmed_yuan = money(_("amount confirmed"))
    confirmation = models.CharField(_("how it was confirmed"), max_length=12, choices=Confirmation, blank=True)

    termination_ground = models.CharField(_("ground for ending"), max_length=40, blank=True)
    told_on = day(_("told on"))
    concluded_on = day(_("concluded on"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    case_result = models.CharField(_("how the case ended"), max_length=12, choices=CaseResult, blank=True)
    case_ended_on = day(_("case ended on"))
    closed_on = day(_("put away on"))
    reopened_on = day(_("reopened on"))
    reopenings = models.PositiveSmallIntegerField(_("times reopened"), default=0)

    class Meta:
        indexes = [
            models.Index(fields=["category"], name="complaint_category"),
            models.Index(fields=["channel"], name="complaint_channel"),
            models.Index(fields=["respondent"], name="complaint_respondent"),
            models.Index(fields=["receipt"], name="complaint_receipt", condition=~Q(receipt="")),
            models.Index(fields=["accepted_on"], name="complaint_accepted"),
            models.Index(fields=["concluded_on"], name="complaint_concluded"),
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
            models.CheckConstraint(
                condition=Q(paid_yuan__isnull=True)
                | Q(recovered_yuan__isnull=False, paid_yuan__gte=0, paid_yuan__lte=F("recovered_yuan")),
                name="paid_within_agreed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_yuan__isnull=True)
                | Q(paid_yuan__isnull=False, confirmed_yuan__gte=0, confirmed_yuan__lte=F("paid_yuan")),
                name="confirmed_within_paid",
            ),
        ]

    @property
    def owes_telling(self) -> bool:
        """Whether the rules set a limit for telling the parties, or a named informant, and nobody has noted it yet."""
        rules = self.record.rule_set
        is_owed = self.outcome in TOLD_AFTER and self.naming == Naming.NAMED
        return bool(rules and "tell" in rules.limits and is_owed and not self.told_on)

    @property
    def respondent_label(self) -> str:
        return self.respondent.name if self.respondent_id else self.respondent_name

    @property
    def delegate(self) -> str:
        """Return who mediates, or did, for the office."""
        return self.delegated_station.name if self.delegated_station_id else self.delegated_to

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


class Meeting(models.Model):
    """A mediation meeting: planned, then held or not. `recusal_until` is the last day to challenge the mediator."""

    class Way(models.TextChoices):
        ON_SITE = "on_site", _("in person")
        PHONE = "phone", _("by phone")
        ONLINE = "online", _("over the internet")

    class Result(models.TextChoices):
        PLANNED = "planned", _("planned")
        AGREED = "agreed", _("agreement reached")
        NOT_AGREED = "not_agreed", _("no agreement yet")
        ABSENT = "absent", _("a party stayed away")
        CANCELLED = "cancelled", _("called off")

    class Attended(models.TextChoices):
        BOTH = "both", _("both sides")
        COMPLAINANT = "complainant", _("the complainant alone")
        RESPONDENT = "respondent", _("the business alone")
        NOBODY = "nobody", _("neither side")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("time"))
    way = models.CharField(_("way"), max_length=8, choices=Way, default=Way.ON_SITE)
    place = models.CharField(_("place"), max_length=120, blank=True)
    mediator = models.CharField(_("mediator"), max_length=40)
    bring = models.CharField(_("to bring along"), max_length=200, blank=True)
    recusal_until = models.DateField(_("mediator may be challenged until"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result, default=Result.PLANNED)
    attended = models.CharField(_("who came"), max_length=12, choices=Attended, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "pk"]


class CallBack(models.Model):
    """A complainant called back: reached or not, and what they said of how it was handled."""

    class Answer(models.TextChoices):
        YES = "yes", pgettext_lazy("answer", "yes")
        PARTLY = "partly", pgettext_lazy("answer", "partly")
        NO = "no", pgettext_lazy("answer", "no")
        UNASKED = "", _("not asked")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="call_backs")
    at = models.DateTimeField()
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_reached = models.BooleanField(pgettext_lazy("by phone", "reached"))
    performed = models.CharField(_("Was the agreement performed?"), max_length=6, choices=Answer, blank=True)
    told_enough = models.CharField(_("Were you told how it went?"), max_length=6, choices=Answer, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction, 1 to 5"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    remark = models.CharField(_("what was said"), max_length=400, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(is_reached=True, satisfaction__gte=1, satisfaction__lte=5),
                name="satisfaction_of_who_was_reached",
            ),
        ]


class Tie(models.Model):
    """Two records that belong together. `other` came from or repeats `record`; who may not see one does not learn of it."""

    class Why(models.TextChoices):
        SPLIT = "split", _("from the same intake")
        REPEAT = "repeat", _("repeats it")
        NEW_FACTS = "new_facts", _("repeats it with new facts")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="ties_on")
    other = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="ties_back")
    why = models.CharField(max_length=10, choices=Why)
    tied_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "other", "why"], name="tied_once"),
            models.CheckConstraint(condition=~Q(record=F("other")), name="not_tied_to_itself"),
        ]
