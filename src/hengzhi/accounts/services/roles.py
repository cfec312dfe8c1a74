"""Writes to roles and deputyships: giving, ending, naming who acts for whom."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hengzhi.accounts import acts
from hengzhi.accounts.models import Deputyship, Role, RoleTerm, Scope, User
from hengzhi.accounts.permissions import DEPUTE, MANAGE
from hengzhi.accounts.services.users import give_role, must_have_administrator
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Department

ONE_DAY = timedelta(days=1)
LONGEST_DEPUTYSHIP = timedelta(days=92)


@transaction.atomic
def appoint(
    *, user: User, role: Role, department: Department | None, starts_on: date, ends_on: date | None, actor: User | None
) -> RoleTerm:
    """Give a user a role from a day, to a day or until further notice; `actor` None is the command line.

    Raises Refused for oneself, so that nobody gains by their own hand what another administrator has not seen; for
    a role of a department without one; and for a role held already in the same days.
    """
    if user == actor:
        raise Refused(_("Nobody gives themselves a role. Ask another administrator."))
    if role.scope == Scope.DEPARTMENT and department is None:
        raise Refused(_("“%(role)s” is held in a department; name it.") % {"role": role.name})
    if ends_on and ends_on < starts_on:
        raise Refused(_("The last day %(end)s is before the first, %(start)s.") % {"end": ends_on, "start": starts_on})
    same = RoleTerm.objects.filter(user=user, role=role, department=department)
    if same.filter(_overlaps(starts_on, ends_on)).exists():
        raise Refused(_("%(user)s holds “%(role)s” in these days already.") % {"user": user, "role": role.name})
    term = give_role(user=user, role=role, department=department, starts_on=starts_on, ends_on=ends_on)
    acts.tell(acts.ROLE_GIVEN, actor=actor, user=user, **acts.term_facts(term))
    return term


def _overlaps(starts_on: date, ends_on: date | None) -> Q:
    begins = Q(starts_on__lte=ends_on) if ends_on else Q()
    return begins & (Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))


@transaction.atomic
def end_role(term: RoleTerm, *, last_on: date, actor: User | None, on: date) -> None:
    """Let a role end with a day. One that then never began goes whole; the trail keeps that it was given and ended."""
    if term.ends_on and term.ends_on <= last_on:
        raise Refused(_("This role ends on %(day)s already.") % {"day": term.ends_on})
    facts = acts.term_facts(term) | {"ends_on": last_on.isoformat()}
    user, manages = term.user, MANAGE.code in term.role.permissions
    if last_on < term.starts_on:
        term.delete()
    else:
        term.ends_on = last_on
        term.full_clean()
        term.save(update_fields=["ends_on"])
    if manages:
        must_have_administrator(max(on, last_on + ONE_DAY))
    acts.tell(acts.ROLE_ENDED, actor=actor, user=user, **facts)


@transaction.atomic
def name_deputy(
    *, terms: Sequence[RoleTerm], deputy: User, starts_on: date, ends_on: date, actor: User, on: date
) -> list[Deputyship]:
    """Let somebody act in roles of an absent user from a day to a day; raises Refused with the reason.

    `actor` is the absent user, somebody who may name deputies in the department of the role, or an administrator.
    """
    if not terms:
        raise Refused(_("Choose at least one role."))
    if ends_on < max(starts_on, on):
        raise Refused(_("The last day must be today or later, and not before the first."))
    if ends_on - starts_on > LONGEST_DEPUTYSHIP:
        raise Refused(_("At most %(days)d days at a time.") % {"days": LONGEST_DEPUTYSHIP.days})
    for term in terms:
        if reason := refusal(term, deputy, actor, on):
            raise Refused(reason)
        if term.deputyships.filter(deputy=deputy).filter(_overlaps(starts_on, ends_on)).exists():
            text = _("%(deputy)s acts as “%(role)s” in these days already.")
            raise Refused(text % {"deputy": deputy, "role": term.role.name})
    return [_named(term, deputy, starts_on, ends_on, actor) for term in terms]


def _named(term: RoleTerm, deputy: User, starts_on: date, ends_on: date, actor: User) -> Deputyship:
    deputyship = Deputyship(term=term, deputy=deputy, starts_on=starts_on, ends_on=ends_on)
    deputyship.full_clean()
    deputyship.save()
    acts.tell(acts.DEPUTY_NAMED, actor=actor, user=term.user, **_facts(deputyship))
    return deputyship


def _facts(deputyship: Deputyship) -> dict[str, str]:
    return acts.term_facts(deputyship.term) | {"deputy": acts.named(deputyship.deputy)} | acts.days(deputyship)


def refusal(term: RoleTerm, deputy: User, actor: User, on: date) -> str:
    """Return why `actor` may not let `deputy` act in a role, or "" if they may."""
    if not may_name(actor, term):
        return _("You may name deputies for yourself and, where your role says so, for your department.")
    if not term.role.deputy:
        return _("Nobody can act as “%(role)s”: give the role to somebody instead.") % {"role": term.role.name}
    if not deputy.is_active or deputy == term.user:
        return _("%(deputy)s cannot act for %(absent)s.") % {"deputy": deputy, "absent": term.user}
    if deputy == actor:
        return _("Nobody names themselves.")
    is_colleague = term.department and User.objects.at_work_in([term.department], on).filter(pk=deputy.pk).exists()
    if not actor.may(MANAGE) and not is_colleague:
        return _("Choose a colleague of the same department; an administrator may name others.")
    return ""


def may_name(actor: User, term: RoleTerm) -> bool:
    """Say whether a user may decide who acts in a role: its holder, the head of its department, an administrator."""
    departments = {grant.department_id for grant in actor.reach(DEPUTE) if grant.holder_id == actor.pk}
    return term.user == actor or (term.department_id in departments and term.department_id is not None) or actor.may(MANAGE)


@transaction.atomic
def end_deputyship(deputyship: Deputyship, *, actor: User, on: date) -> None:
    """End a deputyship at once; raises Refused for who may not name one. Its days so far stay known."""
    if not may_name(actor, deputyship.term):
        raise Refused(_("You may name deputies for yourself and, where your role says so, for your department."))
    facts, absent = _facts(deputyship), deputyship.term.user
    yesterday = on - ONE_DAY
    if yesterday < deputyship.starts_on:
        deputyship.delete()
    else:
        deputyship.ends_on = yesterday
        deputyship.save(update_fields=["ends_on"])
    acts.tell(acts.DEPUTY_ENDED, actor=actor, user=absent, **facts)
