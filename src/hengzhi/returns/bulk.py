"""The step that may be taken with many returns at once: their versions are decided along."""

from hengzhi.records.bulk import BulkStep
from hengzhi.returns.services import accept_return, acceptance_refusal

BULK = (BulkStep("return", "accept", take=accept_return, refusal=acceptance_refusal),)
