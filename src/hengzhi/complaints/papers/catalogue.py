"""The forms there are: their number and name, to which record each belongs and when it may be made."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hengzhi.complaints.models import Meeting
from hengzhi.complaints.papers import decisions, mediation, passing_on, registration, result
from hengzhi.complaints.papers.facts import Facts
from hengzhi.complaints.workflow.states import Naming
from hengzhi.documents.sheet import Part
from hengzhi.register.models import Record

SWITCH = "official-forms"


@dataclass(frozen=True)
class Paper:
    """A form. `mark` is the word of its numbers, "" for one numbered as its record; `lacks` says what a record lacks for it.

    `names` are the parts in the record whose identities it shows: they are opened for it and that is written down.
    """

    code: str
    position: int
    title: str
    mark: str
    kinds: tuple[str, ...]
    fill: Callable[[Facts], tuple[Part, ...]]
    lacks: Callable[[Record], str]
    names: tuple[str, ...] = ("complainant", "informant")


def _nothing(record: Record) -> str:
    return ""


def _lack(is_there: Callable[[Record], object], says: Callable[[], str]) -> Callable[[Record], str]:
    return lambda record: "" if is_there(record) else says()


def planned_meeting(record: Record) -> Meeting | None:
    """Return the next meeting that both sides are called to."""
    return record.meetings.filter(result=Meeting.Result.PLANNED).first()


def _told(record: Record) -> str:
    if record.complaint.naming == Naming.ANONYMOUS:
        return _("The informant gave no name: there is nobody to tell.")
    return "" if record.complaint.outcome else _("There is no outcome yet.")


COMPLAINT, TIPOFF = ("complaint",), ("tipoff",)
PAPERS = (
    Paper("complaint-registration", 1, "投诉登记表", "", COMPLAINT, registration.complaint, _nothing, ("complainant", "agent")),
    Paper("tipoff-registration", 2, "举报登记表", "", TIPOFF, registration.tipoff, _nothing, ("informant",)),
    Paper(
        "dispatch",
        3,
        "分送通知书",
        "分",
        (*COMPLAINT, *TIPOFF),
        passing_on.dispatch,
        _lack(lambda record: record.complaint.dispatcher_id, lambda: _("It was not dispatched.")),
        (),
    ),
    Paper(
        "identity",
        4,
        "限期提供身份证明材料通知书",
        "投证",
        COMPLAINT,
        passing_on.identity,
        _lack(lambda record: record.complaint.supplement_due_on, lambda: _("No proof of identity has been asked for.")),
    ),
    Paper(
        "acceptance",
        5,
        "投诉受理决定书",
        "投受",
        COMPLAINT,
        decisions.accepted,
        _lack(lambda record: record.complaint.accepted_on, lambda: _("It has not been accepted.")),
    ),
    Paper(
        "refusal",
        6,
        "投诉不予受理决定书",
        "投不受",
        COMPLAINT,
        decisions.refused,
        _lack(lambda record: record.complaint.outcome == "declined", lambda: _("It has not been refused.")),
    ),
    Paper(
        "summons",
        7,
        "投诉调解通知书",
        "投调通",
        COMPLAINT,
        mediation.summons,
        _lack(planned_meeting, lambda: _("No meeting is planned.")),
    ),
    Paper(
        "ending",
        8,
        "投诉终止调解决定书",
        "投终",
        COMPLAINT,
        decisions.ended,
        _lack(lambda record: record.complaint.outcome == "ended", lambda: _("Its mediation has not been ended.")),
    ),
    Paper(
        "agreement",
        9,
        "投诉调解书",
        "投调",
        COMPLAINT,
        mediation.agreement,
        _lack(lambda record: record.complaint.outcome == "settled", lambda: _("No agreement has been reached.")),
        ("complainant", "agent"),
    ),
    Paper("result", 10, "举报处理结果告知书", "举告", TIPOFF, result.told, _told, ("informant",)),
)


def papers_of(record: Record) -> tuple[Paper, ...]:
    """Return the forms that fit a record: those of its kind, where its rules have them."""
    if record.rule_set is None or SWITCH not in record.rule_set.switches:
        return ()
    return tuple(paper for paper in PAPERS if record.kind in paper.kinds)
