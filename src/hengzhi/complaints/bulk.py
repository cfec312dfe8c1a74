"""The steps that may be taken with many complaints and tip-offs at once."""

from hengzhi.records.bulk import BulkStep

BULK = (
    BulkStep("complaint", "accept"), BulkStep("tipoff", "accept"), BulkStep("tipoff", "begin_check"),
    BulkStep("complaint", "close"), BulkStep("tipoff", "close"),
)
