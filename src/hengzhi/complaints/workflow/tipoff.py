"""A tip-off: dispatched, checked, a case filed or not, the informant told where the rules ask for it."""

from django.utils.translation import gettext_lazy

from hengzhi.complaints.permissions import CHECK, CLOSE, REOPEN
from hengzhi.complaints.workflow.guards import (
    case_is_over,
    has_respondent,
    is_named,
    parties_are_told,
    somebody_waits_to_be_told,
)
from hengzhi.complaints.workflow.shared import UNDECIDED, decisions, ways_to_a_unit
from hengzhi.complaints.workflow.states import Outcome, TipoffState
from hengzhi.register.workflow import HERE, ON_THE_DAY, ONE_MORE, Step, Workflow

S = TipoffState
ACCEPTANCE = "acceptance"
UNCHECKED = {
    "concluded_on": None, "outcome": "", "turned_into_case": False, "told_on": None, "case_result": "", "case_ended_on": None,
    "closed_on": None,
}

CHECKING = (
    Step(
        "begin_check", (S.RECEIVED,), S.CHECKING, CHECK, gettext_lazy("Begin the check"), guards=(has_respondent,),
        unless=ACCEPTANCE, sets={"accepted_on": ON_THE_DAY},
    ),
    Step(
        "send_for_testing", (S.CHECKING,), S.TESTING, CHECK, gettext_lazy("Wait for a test or appraisal"), needs_note=True,
        leads="side",
    ),
    Step("note_test", (S.TESTING,), S.CHECKING, CHECK, gettext_lazy("Note the result and go on"), needs_note=True),
    Step(
        "file_case", (S.CHECKING,), S.FILED, CHECK, gettext_lazy("File a case"), needs_note=True, starts=("tell",),
        sets={"concluded_on": ON_THE_DAY, "outcome": Outcome.FILED.value, "turned_into_case": True},
    ),
    Step(
        "decide_no_case", (S.CHECKING,), S.NOT_FILED, CHECK, gettext_lazy("File no case"), needs_note=True, leads="out",
        starts=("tell",), sets={"concluded_on": ON_THE_DAY, "outcome": Outcome.NOT_FILED.value},
    ),
)

AFTERWARDS = (
    Step(
        "tell", (S.FILED, S.NOT_FILED, S.CASE_ENDED), HERE, CHECK, gettext_lazy("Note that the informant was told"),
        needs=(somebody_waits_to_be_told,), needs_note=True, sets={"told_on": ON_THE_DAY}, stops=("tell",), leads="side",
    ),
    Step(
        "end_case", (S.FILED,), S.CASE_ENDED, CHECK, gettext_lazy("Note how the case ended"), facts=("case_result",),
        sets={"case_ended_on": ON_THE_DAY},
    ),
    Step(
        "close", (S.FILED, S.NOT_FILED, S.CASE_ENDED, S.DECLINED), S.CLOSED, CLOSE, gettext_lazy("Close"),
        guards=(parties_are_told, case_is_over), sets={"closed_on": ON_THE_DAY},
    ),
    Step(
        "reopen", (S.NOT_FILED, S.DECLINED, S.CLOSED), S.CHECKING, REOPEN, gettext_lazy("Check again"), needs_note=True,
        leads="again", drops=("tell",),
        sets={**UNDECIDED, **UNCHECKED, "accepted_on": ON_THE_DAY, "reopened_on": ON_THE_DAY, "reopenings": ONE_MORE},
    ),
)

TIPOFF = Workflow(
    states=S,
    start=S.RECEIVED,
    public={
        S.RECEIVED: gettext_lazy("received"),
        S.RETURNED: gettext_lazy("received, the office with the power being found"),
        S.CHECKING: gettext_lazy("being checked"),
        S.TESTING: gettext_lazy("waiting for a test or appraisal"),
        S.DECLINED: gettext_lazy("not taken on here"),
        S.FILED: gettext_lazy("checked, case filed"),
        S.NOT_FILED: gettext_lazy("checked, no case filed"),
        S.CASE_ENDED: gettext_lazy("checked, case decided"),
        S.CLOSED: gettext_lazy("closed"),
    },
    deadlines={
        S.RECEIVED: ("decide", "check"), S.RETURNED: "power", S.CHECKING: "check", S.TESTING: "check", S.FILED: "case",
    },
    moments={"acceptance": (S.CHECKING, S.TESTING)},
    holds={S.TESTING: ("check",)},
    owed={"tell": is_named},
    steps=(*decisions(S, S.CHECKING, when=ACCEPTANCE), *ways_to_a_unit(S), *CHECKING, *AFTERWARDS),
)
