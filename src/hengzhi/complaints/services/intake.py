"""Taking complaints and tip-offs in, and the receipt code by which they are followed."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.conf import settings
from django.db import transaction

from hengzhi.complaints.models import Complaint, Tie
from hengzhi.complaints.workflow.states import Naming
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.organisations.models import Area, Department
from hengzhi.register.kinds import Kind
from hengzhi.register.models import Record
from hengzhi.register.services import open_record
from hengzhi.register.vault.identity import clean_identity
from hengzhi.register.vault.index import index_person
from hengzhi.register.vault.models import PersonLink
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


@dataclass(frozen=True)
class Part:
    """One matter of an intake: its kind and its unsaved row."""

    kind: Kind
    complaint: Complaint
    is_confidential: bool = False


@transaction.atomic
def register_intake(
    *, parts: Sequence[Part], subject: str, department: Department, area: Area | None, identity: Mapping[str, str] | None,
    actor, at: datetime, calendar: WorkCalendar, agent: Mapping[str, str] | None = None, receipts: Sequence[str] = (),
) -> list[Record]:
    """Enter the matters of one intake, each with a number, clocks, person and confidentiality of its own.

    `agent` acts for the complainant in the first of them; `receipts` are the codes by which each is followed.
    """
    records = [
        register_complaint(
            kind=part.kind, subject=subject, department=department, area=area, complaint=part.complaint,
            identity=dict(identity) if identity else None, actor=actor, at=at, calendar=calendar,
            is_confidential=part.is_confidential, receipt=receipt,
        )
        for part, receipt in zip_longest(parts, receipts, fillvalue="")
    ]
    if agent:
        _link(records[0], PersonLink.Role.AGENT, clean_identity(agent))
    for other in records[1:]:
        Tie.objects.create(record=records[0], other=other, why=Tie.Why.SPLIT, tied_on=local_day(at))
    return records


def _link(record: Record, role: str, identity: Mapping[str, str]) -> None:
    """Put one more person on a record that is just being registered."""
    person = seal(identity)
    person.save(force_insert=True)
    PersonLink.objects.create(record=record, person=person, role=role)
    index_person(person, identity)


def new_receipt() -> str:
    """Return a fresh receipt code: 12 letters without look-alikes, 59 bits."""
    return "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH))


def receipt_digest(receipt: str) -> str:
    """Return what is stored of a receipt code, so that the database does not open the door it guards."""
    plain = "".join(letter for letter in receipt.upper() if letter in RECEIPT_LETTERS)
    return hmac.new(settings.SECRET_KEY.encode(), b"receipt:" + plain.encode(), hashlib.sha256).hexdigest()
