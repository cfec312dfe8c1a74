"""A complaint: dispatched, decided on, mediated, agreed, performed, confirmed, put away. Each is a fact of its own."""

from django.utils.translation import gettext_lazy

from hengzhi.complaints.permissions import CLOSE, DECIDE, FOLLOW_UP, MEDIATE, REOPEN
from hengzhi.complaints.workflow.guards import (
    a_clue_is_open,
    both_agree_to_delegating,
    consent_is_missing,
    ground_is_in_the_rules,
    identity_was_asked_for,
    no_clue_is_open,
    no_clue_yet,
    no_more_than,
    nobody_is_told_yet,
    parties_are_told,
    recovers_no_more_than_disputed,
    was_accepted,
    was_refused,
)
from hengzhi.complaints.workflow.shared import UNDECIDED, decisions, ways_to_a_unit
from hengzhi.complaints.workflow.states import ComplaintState, Outcome
from hengzhi.register.workflow import HERE, ON_THE_DAY, ONE_MORE, Step, Workflow

S = ComplaintState
MEDIATING = (S.MEDIATION, S.DELEGATED)
ACCEPTED_AND_OPEN = (*MEDIATING, S.TESTING, S.RECUSAL)
AGREED = (S.SETTLED, S.PERFORMED, S.CONFIRMED)

UNPERFORMED = {
    "paid_yuan": None, "paid_proof": "", "paid_on": None, "confirmed_yuan": None, "confirmation": "", "confirmed_on": None,
}
UNSETTLED = {
    **UNPERFORMED, "recovered_yuan": None, "agreed_on": None, "agreement_form": "", "perform_by": None,
    "termination_ground": "", "told_on": None, "concluded_on": None, "outcome": "", "closed_on": None,
}
UNDELEGATED = {"delegated_station": None, "delegated_to": "", "delegated_on": None, "taken_back_on": None}
DELEGATED = {**UNDELEGATED, "delegated_on": ON_THE_DAY}

IDENTITY = (
    Step(
        "ask_for_identity", (S.RECEIVED,), HERE, DECIDE, gettext_lazy("Ask for proof of identity"), needs_note=True,
        facts=("supplement_due_on",), sets={"supplemented_on": None}, starts=("supplement",), leads="side",
    ),
    Step(
        "note_identity", (S.RECEIVED,), HERE, DECIDE, gettext_lazy("Note that identity was proved"),
        needs=(identity_was_asked_for,), sets={"supplemented_on": ON_THE_DAY}, stops=("supplement",), leads="side",
    ),
)

MEDIATION = (
    Step(
        "note_consent", (S.RECEIVED, S.MEDIATION), HERE, MEDIATE, gettext_lazy("Note consent to delegated mediation"),
        when="delegation-by-consent", needs=(consent_is_missing,), needs_note=True, sets={"consents_to_delegation": True},
        leads="side",
    ),
    Step(
        "delegate", (S.MEDIATION,), S.DELEGATED, MEDIATE, gettext_lazy("Delegate the mediation to a station"),
        guards=(both_agree_to_delegating,), facts=("delegated_station",), leads="side",
        sets={name: value for name, value in DELEGATED.items() if name != "delegated_station"},
    ),
    Step(
        "delegate_elsewhere", (S.MEDIATION,), S.DELEGATED, MEDIATE, gettext_lazy("Delegate the mediation to another body"),
        guards=(both_agree_to_delegating,), facts=("delegated_to",), leads="side",
        sets={name: value for name, value in DELEGATED.items() if name != "delegated_to"},
    ),
    Step(
        "take_back", (S.DELEGATED,), S.MEDIATION, MEDIATE, gettext_lazy("Take the mediation back"), needs_note=True,
        sets={"taken_back_on": ON_THE_DAY}, leads="back",
    ),
    Step(
        "send_for_testing", (S.MEDIATION,), S.TESTING, MEDIATE, gettext_lazy("Wait for a test or appraisal"), needs_note=True,
        leads="side",
    ),
    Step("note_test", (S.TESTING,), S.MEDIATION, MEDIATE, gettext_lazy("Note the result and go on"), needs_note=True),
    Step(
        "challenge", (S.MEDIATION,), S.RECUSAL, MEDIATE, gettext_lazy("A party challenges the mediator"), needs_note=True,
        leads="side",
    ),
    Step("decide_recusal", (S.RECUSAL,), S.MEDIATION, DECIDE, gettext_lazy("Decide on the recusal"), needs_note=True),
    Step(
        "settle", MEDIATING, S.SETTLED, MEDIATE, gettext_lazy("Record the settlement"),
        guards=(recovers_no_more_than_disputed,), facts=("recovered_yuan",), asks=("agreement_form", "perform_by"),
        sets={"agreed_on": ON_THE_DAY, "concluded_on": ON_THE_DAY, "outcome": Outcome.SETTLED.value},
    ),
    Step(
        "end", ACCEPTED_AND_OPEN, S.ENDED, MEDIATE, gettext_lazy("End the mediation"), guards=(ground_is_in_the_rules,),
        needs_note=True, facts=("termination_ground",), leads="out", starts=("tell",),
        sets={"concluded_on": ON_THE_DAY, "outcome": Outcome.ENDED.value},
    ),
    Step(
        "tell", (S.ENDED,), HERE, MEDIATE, gettext_lazy("Note that the parties were told"), needs_note=True,
        needs=(nobody_is_told_yet,), sets={"told_on": ON_THE_DAY}, stops=("tell",),
    ),
)

CLUE = (
    Step(
        "find_clue", MEDIATING, HERE, MEDIATE, gettext_lazy("Note a clue of a violation"), needs=(no_clue_yet,),
        needs_note=True, sets={"clue_on": ON_THE_DAY, "clue_closed_on": None}, starts=("check",), leads="side",
    ),
    Step(
        "clue_to_case", (*MEDIATING, *AGREED, S.ENDED), HERE, MEDIATE, gettext_lazy("The clue became a case"),
        needs=(a_clue_is_open,), needs_note=True, sets={"clue_closed_on": ON_THE_DAY, "turned_into_case": True},
        stops=("check",), leads="side",
    ),
    Step(
        "drop_clue", (*MEDIATING, *AGREED, S.ENDED), HERE, MEDIATE, gettext_lazy("The clue led to no case"),
        needs=(a_clue_is_open,), needs_note=True, sets={"clue_closed_on": ON_THE_DAY}, stops=("check",), leads="side",
    ),
)

FOLLOW_UPS = (
    Step(
        "perform", (S.SETTLED,), S.PERFORMED, FOLLOW_UP, gettext_lazy("Record the performance"),
        guards=(no_more_than("paid_yuan", "recovered_yuan", gettext_lazy("Amount paid")),),
        facts=("paid_yuan", "paid_proof"), sets={"paid_on": ON_THE_DAY},
    ),
    Step(
        "confirm", (S.PERFORMED,), S.CONFIRMED, FOLLOW_UP, gettext_lazy("Record the complainant’s confirmation"),
        guards=(no_more_than("confirmed_yuan", "paid_yuan", gettext_lazy("Amount confirmed")),),
        facts=("confirmed_yuan", "confirmation"), sets={"confirmed_on": ON_THE_DAY},
    ),
    Step(
        "contest", (S.PERFORMED, S.CONFIRMED), S.SETTLED, FOLLOW_UP, gettext_lazy("The complainant says it was not performed"),
        needs_note=True, sets=UNPERFORMED, leads="back",
    ),
)

CLOSING = (
    Step(
        "close", (S.PERFORMED, S.CONFIRMED, S.ENDED, S.DECLINED), S.CLOSED, CLOSE, gettext_lazy("Close"),
        guards=(parties_are_told, no_clue_is_open), sets={"closed_on": ON_THE_DAY},
    ),
    Step(
        "close_unperformed", (S.SETTLED,), S.CLOSED, CLOSE, gettext_lazy("Close without proof of performance"),
        guards=(no_clue_is_open,), needs_note=True, sets={"closed_on": ON_THE_DAY}, leads="out", drops=("perform",),
    ),
    Step(
        "reopen", (*AGREED, S.ENDED, S.CLOSED), S.MEDIATION, REOPEN, gettext_lazy("Reopen the mediation"),
        needs=(was_accepted,), needs_note=True, leads="again", drops=("perform", "tell"),
        sets={**UNSETTLED, **UNDELEGATED, "reopened_on": ON_THE_DAY, "reopenings": ONE_MORE},
    ),
    Step(
        "decide_anew", (S.DECLINED, S.CLOSED), S.RECEIVED, REOPEN, gettext_lazy("Decide on acceptance anew"),
        needs=(was_refused,), needs_note=True, leads="again",
        sets={**UNDECIDED, "reopened_on": ON_THE_DAY, "reopenings": ONE_MORE},
    ),
)

COMPLAINT = Workflow(
    states=S,
    start=S.RECEIVED,
    public={
        S.RECEIVED: gettext_lazy("received, acceptance being decided"),
        S.RETURNED: gettext_lazy("received, the office with the power being found"),
        S.MEDIATION: gettext_lazy("accepted, being mediated"),
        S.DELEGATED: gettext_lazy("accepted, being mediated by a body asked to"),
        S.TESTING: gettext_lazy("waiting for a test or appraisal"),
        S.RECUSAL: gettext_lazy("waiting for a decision on the mediator"),
        S.DECLINED: gettext_lazy("not accepted"),
        S.SETTLED: gettext_lazy("settled by agreement, to be performed"),
        S.PERFORMED: gettext_lazy("agreement performed"),
        S.CONFIRMED: gettext_lazy("agreement performed, confirmed by you"),
        S.ENDED: gettext_lazy("mediation ended without agreement"),
        S.CLOSED: gettext_lazy("closed"),
    },
    deadlines={
        S.RECEIVED: "decide", S.RETURNED: "power", S.MEDIATION: "mediate", S.DELEGATED: "mediate", S.TESTING: "mediate",
        S.RECUSAL: "mediate", S.SETTLED: "perform",
    },
    holds={S.TESTING: ("mediate",), S.RECUSAL: ("mediate",)},
    steps=(
        *decisions(S, S.MEDIATION, drops=("supplement",)), *ways_to_a_unit(S, drops=("supplement",)), *IDENTITY, *MEDIATION,
        *CLUE, *FOLLOW_UPS, *CLOSING,
    ),
)
