"""The vault's tables: people, their parts in records, by what they are found, how long they are kept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengzhi.core.models import in_language
from hengzhi.register.kinds import kinds
from hengzhi.register.models import Record


class Person(models.Model):
    """A sealed identity in the vault. Nothing here can be read without the key; see `vault`.

    One row is one person on one record; somebody who complains twice is two. An erased person keeps the row alone:
    when, who and on what ground.
    """

    class Ground(models.TextChoices):
        """Why an identity was erased: the schedule, or the Personal Information Protection Law, art. 47."""

        SCHEDULE = "schedule", _("kept for as long as the schedule says")
        ACHIEVED = "achieved", _("the purpose is achieved, or the identity is not needed for it any more")
        WITHDRAWN = "withdrawn", _("the person has withdrawn their consent")
        UNLAWFUL = "unlawful", _("it was collected or used against the law or an agreement")
        OTHER = "other", _("another case laid down in law")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16, blank=True, db_index=True)
    mask = models.CharField(max_length=80, blank=True, help_text="What a page may show: 王** 138****2716.")
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    erased_ground = models.CharField(max_length=12, choices=Ground, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_ground="") | Q(key_id="", mask="", erased_at__isnull=False),
                name="erased_person_keeps_nothing",
            ),
        ]


class PersonIndex(models.Model):
    """By what a person is found without opening the vault: a keyed digest of a whole number or address; see `vault.index`."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone number")
        IDENTITY_NUMBER = "id_number", _("identity number")
        ADDRESS = "address", _("address")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="index")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "digest"], name="person_found_by")]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_digest_a_kind")]


class PersonLink(models.Model):
    """A person and the part they have in a record; `represents` is who speaks for all who have the same part."""

    class Role(models.TextChoices):
        COMPLAINANT = "complainant", _("complainant")
        INFORMANT = "informant", _("informant")
        AGENT = "agent", _("agent")
        RESPONDENT = "respondent", _("person of the business")

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="people")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="link")
    role = models.CharField(max_length=12, choices=Role)
    represents = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]


class LegalHold(models.Model):
    """Nothing of a record is erased while a hold is on it; `until` is its last day, empty for until it is lifted."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateField(_("until"), null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]


class RetentionRule(models.Model):
    """For how many years after a record is closed the identity of a person with some part in it is kept."""

    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=12, choices=PersonLink.Role)
    years = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    note_zh = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["kind", "role"]
        constraints = [models.UniqueConstraint(fields=["kind", "role"], name="one_retention_rule")]

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)

    @property
    def kind_name(self) -> str:
        return str(kinds()[self.kind].name) if self.kind in kinds() else self.kind


class Proposal(models.Model):
    """An identity proposed to be erased because it was kept long enough; somebody confirms it, then it is erased."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="proposal")
    due_on = models.DateField()
    proposed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on", "id"], name="proposal_due")]
