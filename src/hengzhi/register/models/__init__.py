"""The register's tables."""

from hengzhi.register.models.clocks import AGREED, Clock, ClockExtension, ClockPause
from hengzhi.register.models.records import Record, SearchText, Sharing, steps_open_to
from hengzhi.register.models.rules import RuleSet, Sequence, words_of_rules
from hengzhi.register.models.trail import AuditBlock, AuditEvent

__all__ = [
    "AGREED", "AuditBlock", "AuditEvent", "Clock", "ClockExtension", "ClockPause", "Record", "RuleSet", "SearchText",
    "Sequence", "Sharing", "steps_open_to", "words_of_rules",
]

import hengzhi.register.vault.models  # noqa: F401 - tables of this app in a file of their own, which needs Record
