"""The kinds of record the leading group brings to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.evidence.permissions import OFFER
from hengzhi.leading_group.models import Decision, DocumentAnswer, Group, GroupDocument, Meeting
from hengzhi.leading_group.permissions import SEE
from hengzhi.leading_group.workflow import (
    ANSWER_CLOCK,
    ANSWER_FLOW,
    DECISION,
    DECISION_CLOCK,
    DOCUMENT,
    DOCUMENT_CLOCK,
    GROUP,
    MEETING,
)
from hengzhi.register.kinds import Kind


def _text(paper) -> str:
    return paper.text


def _no_words(group: Group) -> str:
    """Members are found on the group's page; their names stay out of the search of everything."""
    return group.paper


GROUP_KIND = Kind(
    code="group", name=_("composition of the group"), model=Group, workflow=GROUP, see=SEE, see_confidential=SEE, prefix="LD",
    url="leading_group:group", text=_no_words, shared=(SEE,), actions={
        "shared": _("Opened to departments"),
        "member_added": _("Member added"), "member_ended": _("Term of a member ended"),
        "group_changed": _("Composition changed"),
        "group_followed": _("Followed by a new composition"),
    },
)
MEETING_KIND = Kind(
    code="meeting", name=_("meeting"), model=Meeting, workflow=MEETING, see=SEE, see_confidential=SEE, prefix="HY",
    url="leading_group:meeting", text=_text, shared=(SEE,), actions={
        "shared": _("Opened to departments"),
        "meeting_changed": _("Meeting changed"), "attendance_taken": _("Attendance entered"),
        "minutes_written": _("Minutes written"), "decision_recorded": _("Decision recorded"),
    },
)
DECISION_KIND = Kind(
    code="decision", name=_("decision"), model=Decision, workflow=DECISION, see=SEE, see_confidential=SEE, prefix="JD",
    url="leading_group:decision", text=_text, shared=(SEE, OFFER), agreed={DECISION_CLOCK: "due_on"},
    clock_names={DECISION_CLOCK: _("Decision")}, actions={
        "shared": _("Opened to departments"),
        "task_opened": _("Task opened"), "task_linked": _("Task of the plan named"),
    },
)
DOCUMENT_KIND = Kind(
    code="document", name=_("document of the group"), model=GroupDocument, workflow=DOCUMENT, see=SEE, see_confidential=SEE,
    prefix="FW", url="leading_group:document", text=_text, shared=(SEE,), agreed={DOCUMENT_CLOCK: "answers_due_on"},
    clock_names={DOCUMENT_CLOCK: _("Answers of the departments")}, actions={
        "shared": _("Opened to departments"),
        "document_changed": _("Document changed"), "document_numbered": _("Document numbered"),
        "answers_reminded": _("Departments reminded"),
    },
)
ANSWER_KIND = Kind(
    code="answer", name=_("answer to a document"), model=DocumentAnswer, workflow=ANSWER_FLOW, see=SEE, see_confidential=SEE,
    prefix="DF", url="leading_group:answer", text=_text, agreed={ANSWER_CLOCK: "due_on"},
    clock_names={ANSWER_CLOCK: _("Answer")}, actions={
        "answer_reminded": _("Reminded"), "answer_tasks": _("Tasks of the plan named"),
    },
)

KINDS = (GROUP_KIND, MEETING_KIND, DECISION_KIND, DOCUMENT_KIND, ANSWER_KIND)
