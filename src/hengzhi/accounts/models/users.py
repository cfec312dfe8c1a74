"""Users, the roles they hold, and who acts for them. A role is data: a sentence and a list of permissions."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import OuterRef, Q, Subquery
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
    """A role; holders of one with `second_factor` sign in with two, and only one with `deputy` can be acted in."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    sentence_zh = models.CharField(max_length=200)
    sentence_en = models.CharField(max_length=300)
    scope = models.CharField(max_length=12, choices=Scope)
    permissions = models.JSONField(default=list)
    second_factor = models.BooleanField(default=False)
    deputy = models.BooleanField(default=True)
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
    """One permission a user has, how far it reaches, and by whose role: their own or that of whom they act for."""

    permission: str
    scope: str
    department_id: int | None
    holder_id: int


class UserQuerySet(models.QuerySet):
    def holding(self, permission: Permission, on: date):
        """Keep the users who can sign in and hold on a day a role with a permission."""
        roles = [role.pk for role in Role.objects.all() if permission.code in role.permissions]
        terms = RoleTerm.objects.held_on(on).filter(user=OuterRef("pk"), role__in=roles)
        return self.filter(models.Exists(terms), is_active=True)

    def at_work_in(self, departments, on: date):
        """Keep the users who can sign in and hold on a day a role in one of some departments."""
        terms = RoleTerm.objects.held_on(on).filter(user=OuterRef("pk"), department__in=departments)
        return self.filter(models.Exists(terms), is_active=True)


class Users(UserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False


class User(AbstractUser):
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    must_change_password = models.BooleanField(default=False)

    first_name = None
    last_name = None

    objects = Users()

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def _held(self) -> "list[RoleTerm]":
        """The roles usable today: the own ones and those acted in, the latter with `acted_until`."""
        return list(RoleTerm.objects.usable_by(self, today()).select_related("role", "department", "user"))

    @property
    def terms(self) -> "list[RoleTerm]":
        """The roles held today."""
        return [term for term in self._held if term.user_id == self.pk]

    @property
    def acting(self) -> "list[RoleTerm]":
        """The roles of others this user acts in today; each carries `acted_until`."""
        return [term for term in self._held if term.user_id != self.pk]

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """What today's roles permit, the own ones first."""
        return tuple(
            Grant(permission, term.role.scope, term.department_id, term.user_id)
            for term in [*self.terms, *self.acting] for permission in term.role.permissions
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


def _on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class RoleTermQuerySet(models.QuerySet):
    def held_on(self, day: date):
        return self.filter(_on(day))

    def usable_by(self, user: User, day: date):
        """Keep the terms a user holds on a day and, marked with `acted_until`, those of others they act in."""
        acted = Deputyship.objects.filter(_on(day), term=OuterRef("pk"), deputy=user).order_by("-ends_on")
        terms = self.held_on(day).annotate(acted_until=Subquery(acted.values("ends_on")[:1]))
        return terms.filter(Q(user=user) | Q(acted_until__isnull=False, user__is_active=True, role__deputy=True))


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

    def __str__(self) -> str:
        return f"{self.role} · {self.department.name}" if self.department else str(self.role)


class DeputyshipQuerySet(models.QuerySet):
    def lasting(self, day: date):
        """Keep those not over on a day, with whom and what they are about."""
        return self.filter(ends_on__gte=day).select_related("term__user", "term__role", "term__department", "deputy")


class Deputyship(models.Model):
    """Somebody acts in a role of an absent user from a day to a day. What they may then do ends with the role itself."""

    term = models.ForeignKey(RoleTerm, on_delete=models.CASCADE, related_name="deputyships")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputyships")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="deputyship_in_order")
        ]
