"""The states and steps of a composition of the group, a meeting, a decision, a document and an answer to it."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hengzhi.leading_group.permissions import ANSWER, KEEP
from hengzhi.register.workflow import ON_THE_DAY, Step, Workflow

DECISION_CLOCK, DOCUMENT_CLOCK, ANSWER_CLOCK = "decision", "answers", "answer"


class GroupState(models.TextChoices):
    DRAFTED = "drafted", gettext_lazy("drafted")
    FORMED = "formed", gettext_lazy("formed")
    DROPPED = "dropped", gettext_lazy("dropped")


class MeetingState(models.TextChoices):
    CONVENED = "convened", gettext_lazy("convened")
    HELD = "held", gettext_lazy("held")
    MINUTED = "minuted", gettext_lazy("minutes issued")
    CALLED_OFF = "called_off", gettext_lazy("called off")


HAS_MINUTES = frozenset({MeetingState.HELD, MeetingState.MINUTED})


class DecisionState(models.TextChoices):
    TAKEN = "taken", gettext_lazy("to be carried out")
    CARRIED_OUT = "carried_out", gettext_lazy("carried out")
    GIVEN_UP = "given_up", gettext_lazy("given up")


class DocumentState(models.TextChoices):
    DRAFTED = "drafted", gettext_lazy("drafted")
    ISSUED = "issued", gettext_lazy("issued")
    CONCLUDED = "concluded", gettext_lazy("filed")
    DROPPED = "dropped", gettext_lazy("dropped")


class AnswerState(models.TextChoices):
    ASKED = "asked", gettext_lazy("to be answered")
    GIVEN = "given", gettext_lazy("answered")
    RETURNED = "returned", gettext_lazy("returned")
    ACCEPTED = "accepted", gettext_lazy("accepted")


UNANSWERED = (AnswerState.ASKED, AnswerState.RETURNED)


def has_head_and_members(group, facts: Mapping[str, object]) -> str:
    roles = set(group.members.values_list("role", flat=True))
    if "head" not in roles:
        return _("Name the head of the group first.")
    return "" if "member" in roles else _("Name the members of the group first.")


def all_attendance_is_known(meeting, facts: Mapping[str, object]) -> str:
    """The attendance sheet is written when the meeting is convened; a line without a state is not known yet."""
    unknown = meeting.attendance.filter(state="").count()
    if not unknown:
        return ""
    return ngettext(
        "The attendance of %(count)d member is not entered yet.", "The attendance of %(count)d members is not entered yet.",
        unknown,
    ) % {"count": unknown}


def has_text(paper, facts: Mapping[str, object]) -> str:
    return "" if paper.text.strip() else _("Write the text first.")


def has_recipients(document, facts: Mapping[str, object]) -> str:
    return "" if document.recipients.exists() else _("Name the departments it goes to first.")


def all_answers_are_accepted(document, facts: Mapping[str, object]) -> str:
    waiting = document.answers.exclude(record__state=AnswerState.ACCEPTED).count()
    if not waiting:
        return ""
    return ngettext(
        "%(count)d answer is not accepted yet.", "%(count)d answers are not accepted yet.", waiting,
    ) % {"count": waiting}


def all_tasks_are_closed(decision, facts: Mapping[str, object]) -> str:
    waiting = decision.tasks.filter(record__is_open=True).count()
    if not waiting:
        return ""
    return ngettext(
        "%(count)d task of this decision is still open.", "%(count)d tasks of this decision are still open.", waiting,
    ) % {"count": waiting}


GROUP = Workflow(
    states=GroupState,
    start=GroupState.DRAFTED,
    public={
        GroupState.DRAFTED: gettext_lazy("being prepared"),
        GroupState.FORMED: gettext_lazy("formed"),
        GroupState.DROPPED: gettext_lazy("not formed"),
    },
    steps=(
        Step(
            "form", (GroupState.DRAFTED,), GroupState.FORMED, KEEP, gettext_lazy("Form the group"),
            guards=(has_head_and_members,), facts=("starts_on", "paper"),
        ),
        Step(
            "drop", (GroupState.DRAFTED,), GroupState.DROPPED, KEEP, gettext_lazy("Drop the draft"),
            needs_note=True, leads="out",
        ),
    ),
)

MEETING = Workflow(
    states=MeetingState,
    start=MeetingState.CONVENED,
    public={
        MeetingState.CONVENED: gettext_lazy("convened"),
        MeetingState.HELD: gettext_lazy("held"),
        MeetingState.MINUTED: gettext_lazy("held"),
        MeetingState.CALLED_OFF: gettext_lazy("called off"),
    },
    steps=(
        Step(
            "hold", (MeetingState.CONVENED,), MeetingState.HELD, KEEP, gettext_lazy("Record as held"),
            guards=(all_attendance_is_known,),
        ),
        Step(
            "minute", (MeetingState.HELD,), MeetingState.MINUTED, KEEP, gettext_lazy("Issue the minutes"), guards=(has_text,),
            sets={"minuted_on": ON_THE_DAY},
        ),
        Step(
            "call_off", (MeetingState.CONVENED,), MeetingState.CALLED_OFF, KEEP, gettext_lazy("Call the meeting off"),
            needs_note=True, leads="out",
        ),
    ),
)

DECISION = Workflow(
    states=DecisionState,
    start=DecisionState.TAKEN,
    public={
        DecisionState.TAKEN: gettext_lazy("being carried out"),
        DecisionState.CARRIED_OUT: gettext_lazy("carried out"),
        DecisionState.GIVEN_UP: gettext_lazy("no longer pursued"),
    },
    deadlines={DecisionState.TAKEN: DECISION_CLOCK},
    steps=(
        Step(
            "finish", (DecisionState.TAKEN,), DecisionState.CARRIED_OUT, KEEP, gettext_lazy("Carried out"),
            guards=(all_tasks_are_closed,), facts=("outcome",), sets={"finished_on": ON_THE_DAY},
        ),
        Step(
            "give_up", (DecisionState.TAKEN,), DecisionState.GIVEN_UP, KEEP, gettext_lazy("Give the decision up"),
            needs_note=True, leads="out",
        ),
    ),
)

DOCUMENT = Workflow(
    states=DocumentState,
    start=DocumentState.DRAFTED,
    public={
        DocumentState.DRAFTED: gettext_lazy("being prepared"),
        DocumentState.ISSUED: gettext_lazy("issued"),
        DocumentState.CONCLUDED: gettext_lazy("issued"),
        DocumentState.DROPPED: gettext_lazy("not issued"),
    },
    deadlines={DocumentState.ISSUED: DOCUMENT_CLOCK},
    steps=(
        Step(
            "issue", (DocumentState.DRAFTED,), DocumentState.ISSUED, KEEP, gettext_lazy("Issue the document"),
            guards=(has_text, has_recipients), sets={"issued_on": ON_THE_DAY},
        ),
        Step(
            "conclude", (DocumentState.ISSUED,), DocumentState.CONCLUDED, KEEP, gettext_lazy("File the document"),
            guards=(all_answers_are_accepted,),
        ),
        Step(
            "drop", (DocumentState.DRAFTED,), DocumentState.DROPPED, KEEP, gettext_lazy("Drop the draft"),
            needs_note=True, leads="out",
        ),
    ),
)

ANSWER_FLOW = Workflow(
    states=AnswerState,
    start=AnswerState.ASKED,
    public={
        AnswerState.ASKED: gettext_lazy("in progress"),
        AnswerState.GIVEN: gettext_lazy("answered"),
        AnswerState.RETURNED: gettext_lazy("in progress"),
        AnswerState.ACCEPTED: gettext_lazy("answered"),
    },
    deadlines=dict.fromkeys(UNANSWERED, ANSWER_CLOCK),
    steps=(
        Step(
            "answer", UNANSWERED, AnswerState.GIVEN, ANSWER, gettext_lazy("Answer"), facts=("text",),
            sets={"answered_on": ON_THE_DAY},
        ),
        Step(
            "accept", (AnswerState.GIVEN,), AnswerState.ACCEPTED, KEEP, gettext_lazy("Accept the answer"),
            sets={"accepted_on": ON_THE_DAY},
        ),
        Step(
            "return", (AnswerState.GIVEN,), AnswerState.RETURNED, KEEP, gettext_lazy("Return the answer"), needs_note=True,
            leads="back",
        ),
    ),
)
