"""Where complaints may name somebody."""

from hengzhi.complaints.models import CallBack, Complaint, Meeting
from hengzhi.register.vault.free_text import FreeText

FREE_TEXT = (
    FreeText(Complaint, ("details", "delegated_to")), FreeText(Meeting, ("place", "bring", "minutes")),
    FreeText(CallBack, ("remark",)),
)
