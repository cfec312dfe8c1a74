"""Where complaints may name somebody."""

from hengzhi.complaints.models import Complaint
from hengzhi.register.vault.free_text import FreeText

FREE_TEXT = (FreeText(Complaint, ("details",)),)
