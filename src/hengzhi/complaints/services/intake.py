"""Taking complaints and tip-offs in, and the receipt code by which they are followed."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from hengzhi.complaints.models import Complaint
from hengzhi.complaints.workflow.states import Naming
from hengzhi.core.calendar import WorkCalendar
from hengzhi.organisations.models import Area, Department
from hengzhi.register.kinds import Kind
from hengzhi.register.models import Record
from hengzhi.register.services import open_record
from hengzhi.register.vault.sealing import seal

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 12


@transaction.atomic
def register_complaint(
    *, kind: Kind, subject: str, department: Department, area: Area | None, complaint: Complaint,
    identity: dict[str, str] | None, actor, at: datetime, calendar: WorkCalendar, is_confidential: bool = False,
    receipt: str = "",
) -> Record:
    """Enter a complaint or tip-off; `complaint` is the unsaved row, `identity` goes to the vault, None if anonymous."""
    if identity:
        person = seal(identity)
        person.save(force_insert=True)
        complaint.complainant = person
    if not identity and kind.code == "tipoff":
        complaint.naming = Naming.ANONYMOUS
    complaint.receipt = receipt_digest(receipt) if receipt else ""
    secrecy = Record.Confidentiality.CONFIDENTIAL if is_confidential else Record.Confidentiality.NORMAL
    return open_record(
        kind=kind, title=subject, department=department, area=area, at=at, actor=actor, calendar=calendar,
        detail=complaint, confidentiality=secrecy,
    )


def new_receipt() -> str:
    """Return a fresh receipt code: 12 letters without look-alikes, 59 bits."""
    return "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH))


def receipt_digest(receipt: str) -> str:
    """Return what is stored of a receipt code, so that the database does not open the door it guards."""
    plain = "".join(letter for letter in receipt.upper() if letter in RECEIPT_LETTERS)
    return hmac.new(settings.SECRET_KEY.encode(), b"receipt:" + plain.encode(), hashlib.sha256).hexdigest()
