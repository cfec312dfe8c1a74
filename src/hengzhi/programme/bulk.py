"""The steps that may be taken with many tasks at once."""

from hengzhi.records.bulk import BulkStep

BULK = (BulkStep("task", "assign"), BulkStep("task", "take"), BulkStep("task", "accept"))
