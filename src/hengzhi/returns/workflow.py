"""The states and steps of a return."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from hengzhi.register.workflow import ON_THE_DAY, Step, Workflow
from hengzhi.returns.permissions import ACCEPT, ENTER

HAND_IN, CORRECT = "hand_in", "correct"


class ReturnState(models.TextChoices):
    DRAFT = "draft", gettext_lazy("to hand in")
    SUBMITTED = "submitted", gettext_lazy("handed in")
    RETURNED = "returned", gettext_lazy("sent back")
    REVISION = "revision", gettext_lazy("reopened")
    ACCEPTED = "accepted", gettext_lazy("accepted")


EDITABLE = (ReturnState.DRAFT, ReturnState.RETURNED, ReturnState.REVISION)


def has_nothing_impossible(row, facts: Mapping[str, object]) -> str:
    count = row.impossible
    return ngettext(
        "%(count)d value is impossible; correct it first.", "%(count)d values are impossible; correct them first.", count
    ) % {"count": count} if count else ""


def explains_everything(row, facts: Mapping[str, object]) -> str:
    count = row.unexplained
    return ngettext(
        "%(count)d value asks for an explanation.", "%(count)d values ask for an explanation.", count
    ) % {"count": count} if count else ""


RETURN = Workflow(
    states=ReturnState,
    start=ReturnState.DRAFT,
    public={
        ReturnState.DRAFT: gettext_lazy("data being collected"),
        ReturnState.SUBMITTED: gettext_lazy("data handed in"),
        ReturnState.RETURNED: gettext_lazy("data being corrected"),
        ReturnState.REVISION: gettext_lazy("data being corrected"),
        ReturnState.ACCEPTED: gettext_lazy("data accepted"),
    },
    deadlines={ReturnState.DRAFT: HAND_IN, ReturnState.RETURNED: CORRECT, ReturnState.REVISION: CORRECT},
    steps=(
        Step(
            "submit", EDITABLE, ReturnState.SUBMITTED, ENTER, gettext_lazy("Hand in"),
            guards=(has_nothing_impossible, explains_everything), sets={"submitted_on": ON_THE_DAY},
        ),
        Step(
            "accept", (ReturnState.SUBMITTED,), ReturnState.ACCEPTED, ACCEPT, pgettext_lazy("return", "Accept"),
            sets={"accepted_on": ON_THE_DAY},
        ),
        Step(
            "give_back", (ReturnState.SUBMITTED,), ReturnState.RETURNED, ACCEPT, gettext_lazy("Send back"),
            needs_note=True, facts=("correct_by",), leads="again",
        ),
        Step(
            "reopen", (ReturnState.ACCEPTED,), ReturnState.REVISION, ACCEPT, gettext_lazy("Reopen for correction"),
            needs_note=True, facts=("correct_by",), leads="again",
        ),
    ),
)
