"""Joint complaints: who of those who complain together speaks for all."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.permissions import KEEP_PEOPLE
from hengzhi.register.vault.models import PersonLink

MOST = 2


@transaction.atomic
def name_representatives(*, record: Record, links: Collection[int], actor, at: datetime) -> None:
    """Mark exactly these complainants of a joint complaint as its representatives; none takes the marks away.

    Raises Refused without permission, for a complaint of one person, for more than two or for somebody else.
    """
    if not record.is_in_reach(actor, KEEP_PEOPLE):
        raise Refused(_("You need the permission to %(what)s.") % {"what": KEEP_PEOPLE.says})
    if record.kind != "complaint" or record.complaint.complainants < MOST:
        raise Refused(_("Representatives are named where several people complain together."))
    if len(links) > MOST:
        raise Refused(_("At most %(most)d representatives may be named.") % {"most": MOST})
    together = PersonLink.objects.filter(record=record, role=PersonLink.Role.COMPLAINANT, person__erased_at__isnull=True)
    chosen = list(together.filter(pk__in=links).values_list("pk", flat=True))
    if len(chosen) != len(links):
        raise Refused(_("Representatives are chosen among those who complain."))
    record.people.update(represents=False)
    together.filter(pk__in=chosen).update(represents=True)
    trail.note(record, "representatives_named", KEEP_PEOPLE, actor=actor, at=at, facts={"rows": str(len(chosen))})
