"""The steps that complaints and tip-offs have in common: to whom they go, whether they are taken on."""

from django.db import models
from django.utils.translation import gettext_lazy

from hengzhi.complaints.permissions import DECIDE, DISPATCH
from hengzhi.complaints.workflow.guards import (
    goes_elsewhere,
    ground_is_in_the_rules,
    has_respondent,
    is_at_the_dispatcher,
    was_dispatched,
)
from hengzhi.complaints.workflow.states import Outcome
from hengzhi.register.workflow import ON_THE_DAY, ONE_MORE, WHERE_IT_LIES, Step

# What a step that begins anew takes back; the trail keeps it.
UNDECIDED = {"decided_on": None, "refusal_ground": "", "concluded_on": None, "outcome": "", "closed_on": None}


def ways_to_a_unit(states: type[models.TextChoices], drops: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """From the dispatcher to the unit that has the power, and back to the dispatcher: never sideways."""
    return (
        Step(
            "dispatch", (states.RECEIVED,), states.RECEIVED, DISPATCH, gettext_lazy("Dispatch"), leads="side",
            needs=(is_at_the_dispatcher,), guards=(goes_elsewhere,), facts=("unit",), hands_to="unit",
            sets={"dispatcher": WHERE_IT_LIES}, drops=drops,
        ),
        Step(
            "dispatch_again", (states.RETURNED,), states.RECEIVED, DISPATCH, gettext_lazy("Dispatch to another unit"),
            needs=(is_at_the_dispatcher,), guards=(goes_elsewhere,), facts=("unit",), hands_to="unit",
        ),
        Step(
            "send_back", (states.RECEIVED,), states.RETURNED, DECIDE, gettext_lazy("Send back to the dispatcher"),
            needs=(was_dispatched,), needs_note=True, hands_to="dispatcher", leads="back",
            sets={"bounces": ONE_MORE}, drops=drops,
        ),
    )


def decisions(
    states: type[models.TextChoices], working: str, when: str = "", drops: tuple[str, ...] = ()
) -> tuple[Step, Step]:
    """The two ways out of receipt; acceptance only where the rules have the switch `when`."""
    return (
        Step(
            "accept", (states.RECEIVED,), working, DECIDE, gettext_lazy("Accept"), guards=(has_respondent,), when=when,
            sets={"decided_on": ON_THE_DAY, "accepted_on": ON_THE_DAY}, drops=drops,
        ),
        Step(
            "decline", (states.RECEIVED,), states.DECLINED, DECIDE, gettext_lazy("Refuse"), leads="out",
            guards=(ground_is_in_the_rules,), needs_note=True, facts=("refusal_ground",), drops=drops,
            sets={"decided_on": ON_THE_DAY, "concluded_on": ON_THE_DAY, "outcome": Outcome.DECLINED.value},
        ),
    )
