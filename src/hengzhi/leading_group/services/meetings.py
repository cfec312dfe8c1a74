"""Convening meetings, who came, the minutes, and what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.leading_group.kinds import DECISION_KIND, MEETING_KIND
from hengzhi.leading_group.models import AgendaItem, Attendance, Decision, Group, Meeting, Member, in_office_on
from hengzhi.leading_group.permissions import KEEP
from hengzhi.leading_group.services.group import departments_of
from hengzhi.leading_group.workflow import MeetingState
from hengzhi.organisations.models import Department
from hengzhi.programme.services.rights import must
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.search import note as note_for_search
from hengzhi.register.services import open_record, share, words_of

CHANGEABLE = ("meets_on", "begins_at", "place", "chair")


@dataclass(frozen=True)
class MeetingPlan:
    """A meeting to be; `agenda` are the items with who reports on each."""

    title: str
    meets_on: date
    begins_at: time | None
    place: str
    chair: str
    agenda: tuple[tuple[str, str], ...]


def group_of(day: date) -> Group:
    """Return the group in office on a day; raises Refused where there is none."""
    group = Group.objects.filter(in_office_on(day)).select_related("record").first()
    if group is None:
        raise Refused(_("No leading group is in office on %(day)s.") % {"day": day})
    return group


@transaction.atomic
def convene_meeting(*, plan: MeetingPlan, actor, at: datetime, calendar: WorkCalendar) -> Record:
    """Convene a meeting of the group in office on its day; every member gets a line on the attendance sheet."""
    group = group_of(plan.meets_on)
    must(group.record, KEEP, actor)
    meeting = Meeting(group=group, **{name: getattr(plan, name) for name in CHANGEABLE})
    record = open_record(
        kind=MEETING_KIND, title=plan.title, department=group.record.department, area=group.record.area, at=at, actor=actor,
        calendar=calendar, detail=meeting,
    )
    _set_agenda(meeting, plan.agenda)
    _call_members(record, actor, at)
    return record


@transaction.atomic
def change_meeting(record: Record, plan: MeetingPlan, *, actor, at: datetime) -> None:
    """Change a meeting that has not been held; members who joined or left by its new day are called or not."""
    must(record, KEEP, actor)
    if record.state != MeetingState.CONVENED:
        raise Refused(_("The meeting is “%(state)s”; its plan stays as it is.") % {"state": record.state_label})
    meeting = record.meeting
    for name in CHANGEABLE:
        setattr(meeting, name, getattr(plan, name))
    meeting.group = group_of(plan.meets_on)
    meeting.full_clean()
    meeting.save()
    record.title = plan.title
    record.full_clean()
    record.save(update_fields=["title"])
    meeting.agenda.all().delete()
    _set_agenda(meeting, plan.agenda)
    _call_members(record, actor, at)
    trail.note(record, "meeting_changed", KEEP, actor=actor, at=at)


def _set_agenda(meeting: Meeting, items: Iterable[tuple[str, str]]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=place, title=title, reporter=reporter)
        for place, (title, reporter) in enumerate(items, start=1)
    )


def _call_members(record: Record, actor, at: datetime) -> None:
    meeting = record.meeting
    members = list(Member.objects.filter(in_office_on(meeting.meets_on), group=meeting.group).select_related("department"))
    meeting.attendance.exclude(member__in=members).delete()
    called = set(meeting.attendance.values_list("member", flat=True))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=one) for one in members if one.pk not in called)
    share(record, departments_of(members), actor=actor, at=at)


@transaction.atomic
def take_attendance(
    record: Record, *, lines: Mapping[int, tuple[str, str]], guests: str, actor, at: datetime
) -> None:
    """Enter who came: for the key of each line its state and, for a delegate or an absence, who or why.

    Raises Refused without permission, after the minutes, or where a delegate or a reason is not named.
    """
    must(record, KEEP, actor)
    _must_be_without_minutes(record)
    meeting = record.meeting
    for line in meeting.attendance.select_related("member"):
        line.state, line.words = lines.get(line.pk, (line.state, line.words))
        if line.state in (Attendance.State.DELEGATE, Attendance.State.ABSENT) and not line.words.strip():
            raise Refused(_("%(member)s: name the delegate, or the reason of the absence.") % {"member": line.member})
        line.full_clean()
        line.save()
    meeting.guests = guests.strip()
    meeting.save(update_fields=["guests"])
    trail.note(record, "attendance_taken", KEEP, actor=actor, at=at, facts=_counted(meeting))


def _counted(meeting: Meeting) -> dict[str, int]:
    states = list(meeting.attendance.values_list("state", flat=True))
    return {state: states.count(state) for state in Attendance.State.values}


def _must_be_without_minutes(record: Record) -> None:
    if record.state not in (MeetingState.CONVENED, MeetingState.HELD):
        raise Refused(_("The meeting is “%(state)s”; what is in its minutes stays.") % {"state": record.state_label})


@transaction.atomic
def write_minutes(record: Record, *, text: str, actor, at: datetime) -> None:
    """Write the minutes of a meeting that was held; they stay once they are issued."""
    must(record, KEEP, actor)
    if record.state != MeetingState.HELD:
        raise Refused(_("The meeting is “%(state)s”; minutes are written once it was held.") % {"state": record.state_label})
    meeting = record.meeting
    meeting.text = text.strip()
    meeting.full_clean()
    meeting.save(update_fields=["text"])
    note_for_search(record, words_of(record, meeting))
    trail.note(record, "minutes_written", KEEP, actor=actor, at=at)


@dataclass(frozen=True)
class DecisionPlan:
    """A decision to be entered; without a day it only stands in the minutes until it is carried out."""

    title: str
    text: str
    responsible: tuple[Department, ...]
    due_on: date | None


@transaction.atomic
def record_decision(record: Record, plan: DecisionPlan, *, actor, at: datetime, calendar: WorkCalendar) -> Record:
    """Enter a decision of a meeting that was held, before its minutes are issued; the responsible departments see it."""
    must(record, KEEP, actor)
    if record.state != MeetingState.HELD:
        raise Refused(
            _("The meeting is “%(state)s”; decisions are entered between meeting and minutes.") % {"state": record.state_label}
        )
    if plan.due_on and plan.due_on < record.meeting.meets_on:
        raise Refused(_("The decision is due on %(due)s, before the meeting.") % {"due": plan.due_on})
    last = record.meeting.decisions.aggregate(last=Max("position"))["last"] or 0
    decision = Decision(meeting=record.meeting, position=last + 1, text=plan.text.strip(), due_on=plan.due_on)
    made = open_record(
        kind=DECISION_KIND, title=plan.title, department=record.department, area=record.area, at=at, actor=actor,
        calendar=calendar, detail=decision,
    )
    decision.responsible.set(plan.responsible)
    share(made, plan.responsible, actor=actor, at=at)
    trail.note(record, "decision_recorded", KEEP, actor=actor, at=at, note=str(made), facts={"decision": made.code})
    return made
