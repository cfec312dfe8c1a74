"""What the record page shows of a complaint's facts, and what this user may add beside the steps."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.complaints.models import Tie
from hengzhi.complaints.permissions import CHECK, FOLLOW_UP, MEDIATE, REGISTER
from hengzhi.complaints.workflow.complaint import MEDIATING
from hengzhi.complaints.workflow.states import Naming
from hengzhi.register.models import Record
from hengzhi.register.permissions import KEEP_PEOPLE


@dataclass(frozen=True)
class Rung:
    """A fact on the way of a record: its day, None while it has not come; the amount and the proof that go with it."""

    name: str
    on: date | None
    yuan: Decimal | None = None
    proof: str = ""


@dataclass(frozen=True)
class May:
    """What this user may add to a record now."""

    plan_meeting: bool
    note_meeting: bool
    call_back: bool
    tie: bool
    split: bool
    represent: bool


@dataclass(frozen=True)
class Tied:
    """A record that belongs to this one; `says` how, seen from this one."""

    record: Record
    says: str


def ladder(record: Record) -> list[Rung]:
    """Return the facts of a complaint from acceptance to closing, those to come with them; none for a tip-off."""
    row = record.complaint
    if record.kind != "complaint" or row.outcome == "declined":
        return []
    agreed = [
        Rung(_("Agreed"), row.agreed_on, row.recovered_yuan, row.get_agreement_form_display()),
        Rung(_("Performed"), row.paid_on, row.paid_yuan, row.get_paid_proof_display()),
        Rung(
            record.word("fact.confirmed", _("Confirmed by the complainant")), row.confirmed_on, row.confirmed_yuan,
            row.get_confirmation_display(),
        ),
    ]
    ended = [Rung(_("Mediation ended"), row.concluded_on)]
    mediated = [Rung(_("First mediated"), row.mediated_on)] if row.mediated_on or not row.outcome else []
    return [
        Rung(record.word("fact.accepted", pgettext("fact", "Accepted")), row.accepted_on), *mediated,
        *(ended if row.outcome == "ended" else agreed), Rung(_("Closed"), row.closed_on),
    ]


def may_do(record: Record, user) -> May:
    is_complaint, row = record.kind == "complaint", record.complaint
    mediates = is_complaint and record.is_in_reach(user, MEDIATE)
    return May(
        plan_meeting=mediates and record.state in MEDIATING, note_meeting=mediates,
        call_back=bool(row.outcome) and row.naming == Naming.NAMED and record.is_in_reach(user, FOLLOW_UP),
        tie=not is_complaint and record.is_open and record.is_in_reach(user, CHECK),
        split=record.is_open and row.naming == Naming.NAMED and record.is_in_reach(user, REGISTER),
        represent=is_complaint and record.is_open and row.complainants > 1 and record.is_in_reach(user, KEEP_PEOPLE),
    )


def ties_of(record: Record, user) -> list[Tied]:
    """Return the records that belong to this one and that the user may know of; two queries."""
    ties = list(Tie.objects.filter(Q(record=record) | Q(other=record)))
    others = {tie.other_id if tie.record_id == record.pk else tie.record_id for tie in ties}
    seen = Record.objects.visible_to(user).in_bulk(others) if others else {}
    return [tied for tie in ties if (tied := _tied(tie, record, seen))]


def _tied(tie: Tie, record: Record, seen: dict[int, Record]) -> Tied | None:
    is_first = tie.record_id == record.pk
    other = seen.get(tie.other_id if is_first else tie.record_id)
    if other is None:
        return None
    said = {
        Tie.Why.SPLIT: (_("split off from this one"), _("this one was split off from it")),
        Tie.Why.REPEAT: (_("repeats this one"), _("repeated by this one")),
        Tie.Why.NEW_FACTS: (_("repeats this one with new facts"), _("repeated by this one with new facts")),
    }
    return Tied(other, said[Tie.Why(tie.why)][0 if is_first else 1])


def respondent_word(record: Record) -> str:
    """Return what the rules of the time call the business."""
    return record.word("respondent", _("respondent") if record.kind == "complaint" else _("business reported"))
