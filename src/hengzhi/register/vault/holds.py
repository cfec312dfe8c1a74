"""Holds: while one is on a record, nobody on it is erased. Set and lifted with a reason, both in the trail."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.register.behalf import behalf
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.permissions import HOLD
from hengzhi.register.vault.models import LegalHold
from hengzhi.register.vault.naming import refuse_naming


def holds_in_force(on: date) -> QuerySet[LegalHold]:
    """Return the holds that keep their records on a day."""
    return LegalHold.objects.filter(Q(until__isnull=True) | Q(until__gte=on), lifted_at__isnull=True)


@transaction.atomic
def set_hold(*, record: Record, reason: str, until: date | None, actor, at: datetime) -> LegalHold:
    """Keep the people of a record from being erased until a day, or until lifted; raises Refused."""
    _must_be_given(record, reason, actor)
    if until and until < local_day(at):
        raise Refused(_("The hold would end on %(day)s, before today.") % {"day": until})
    hold = LegalHold(record=record, reason=reason.strip(), until=until, set_at=at, set_by=actor)
    hold.full_clean()
    hold.save()
    facts = {"hold": str(hold.pk), "until": str(until or ""), **behalf(actor, HOLD, record)}
    AuditEvent.objects.create(at=at, actor=actor, record=record, action="hold_set", note=hold.reason, facts=facts)
    return hold


@transaction.atomic
def lift_hold(hold: LegalHold, *, reason: str, actor, at: datetime) -> None:
    """Lift a hold; raises Refused without permission or reason, or when somebody was quicker."""
    _must_be_given(hold.record, reason, actor)
    if not LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(lifted_at=at, lifted_by=actor):
        raise Refused(_("Someone else has just lifted this hold. Reload the page."))
    facts = {"hold": str(hold.pk), **behalf(actor, HOLD, hold.record)}
    AuditEvent.objects.create(at=at, actor=actor, record=hold.record, action="hold_lifted", note=reason.strip(), facts=facts)


def _must_be_given(record: Record, reason: str, actor) -> None:
    if not record.is_in_reach(actor, HOLD):
        raise Refused(_("You need the permission to %(what)s.") % {"what": HOLD.says})
    if not reason.strip():
        raise Refused(_("Give the reason."))
    refuse_naming(record, reason)
