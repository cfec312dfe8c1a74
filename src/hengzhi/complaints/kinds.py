"""The kinds of record complaints bring to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.delegation import stations_for
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.permissions import CHECK, CLOSE, DECIDE, EXTEND, MEDIATE, OPEN_IDENTITY, SEE, SEE_CONFIDENTIAL
from hengzhi.complaints.units import units_for
from hengzhi.complaints.workflow import COMPLAINT, TIPOFF
from hengzhi.register.kinds import Kind
from hengzhi.register.vault.models import PersonLink


def words_of(complaint: Complaint) -> str:
    """Return what a complaint is found by: the business, the facts told, its number in the list it was imported from."""
    return " ".join(filter(None, (complaint.respondent_label, complaint.details, complaint.source_number)))


CLOCK_NAMES = {
    "decide": _("Decision on acceptance"), "mediate": _("Mediation"), "check": _("Checking"),
    "power": _("Finding who has the power"), "supplement": _("Proof of identity"), "perform": _("Performance of the agreement"),
    "tell": _("Telling the parties"), "case": _("Deciding the case"),
}

ACTIONS = {
    "meeting_planned": _("Mediation meeting planned"), "meeting_held": _("Mediation meeting held"),
    "meeting_missed": _("Mediation meeting missed"), "meeting_cancelled": _("Mediation meeting called off"),
    "called_back": _("Called back"), "call_back_missed": _("Called back, not reached"), "tied": _("Repetition noted"),
    "factor_considered": _("Weighed, considered"), "factor_set_aside": _("Weighed, not relevant"),
    "representatives_named": _("Representatives named"),
}

COMPLAINT_KIND = Kind(
    code="complaint", name=_("complaint"), model=Complaint, workflow=COMPLAINT, see=SEE, see_confidential=SEE_CONFIDENTIAL,
    prefix="T", url="complaints:detail", text=words_of, rules="complaints",
    clock_names={**CLOCK_NAMES, "check": _("Checking the clue")}, hold=MEDIATE,
    approve=EXTEND, agreed={"supplement": "supplement_due_on", "perform": "perform_by"},
    choices={"unit": units_for, "delegated_station": stations_for},
    people={"complainant": PersonLink.Role.COMPLAINANT}, open_identity=OPEN_IDENTITY, actions=ACTIONS, shared=(SEE,),
    handles=(MEDIATE, DECIDE, CLOSE),
)
TIPOFF_KIND = Kind(
    code="tipoff", name=_("tip-off"), model=Complaint, workflow=TIPOFF, see=SEE, see_confidential=SEE_CONFIDENTIAL,
    prefix="J", url="complaints:detail", text=words_of, rules="tipoffs",
    clock_names={**CLOCK_NAMES, "tell": _("Telling the informant")}, hold=CHECK, approve=EXTEND, restarts=("check",),
    choices={"unit": units_for}, people={"complainant": PersonLink.Role.INFORMANT}, open_identity=OPEN_IDENTITY,
    actions=ACTIONS, shared=(SEE,), handles=(CHECK, DECIDE, CLOSE),
)

KINDS = (COMPLAINT_KIND, TIPOFF_KIND)
