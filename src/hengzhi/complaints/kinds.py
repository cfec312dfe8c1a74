"""The kinds of record complaints bring to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.models import Complaint
from hengzhi.complaints.permissions import CHECK, EXTEND, MEDIATE, OPEN_IDENTITY, SEE, SEE_CONFIDENTIAL
from hengzhi.complaints.workflow import COMPLAINT, TIPOFF
from hengzhi.register.kinds import Kind
from hengzhi.register.vault.models import PersonLink


def words_of(complaint: Complaint) -> str:
    """Return what a complaint is found by: the business, the facts told, its number in the list it was imported from."""
    return " ".join(filter(None, (complaint.respondent_label, complaint.details, complaint.source_number)))


CLOCK_NAMES = {"decide": _("Decision on acceptance"), "mediate": _("Mediation"), "check": _("Checking")}

COMPLAINT_KIND = Kind(
    code="complaint", name=_("complaint"), model=Complaint, workflow=COMPLAINT, see=SEE, see_confidential=SEE_CONFIDENTIAL,
    prefix="T", url="complaints:detail", text=words_of, rules="complaints",
    clock_names=CLOCK_NAMES, hold=MEDIATE, approve=EXTEND,
    people={"complainant": PersonLink.Role.COMPLAINANT}, open_identity=OPEN_IDENTITY,
)
TIPOFF_KIND = Kind(
    code="tipoff", name=_("tip-off"), model=Complaint, workflow=TIPOFF, see=SEE, see_confidential=SEE_CONFIDENTIAL,
    prefix="J", url="complaints:detail", text=words_of, rules="tipoffs",
    clock_names=CLOCK_NAMES, hold=CHECK, approve=EXTEND, restarts=("check",),
    people={"complainant": PersonLink.Role.INFORMANT}, open_identity=OPEN_IDENTITY,
)

KINDS = (COMPLAINT_KIND, TIPOFF_KIND)
