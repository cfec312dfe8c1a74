"""Writes to complaints and tip-offs; steps go through `register.services.move`."""

from hengzhi.complaints.services.intake import Part, new_receipt, receipt_digest, register_complaint, register_intake

__all__ = ["Part", "new_receipt", "receipt_digest", "register_complaint", "register_intake"]
