"""What the leading group adds to the calendar: its meetings, decisions to be carried out, answers to be given."""

from collections.abc import Iterator
from datetime import date

from hengzhi.core.agenda import Entry
from hengzhi.leading_group.models import Decision, DocumentAnswer, Meeting
from hengzhi.leading_group.permissions import SEE
from hengzhi.leading_group.workflow import UNANSWERED, DecisionState, MeetingState
from hengzhi.register.models import Record


def entries(user, first: date, last: date) -> Iterator[Entry]:
    """Yield what falls on a stretch of days of the records `user` may know of."""
    if not user.may(SEE):
        return
    seen = Record.objects.visible_to(user)
    days = (first, last)
    meetings = Meeting.objects.filter(record__in=seen, meets_on__range=days).exclude(record__state=MeetingState.CALLED_OFF)
    for meeting in meetings.select_related("record"):
        clock = f"{meeting.begins_at:%H:%M} " if meeting.begins_at else ""
        yield Entry(meeting.meets_on, f"{clock}{meeting.record.title}", meeting.record.get_absolute_url(), "meeting")
    decisions = Decision.objects.filter(record__in=seen, due_on__range=days, record__state=DecisionState.TAKEN)
    for decision in decisions.select_related("record"):
        yield Entry(decision.due_on, decision.record.title, decision.record.get_absolute_url(), "order")
    answers = DocumentAnswer.objects.filter(record__in=seen, due_on__range=days, record__state__in=UNANSWERED)
    for answer in answers.select_related("record"):
        yield Entry(answer.due_on, answer.record.title, answer.record.get_absolute_url(), "order")
