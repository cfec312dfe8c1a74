"""Writes on the way to the public: the business told, its objection heard, many published at once, one taken off."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.advisories.disclosure.models import OUTCOMES, SWITCH, Disclosure
from hengzhi.advisories.disclosure.queries import rule
from hengzhi.advisories.permissions import DISCLOSE
from hengzhi.core.calendar import Limit, Unit, WorkCalendar, deadline
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.models import Record

State = Disclosure.State


@dataclass(frozen=True)
class Refusal:
    """A record that was left as it is, and why."""

    record: Record
    reason: str


def refusal_to_tell(record: Record, actor) -> str:
    """Return why a complaint is not on its way to the public, or "" if its business may be told."""
    row = record.complaint
    switches = record.rule_set.switches if record.rule_set else ()
    reasons = (
        (not record.is_in_reach(actor, DISCLOSE), _("You need the permission to %(what)s.") % {"what": DISCLOSE.says}),
        (record.kind != "complaint", _("Tip-offs are never published.")),
        (record.confidentiality != Record.Confidentiality.NORMAL, _("It is confidential.")),
        (SWITCH not in switches, _("The rules it is judged by know no publication.")),
        (row.outcome not in OUTCOMES, _("It is neither settled nor ended.")),
        (not row.consents_to_publication, _("The complainant has not consented.")),
        (row.respondent_id is None, _("The business is not identified: its name is only what the complainant wrote.")),
        (hasattr(record, "disclosure"), _("Its business has been told already.")),
    )
    return next((reason for is_so, reason in reasons if is_so), "")


def refusal_to_publish(record: Record, actor, at: datetime) -> str:
    """Return why a complaint cannot be made public now, or "" if it can."""
    found = getattr(record, "disclosure", None)
    row, day = record.complaint, local_day(at)
    if found is None:
        return _("Tell the business first.")
    reasons = (
        (not record.is_in_reach(actor, DISCLOSE), _("You need the permission to %(what)s.") % {"what": DISCLOSE.says}),
        (found.state == State.OBJECTED, _("An objection of the business is undecided.")),
        (found.state != State.TOLD, _("It is %(state)s.") % {"state": found.get_state_display()}),
        (day <= found.objections_until, _("The business may object until %(day)s.") % {"day": found.objections_until}),
        (row.outcome not in OUTCOMES, _("It is neither settled nor ended.")),
        (not row.consents_to_publication, _("The complainant has not consented.")),
    )
    return next((reason for is_so, reason in reasons if is_so), "")


def _many(records: Iterable[Record], refusal: Callable[[Record], str], write: Callable[[Record], None]) -> list[Refusal]:
    refused = []
    for record in records:
        if reason := refusal(record):
            refused.append(Refusal(record, reason))
        else:
            write(record)
    return refused


def _note(record: Record, action: str, actor, at: datetime, note: str = "") -> None:
    trail.note(record, action, DISCLOSE, actor=actor, at=at, note=note)


@transaction.atomic
def tell_businesses(*, records: Iterable[Record], actor, at: datetime, calendar: WorkCalendar) -> list[Refusal]:
    """Note that businesses were told what will be published; return what was refused."""
    day, limit = local_day(at), Limit(rule().objection_workdays, Unit.WORKING)
    until = deadline(day, limit, calendar).due_on

    def write(record: Record) -> None:
        Disclosure.objects.create(record=record, told_on=day, objections_until=until)
        _note(record, "disclosure_told", actor, at)

    return _many(records, lambda record: refusal_to_tell(record, actor), write)


@transaction.atomic
def publish_complaints(*, records: Iterable[Record], actor, at: datetime) -> list[Refusal]:
    """Make complaints public; return what was refused."""

    def write(record: Record) -> None:
        _turn(record.disclosure, State.PUBLISHED, published_on=local_day(at))
        _note(record, "disclosed", actor, at)

    return _many(records, lambda record: refusal_to_publish(record, actor, at), write)


@transaction.atomic
def note_objection(*, disclosure: Disclosure, objection: str, actor, at: datetime) -> None:
    """Write down what a business objects before publication; nothing is published until it is decided."""
    _must(disclosure, actor, (State.TOLD,))
    if not objection.strip():
        raise Refused(_("Write what the business objects."))
    _turn(disclosure, State.OBJECTED, objection=objection.strip(), objected_on=local_day(at))
    _note(disclosure.record, "disclosure_objected", actor, at)


@transaction.atomic
def decide_objection(*, disclosure: Disclosure, is_right: bool, answer: str, actor, at: datetime) -> None:
    """Keep a complaint back because its business is right, or let it go on; the answer is what the business is told."""
    _must(disclosure, actor, (State.OBJECTED,))
    if not answer.strip():
        raise Refused(_("Write the answer to the business."))
    _turn(disclosure, State.KEPT_BACK if is_right else State.TOLD, answer=answer.strip())
    _note(disclosure.record, "objection_upheld" if is_right else "objection_rejected", actor, at)


@transaction.atomic
def take_off(*, disclosure: Disclosure, reason: str, actor, at: datetime) -> None:
    """Take a complaint off the public page; raises Refused without a reason."""
    _must(disclosure, actor, (State.PUBLISHED,))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    _turn(disclosure, State.WITHDRAWN, reason=reason.strip(), withdrawn_on=local_day(at))
    _note(disclosure.record, "disclosure_withdrawn", actor, at)


def _must(disclosure: Disclosure, actor, states: tuple[str, ...]) -> None:
    if not disclosure.record.is_in_reach(actor, DISCLOSE):
        raise Refused(_("You need the permission to %(what)s.") % {"what": DISCLOSE.says})
    if disclosure.state not in states:
        raise Refused(_("It is %(state)s.") % {"state": disclosure.get_state_display()})


def _turn(disclosure: Disclosure, state: str, **columns: object) -> None:
    """Set the state and columns if nobody was faster; raises Refused."""
    rows = Disclosure.objects.filter(pk=disclosure.pk, state=disclosure.state)
    if not rows.update(state=state, **columns):
        raise Refused(_("Someone else has just changed it. Reload the page."))
    disclosure.refresh_from_db()
