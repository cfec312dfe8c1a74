"""What who decides says of a factor: it goes into the trail with its reason, and changes nothing else."""

from datetime import datetime

from django.utils.translation import gettext as _

from hengzhi.complaints.factors import CONSIDERED, SET_ASIDE, may_weigh, weighing
from hengzhi.complaints.permissions import DECIDE
from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.vault.naming import refuse_naming


def judge_factor(*, record: Record, factor: str, is_considered: bool, reason: str, actor, at: datetime) -> AuditEvent:
    """Write down what was thought of a factor and why; raises Refused for who does not decide, or without a reason."""
    if not may_weigh(record, actor):
        raise Refused(_("You need the permission to %(what)s.") % {"what": DECIDE.says})
    found = next((one for one in weighing(record, actor).found if one.code == factor), None)
    if found is None:
        raise Refused(_("There is nothing of this kind on the record any more. Reload the page."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    refuse_naming(record, reason)
    return trail.note(
        record, CONSIDERED if is_considered else SET_ASIDE, DECIDE, actor=actor, at=at,
        note=_("%(name)s: %(why)s") % {"name": found.name, "why": reason.strip()}, facts={"factor": factor},
    )
