"""How long identities are kept: what the schedule makes due, proposed to somebody who confirms it."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.register.models import Record
from hengzhi.register.permissions import ERASE, SEE_RETENTION
from hengzhi.register.reach import reach_of
from hengzhi.register.vault.holds import holds_in_force
from hengzhi.register.vault.models import PersonLink, Proposal, RetentionRule

BATCH = 2000


def years_after(day: date, years: int) -> date:
    """Return the same day some years later or, below zero, earlier; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def due_links(on: date) -> QuerySet[PersonLink]:
    """Return the people whose time is over on a day: record closed long enough ago, no hold on it, not erased."""
    due = Q(pk__in=[])
    for rule in RetentionRule.objects.all():
        closed_before = _end_of(years_after(on, -rule.years))
        due |= Q(record__kind=rule.kind, role=rule.role, record__state_since__lte=closed_before)
    held = holds_in_force(on).values("record")
    links = PersonLink.objects.filter(due, record__is_open=False, person__erased_at__isnull=True)
    return links.exclude(record__in=held)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


@transaction.atomic
def propose(*, at: datetime) -> int:
    """Propose what has fallen due and take back what is not due any more; return how many are proposed now."""
    day = local_day(at)
    due = due_links(day)
    Proposal.objects.exclude(person__link__in=due).delete()
    new = due.filter(person__proposal__isnull=True).select_related("record")
    Proposal.objects.bulk_create(_proposals(new, at), batch_size=BATCH)
    return Proposal.objects.count()


def _proposals(links: QuerySet[PersonLink], at: datetime) -> Iterator[Proposal]:
    years = {(rule.kind, rule.role): rule.years for rule in RetentionRule.objects.all()}
    for link in links.iterator(chunk_size=BATCH):
        closed_on = local_day(link.record.state_since)
        due_on = years_after(closed_on, years[link.record.kind, link.role])
        yield Proposal(person_id=link.person_id, due_on=due_on, proposed_at=at)


def proposals_for(user) -> QuerySet[Proposal]:
    """Return the proposals a user may know of that nobody has confirmed yet, longest due first."""
    return proposals_within(user, SEE_RETENTION).filter(confirmed_at__isnull=True)


def confirmed_for(user) -> QuerySet[Proposal]:
    """Return the proposals a user may know of that are confirmed and wait to be erased."""
    return proposals_within(user, SEE_RETENTION).filter(confirmed_at__isnull=False)


def proposals_within(user, permission) -> QuerySet[Proposal]:
    """Return the proposals on records that the user's grants of a permission reach."""
    reached = Record.objects.filter(reach_of(user, permission).condition())
    return Proposal.objects.filter(person__link__record__in=reached)


@transaction.atomic
def confirm(*, actor, at: datetime, keys: list[int] | None = None, count: int) -> int:
    """Confirm proposals to be erased, all within the actor's reach or those with `keys`; return how many.

    `count` is how many the actor was shown: raises Refused when there are not as many any more, or without permission.
    """
    if not actor.may(ERASE):
        raise Refused(_("You need the permission to %(what)s.") % {"what": ERASE.says})
    rows = proposals_within(actor, ERASE).filter(confirmed_at__isnull=True)
    rows = rows if keys is None else rows.filter(pk__in=keys)
    if not count:
        raise Refused(_("Choose at least one."))
    found = list(rows.values_list("pk", flat=True))
    if len(found) != count:
        raise Refused(_("The list has changed meanwhile: it has %(found)d now. Look at it again.") % {"found": len(found)})
    confirmed = 0
    for start in range(0, len(found), BATCH):
        waiting = Proposal.objects.filter(pk__in=found[start : start + BATCH], confirmed_at__isnull=True)
        confirmed += waiting.update(confirmed_at=at, confirmed_by=actor)
    if confirmed != count:
        raise Refused(_("Someone else has just confirmed some of these. Look at the list again."))
    return confirmed
