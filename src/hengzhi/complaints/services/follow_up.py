"""Calling complainants back: a short survey, and what they say of the performance."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.complaints.models import CallBack
from hengzhi.complaints.permissions import FOLLOW_UP
from hengzhi.complaints.workflow.states import Naming
from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.models import Record


@transaction.atomic
def note_call_back(
    *, record: Record, is_reached: bool, actor, at: datetime, performed: str = "", told_enough: str = "",
    satisfaction: int | None = None, remark: str = "",
) -> CallBack:
    """Note a call to the complainant after the outcome; `satisfaction` goes from 1 to 5, only of who was reached.

    What was said stays with the call and out of the trail.
    """
    if not record.is_in_reach(actor, FOLLOW_UP):
        raise Refused(_("You need the permission to %(what)s.") % {"what": FOLLOW_UP.says})
    if not record.complaint.outcome:
        raise Refused(_("There is no outcome yet to call back about."))
    if record.complaint.naming == Naming.ANONYMOUS:
        raise Refused(_("The informant gave no name: there is nobody to call."))
    if not is_reached and (performed or told_enough or satisfaction):
        raise Refused(_("Who was not reached has answered nothing: leave the answers empty."))
    if is_reached and satisfaction is None:
        raise Refused(_("Ask how satisfied they are, from 1 to 5."))
    call = CallBack(
        record=record, at=at, caller=actor, is_reached=is_reached, performed=performed, told_enough=told_enough,
        satisfaction=satisfaction, remark=remark.strip(),
    )
    call.full_clean()
    call.save()
    trail.note(record, "called_back" if is_reached else "call_back_missed", FOLLOW_UP, actor=actor, at=at)
    return call
