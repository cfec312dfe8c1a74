"""The kinds of record complaints bring to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.models import Complaint
from hengzhi.complaints.permissions import SEE, SEE_CONFIDENTIAL
from hengzhi.complaints.workflow import COMPLAINT, TIPOFF
from hengzhi.register.kinds import Kind

COMPLAINT_KIND = Kind(
    "complaint", _("complaint"), Complaint, COMPLAINT, SEE, SEE_CONFIDENTIAL, "T", "complaints:detail", "complaints"
)
TIPOFF_KIND = Kind("tipoff", _("tip-off"), Complaint, TIPOFF, SEE, SEE_CONFIDENTIAL, "J", "complaints:detail", "tipoffs")

KINDS = (COMPLAINT_KIND, TIPOFF_KIND)
