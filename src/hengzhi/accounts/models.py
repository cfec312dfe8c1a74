"""Users and the roles they hold. A role is data: a sentence and a list of permissions."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import today
from hengzhi.core.models import in_language
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Department


class Scope(models.TextChoices):
    """How far a role's permissions reach."""

    DISTRICT = "district", _("the whole district")
    DEPARTMENT = "department", _("records of the own department")
    OWN = "own", _("records one handles")


class Role(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    sentence_zh = models.CharField(max_length=200)
    sentence_en = models.CharField(max_length=300)
    scope = models.CharField(max_length=12, choices=Scope)
    permissions = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def sentence(self) -> str:
        return in_language(self.sentence_zh, self.sentence_en)


@dataclass(frozen=True)
class Grant:
    """One permission of a user and how far it reaches."""

    permission: str
    scope: str
    department_id: int | None


class User(AbstractUser):
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)

    first_name = None
    last_name = None

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def terms(self) -> "list[RoleTerm]":
        """The roles held today."""
        return list(self.role_terms.held_on(today()).select_related("role", "department"))

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """What today's roles permit."""
        return tuple(
            Grant(permission, term.role.scope, term.department_id)
            for term in self.terms for permission in term.role.permissions
        )

    def may(self, permission: Permission) -> bool:
        """Say whether any of the user's roles has a permission, wherever it reaches."""
        return any(grant.permission == permission.code for grant in self.grants)

    def reach(self, permission: Permission) -> list[Grant]:
        """Return the grants of one permission."""
        return [grant for grant in self.grants if grant.permission == permission.code]

    @property
    def department(self) -> Department | None:
        """The department of the first role that names one."""
        return next((term.department for term in self.terms if term.department), None)


class RoleTermQuerySet(models.QuerySet):
    def held_on(self, day: date):
        return self.filter(Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class RoleTerm(models.Model):
    """A user holds a role, in a department where the role is of one, from a day to a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_terms")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="terms")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="role_terms")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleTermQuerySet.as_manager()

    class Meta:
        ordering = ["role__position", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="role_term_in_order"
            )
        ]
