"""Where consumer warnings and what businesses object may name somebody."""

from hengzhi.advisories.disclosure.models import Disclosure
from hengzhi.advisories.models import Advisory
from hengzhi.register.vault.free_text import FreeText

FREE_TEXT = (
    FreeText(Advisory, ("text", "watch_for", "withdrawal_reason")), FreeText(Disclosure, ("objection", "answer", "reason")),
)
