"""Records that belong together: parts of a mixed intake, and tip-offs that repeat one another."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.complaints.models import Complaint, Tie
from hengzhi.complaints.permissions import CHECK, REGISTER
from hengzhi.complaints.workflow.states import Naming
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.clock_changes import restart
from hengzhi.register.kinds import kinds
from hengzhi.register.models import Clock, Record
from hengzhi.register.opening import Opening, open_records
from hengzhi.register.vault.models import Person
from hengzhi.register.vault.people import open_identity
from hengzhi.register.vault.sealing import seal

OTHER_KIND = {"complaint": "tipoff", "tipoff": "complaint"}
SHARED = ("channel", "object", "category", "respondent", "respondent_name")


@transaction.atomic
def split_off(
    *, record: Record, subject: str, problem: str, details: str, actor, at: datetime, calendar: WorkCalendar,
    is_confidential: bool = False, claim: str = "",
) -> Record:
    """Enter the other part of a mixed intake: of a complaint the tip-off, of a tip-off the complaint.

    It has a number, clocks, a person and a confidentiality of its own, counts from the same receipt, and goes to the
    dispatcher of the first. Raises Refused without the permission, for a second complaint of one intake, and for a
    complaint of somebody without a name.
    """
    if not record.is_in_reach(actor, REGISTER):
        raise Refused(_("You need the permission to %(what)s.") % {"what": REGISTER.says})
    kind = OTHER_KIND[record.kind]
    row = record.complaint
    if kind == "complaint" and row.naming == Naming.ANONYMOUS:
        raise Refused(_("A complaint needs a name; this tip-off is anonymous."))
    if kind == "complaint" and record.ties_on.filter(why=Tie.Why.SPLIT, other__kind="complaint").exists():
        raise Refused(_("The complaint of this intake has been registered already."))
    secrecy = Record.Confidentiality.CONFIDENTIAL if is_confidential else Record.Confidentiality.NORMAL
    detail = Complaint(
        **{name: getattr(row, name) for name in SHARED}, problem=problem, details=details, claim=claim, naming=row.naming,
        complainant=_same_person(record, actor, at),
    )
    opening = Opening(
        kind=kinds()[kind], title=subject, department=row.dispatcher or record.department, area=record.area,
        at=record.opened_at, detail=detail, confidentiality=secrecy, note=_("Split off from one intake"),
    )
    other = open_records([opening], actor=actor, at=at, calendar=calendar)[0]
    Tie.objects.create(record=record, other=other, why=Tie.Why.SPLIT, tied_on=local_day(at))
    return other


def _same_person(record: Record, actor, at: datetime) -> Person | None:
    """Return the person sealed once more, for a record with a confidentiality of its own."""
    if record.complaint.complainant is None:
        return None
    identity = open_identity(
        record.complaint.complainant, record=record, actor=actor, purpose=_("Registration"), at=at,
    )
    person = seal(identity)
    person.save(force_insert=True)
    return person


@transaction.atomic
def tie_repeat(
    *, record: Record, earlier: Record, has_new_facts: bool, actor, at: datetime, calendar: WorkCalendar
) -> Tie:
    """Note that a tip-off repeats an earlier one; new facts start the earlier one's checking anew where the rules say so."""
    for one in (record, earlier):
        if one.kind != "tipoff" or not one.is_in_reach(actor, CHECK):
            raise Refused(_("Tie two tip-offs that you may check."))
    if (earlier.opened_at, earlier.pk) >= (record.opened_at, record.pk):
        raise Refused(_("%(code)s is not earlier than %(other)s.") % {"code": earlier.code, "other": record.code})
    why = Tie.Why.NEW_FACTS if has_new_facts else Tie.Why.REPEAT
    tie, is_new = Tie.objects.get_or_create(record=earlier, other=record, why=why, defaults={"tied_on": local_day(at)})
    if not is_new:
        raise Refused(_("This has been noted already."))
    for one in (record, earlier):
        trail.note(one, "tied", CHECK, actor=actor, at=at, note=str(why.label))
    rules = earlier.rule_set
    is_checked = earlier.clocks.filter(name="check", state__in=Clock.LIVE).exists()
    if has_new_facts and is_checked and rules and "repeats-merge" in rules.switches:
        restart(earlier, "check", cause=_("Reported again with new facts"), actor=actor, at=at, calendar=calendar)
    return tie
