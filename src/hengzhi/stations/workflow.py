"""A dispute a station takes up: settled on the spot, given up, or passed on to the regulator."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.register.workflow import ON_THE_DAY, Step, Workflow
from hengzhi.stations.permissions import MEDIATE


class State(models.TextChoices):
    MEDIATING = "mediating", gettext_lazy("at the station")
    SETTLED = "settled_at_source", gettext_lazy("settled at the source")
    GIVEN_UP = "given_up", gettext_lazy("not settled")
    PASSED_ON = "passed_on", gettext_lazy("passed on to the regulator")


def recovers_within_reason(row, facts: Mapping[str, object]) -> str:
    """What comes back is not below zero and, as the law has it, no more than the price and threefold damages."""
    recovered, disputed = facts.get("recovered_yuan"), row.disputed_yuan
    try:
        amount = Decimal(str(recovered))
    except ArithmeticError:
        return _("Recovered loss: “%(found)s” is not an amount; write yuan such as 320.00.") % {"found": recovered}
    if amount < 0:
        return _("Recovered loss: %(found)s is below zero.") % {"found": recovered}
    if disputed is not None and amount > 4 * disputed:
        return _("Recovered loss: %(found)s yuan is more than the disputed %(disputed)s yuan and threefold damages.") % {
            "found": recovered, "disputed": disputed,
        }
    return ""


WORKFLOW = Workflow(
    states=State,
    start=State.MEDIATING,
    public={
        State.MEDIATING: gettext_lazy("being settled at the liaison station"),
        State.SETTLED: gettext_lazy("settled at the liaison station"),
        State.GIVEN_UP: gettext_lazy("not settled at the liaison station"),
        State.PASSED_ON: gettext_lazy("passed on to the regulator"),
    },
    steps=(
        Step(
            "settle_at_source", (State.MEDIATING,), State.SETTLED, MEDIATE, gettext_lazy("Settled on the spot"),
            guards=(recovers_within_reason,), facts=("recovered_yuan",), sets={"ended_on": ON_THE_DAY},
        ),
        Step(
            "pass_on", (State.MEDIATING,), State.PASSED_ON, MEDIATE, gettext_lazy("Pass on to the regulator"),
            needs_note=True, leads="out", sets={"ended_on": ON_THE_DAY},
        ),
        Step(
            "give_up", (State.MEDIATING,), State.GIVEN_UP, MEDIATE, gettext_lazy("End without a settlement"),
            needs_note=True, leads="out", sets={"ended_on": ON_THE_DAY},
        ),
    ),
)
