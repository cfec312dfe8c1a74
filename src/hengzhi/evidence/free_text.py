"""Where evidence may name somebody: what its files are called, and why one was returned."""

from hengzhi.evidence.models import Evidence
from hengzhi.register.vault.free_text import FreeText

FREE_TEXT = (FreeText(Evidence, ("name", "reason")),)
