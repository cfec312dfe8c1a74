"""Mediation meetings: planned with notice, then held or not."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengzhi.complaints.models import Complaint, Meeting
from hengzhi.complaints.permissions import MEDIATE
from hengzhi.complaints.workflow.complaint import MEDIATING
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.vault.naming import refuse_naming

HELD = (Meeting.Result.AGREED, Meeting.Result.NOT_AGREED)
RESULT_ACTIONS = {
    Meeting.Result.AGREED: "meeting_held", Meeting.Result.NOT_AGREED: "meeting_held", Meeting.Result.ABSENT: "meeting_missed",
    Meeting.Result.CANCELLED: "meeting_cancelled",
}


def _demand(record: Record, actor) -> None:
    if not record.is_in_reach(actor, MEDIATE):
        raise Refused(_("You need the permission to %(what)s.") % {"what": MEDIATE.says})


@transaction.atomic
def plan_meeting(
    *, record: Record, starts_at: datetime, way: str, place: str, mediator: str, actor, at: datetime, bring: str = "",
    recusal_until: date | None = None,
) -> Meeting:
    """Plan a meeting with both sides; raises Refused for a time that is over, and for a place that is missing."""
    _demand(record, actor)
    if record.kind != "complaint" or record.state not in MEDIATING:
        raise Refused(_("A meeting is planned while a complaint is in mediation; this one is “%(state)s”.") % {
            "state": record.state_label,
        })
    if starts_at <= at:
        raise Refused(_("%(time)s is over; give a time to come.") % {"time": f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M}"})
    if way == Meeting.Way.ON_SITE and not place.strip():
        raise Refused(_("Say where the meeting is: both sides are told time, place and mediator."))
    if recusal_until and recusal_until > local_day(starts_at):
        raise Refused(_("The mediator may be challenged up to the meeting, not after it."))
    meeting = Meeting(
        record=record, starts_at=starts_at, way=way, place=place.strip(), mediator=mediator.strip(), bring=bring.strip(),
        recusal_until=recusal_until, planned_by=actor,
    )
    meeting.full_clean()
    refuse_naming(record, meeting.place)
    meeting.save()
    note = f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M} {meeting.place}".strip()
    trail.note(record, "meeting_planned", MEDIATE, actor=actor, at=at, note=note)
    return meeting


@transaction.atomic
def note_meeting(*, meeting: Meeting, result: str, attended: str, minutes: str, actor, at: datetime) -> None:
    """Note how a planned meeting went and who came; the first one held is a fact of the complaint.

    The minutes stay with the meeting and out of the trail, which is kept for ever.
    """
    record = meeting.record
    _demand(record, actor)
    if result not in RESULT_ACTIONS:
        raise Refused(_("Say how the meeting went."))
    if result in HELD and local_day(at) < local_day(meeting.starts_at):
        raise Refused(_("The meeting is on %(day)s; it cannot have been held yet.") % {"day": local_day(meeting.starts_at)})
    if result in HELD and not minutes.strip():
        raise Refused(_("Write down what was said: a mediation without an agreement in writing needs its record."))
    if why := _wrong_attendance(result, attended):
        raise Refused(why)
    rows = Meeting.objects.filter(pk=meeting.pk, result=Meeting.Result.PLANNED)
    if not rows.update(result=result, attended=attended, minutes=minutes.strip()):
        raise Refused(_("How this meeting went has been noted already. Reload the page."))
    if result in HELD:
        Complaint.objects.filter(record=record, mediated_on=None).update(mediated_on=local_day(at))
    label = str(Meeting.Result(result).label)
    trail.note(record, RESULT_ACTIONS[result], MEDIATE, actor=actor, at=at, note=label)


def _wrong_attendance(result: str, attended: str) -> str:
    """Return why a result and who came do not go together, "" where they do."""
    came = Meeting.Attended
    if result == Meeting.Result.CANCELLED:
        return _("A meeting that was called off was attended by nobody: leave it empty.") if attended else ""
    if attended not in came.values:
        return _("Say who came.")
    if (result in HELD) != (attended == came.BOTH):
        return _("Where both came there is a result; where one stayed away there is none. Choose what fits.")
    return ""
