"""The states and steps of a complaint and of a tip-off."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.complaints.permissions import CHECK, CLOSE, DECIDE, MEDIATE
from hengzhi.register.workflow import ON_THE_DAY, Step, Workflow


class Outcome(models.TextChoices):
    """How a record ended; kept apart from the state, which moves on to closed."""

    DECLINED = "declined", gettext_lazy("not accepted")
    SETTLED = "settled", gettext_lazy("settled")
    ENDED = "ended", gettext_lazy("mediation ended")
    FILED = "filed", gettext_lazy("case filed")
    NOT_FILED = "not_filed", gettext_lazy("no case filed")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", gettext_lazy("to be decided")
    MEDIATION = "mediation", gettext_lazy("in mediation")
    DECLINED = "declined", gettext_lazy("not accepted")
    SETTLED = "settled", gettext_lazy("settled")
    ENDED = "ended", gettext_lazy("mediation ended")
    CLOSED = "closed", gettext_lazy("closed")


class TipoffState(models.TextChoices):
    RECEIVED = "received", gettext_lazy("to be decided")
    CHECKING = "checking", gettext_lazy("being checked")
    DECLINED = "declined", gettext_lazy("not accepted")
    FILED = "filed", gettext_lazy("case filed")
    NOT_FILED = "not_filed", gettext_lazy("no case filed")
    CLOSED = "closed", gettext_lazy("closed")


def has_respondent(row, facts: Mapping[str, object]) -> str:
    return "" if row.respondent_id or row.respondent_name else _("Name the business complained of first.")


def recovers_no_more_than_disputed(row, facts: Mapping[str, object]) -> str:
    disputed = row.disputed_yuan
    try:
        recovered = Decimal(str(facts["recovered_yuan"]))
    except ArithmeticError:
        found = facts["recovered_yuan"]
        return _("Recovered loss: “%(found)s” is not an amount; write yuan such as 320.00.") % {"found": found}
    if recovered < 0:
        return _("Recovered loss: %(found)s is below zero.") % {"found": recovered}
    if disputed is not None and recovered > 4 * disputed:
        return _("Recovered loss: %(found)s yuan is more than the disputed %(disputed)s yuan and threefold damages.") % {
            "found": recovered, "disputed": disputed,
        }
    return ""


def ground_is_in_the_rules(row, facts: Mapping[str, object]) -> str:
    """The ground for refusing or ending must be one of the rule set in force when the record came."""
    rules = row.record.rule_set
    for fact, grounds in (("refusal_ground", "refusal"), ("termination_ground", "termination")):
        known = [entry["code"] for entry in rules.grounds.get(grounds, [])] if rules else []
        if known and fact in facts and facts[fact] not in known:
            return _("“%(found)s” is no ground of %(rules)s.") % {"found": facts[fact], "rules": rules.name}
    return ""


def _decisions(states: type[models.TextChoices], working: str) -> tuple[Step, Step]:
    """The two ways out of receipt, the same for complaints and tip-offs."""
    return (
        Step(
            "accept", (states.RECEIVED,), working, DECIDE, gettext_lazy("Accept"), guards=(has_respondent,),
            sets={"decided_on": ON_THE_DAY, "accepted_on": ON_THE_DAY},
        ),
        Step(
            "decline", (states.RECEIVED,), states.DECLINED, DECIDE, gettext_lazy("Refuse"), leads="out",
            guards=(ground_is_in_the_rules,), needs_note=True, facts=("refusal_ground",),
            sets={"decided_on": ON_THE_DAY, "concluded_on": ON_THE_DAY, "outcome": Outcome.DECLINED.value},
        ),
    )


COMPLAINT = Workflow(
    states=ComplaintState,
    start=ComplaintState.RECEIVED,
    public={
        ComplaintState.RECEIVED: gettext_lazy("received, acceptance being decided"),
        ComplaintState.MEDIATION: gettext_lazy("accepted, being mediated"),
        ComplaintState.DECLINED: gettext_lazy("not accepted"),
        ComplaintState.SETTLED: gettext_lazy("settled by agreement"),
        ComplaintState.ENDED: gettext_lazy("mediation ended without agreement"),
        ComplaintState.CLOSED: gettext_lazy("closed"),
    },
    deadlines={ComplaintState.RECEIVED: "decide", ComplaintState.MEDIATION: "mediate"},
    steps=(
        *_decisions(ComplaintState, ComplaintState.MEDIATION),
        Step(
            "settle", (ComplaintState.MEDIATION,), ComplaintState.SETTLED, MEDIATE, gettext_lazy("Record the settlement"),
            guards=(recovers_no_more_than_disputed,), facts=("recovered_yuan",),
            sets={"concluded_on": ON_THE_DAY, "outcome": Outcome.SETTLED.value},
        ),
        Step(
            "end", (ComplaintState.MEDIATION,), ComplaintState.ENDED, MEDIATE, gettext_lazy("End the mediation"),
            guards=(ground_is_in_the_rules,), needs_note=True, facts=("termination_ground",), leads="out",
            sets={"concluded_on": ON_THE_DAY, "outcome": Outcome.ENDED.value},
        ),
        Step(
            "close", (ComplaintState.SETTLED, ComplaintState.ENDED, ComplaintState.DECLINED), ComplaintState.CLOSED,
            CLOSE, gettext_lazy("Close"),
        ),
    ),
)

TIPOFF = Workflow(
    states=TipoffState,
    start=TipoffState.RECEIVED,
    public={
        TipoffState.RECEIVED: gettext_lazy("received, acceptance being decided"),
        TipoffState.CHECKING: gettext_lazy("accepted, being checked"),
        TipoffState.DECLINED: gettext_lazy("not accepted"),
        TipoffState.FILED: gettext_lazy("checked, case filed"),
        TipoffState.NOT_FILED: gettext_lazy("checked, no case filed"),
        TipoffState.CLOSED: gettext_lazy("closed"),
    },
    deadlines={TipoffState.RECEIVED: "decide", TipoffState.CHECKING: "check"},
    steps=(
        *_decisions(TipoffState, TipoffState.CHECKING),
        Step(
            "file_case", (TipoffState.CHECKING,), TipoffState.FILED, CHECK, gettext_lazy("File a case"), needs_note=True,
            sets={"concluded_on": ON_THE_DAY, "outcome": Outcome.FILED.value, "turned_into_case": True},
        ),
        Step(
            "decide_no_case", (TipoffState.CHECKING,), TipoffState.NOT_FILED, CHECK, gettext_lazy("File no case"),
            needs_note=True, leads="out", sets={"concluded_on": ON_THE_DAY, "outcome": Outcome.NOT_FILED.value},
        ),
        Step(
            "close", (TipoffState.FILED, TipoffState.NOT_FILED, TipoffState.DECLINED), TipoffState.CLOSED,
            CLOSE, gettext_lazy("Close"),
        ),
    ),
)
