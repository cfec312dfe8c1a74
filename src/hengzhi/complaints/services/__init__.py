"""Writes to complaints and tip-offs; steps go through `register.services.move`."""

from hengzhi.complaints.services.intake import new_receipt, receipt_digest, register_complaint

__all__ = ["new_receipt", "receipt_digest", "register_complaint"]
