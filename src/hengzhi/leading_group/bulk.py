"""The step that may be taken with many answers to documents at once."""

from hengzhi.records.bulk import BulkStep

BULK = (BulkStep("answer", "accept"),)
