"""The states and steps of a question of the early warning."""

from django.db import models
from django.utils.translation import gettext_lazy

from hengzhi.alarms.permissions import ANSWER
from hengzhi.register.workflow import Step, Workflow


class AlarmState(models.TextChoices):
    OPEN = "open", gettext_lazy("to be answered")
    ANSWERED = "answered", gettext_lazy("answered")
    TAKEN_UP = "taken_up", gettext_lazy("taken up")
    CLOSED = "closed", gettext_lazy("closed")


class Answer(models.TextChoices):
    """What was said to a question."""

    EXPLAINED = "explained", gettext_lazy("explained")
    ACTION = "action", gettext_lazy("action taken")
    FALSE_ALARM = "false_alarm", gettext_lazy("false alarm")


OPEN, ANSWERED, TAKEN_UP = AlarmState.OPEN, AlarmState.ANSWERED, AlarmState.TAKEN_UP

ALARM = Workflow(
    states=AlarmState,
    start=OPEN,
    public={state: state.label for state in AlarmState},
    deadlines={OPEN: "answer"},
    steps=(
        Step(
            "explain", (OPEN,), ANSWERED, ANSWER, gettext_lazy("There is an explanation"), needs_note=True,
            sets={"answer": Answer.EXPLAINED.value},
        ),
        Step(
            "act", (OPEN,), ANSWERED, ANSWER, gettext_lazy("Action has been taken"), needs_note=True,
            sets={"answer": Answer.ACTION.value},
        ),
        Step(
            "take_up", (OPEN, ANSWERED), TAKEN_UP, ANSWER, gettext_lazy("Take it up as a case or task"), needs_note=True,
            facts=("taken_up_as",),
        ),
        Step(
            "dismiss", (OPEN,), ANSWERED, ANSWER, gettext_lazy("It is a false alarm"), needs_note=True,
            sets={"answer": Answer.FALSE_ALARM.value}, leads="out",
        ),
        Step("close", (ANSWERED, TAKEN_UP), AlarmState.CLOSED, ANSWER, gettext_lazy("Close")),
        Step(
            "ask_again", (ANSWERED,), OPEN, ANSWER, gettext_lazy("Ask again"), needs_note=True, sets={"answer": ""},
            leads="back",
        ),
    ),
)
