"""A consumer warning: written by one, checked by another, published by neither of its writers, perhaps withdrawn."""

from collections.abc import Collection, Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hengzhi.advisories.permissions import CHECK, PUBLISH, WRITE
from hengzhi.register.workflow import ON_THE_DAY, Step, Workflow


class State(models.TextChoices):
    DRAFT = "draft", gettext_lazy("being written")
    WRITTEN = "written", gettext_lazy("to be checked")
    CHECKED = "checked", gettext_lazy("checked, to be published")
    PUBLISHED = "published", pgettext_lazy("notice", "published")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
    DROPPED = "dropped", gettext_lazy("not published")


def who_wrote(advisory) -> Collection[int]:
    """Return the keys of all who wrote any of the text."""
    return set(advisory.writers.values_list("pk", flat=True))


def says_something(advisory, facts: Mapping[str, object]) -> str:
    if not advisory.text.strip():
        return _("Write the text first.")
    return "" if advisory.watch_for.strip() else _("Say first what consumers should watch for.")


WORKFLOW = Workflow(
    states=State,
    start=State.DRAFT,
    public={
        State.DRAFT: gettext_lazy("not published"),
        State.WRITTEN: gettext_lazy("not published"),
        State.CHECKED: gettext_lazy("not published"),
        State.PUBLISHED: pgettext_lazy("notice", "published"),
        State.WITHDRAWN: gettext_lazy("withdrawn"),
        State.DROPPED: gettext_lazy("not published"),
    },
    steps=(
        Step(
            "hand_in", (State.DRAFT,), State.WRITTEN, WRITE, gettext_lazy("Hand in for checking"), guards=(says_something,),
        ),
        Step("check", (State.WRITTEN,), State.CHECKED, CHECK, gettext_lazy("Found correct"), barred=who_wrote),
        Step(
            "return_draft", (State.WRITTEN, State.CHECKED), State.DRAFT, CHECK, gettext_lazy("Return to the writer"),
            needs_note=True, leads="back",
        ),
        Step(
            "publish", (State.CHECKED,), State.PUBLISHED, PUBLISH, gettext_lazy("Publish"), barred=who_wrote,
            sets={"published_on": ON_THE_DAY},
        ),
        Step(
            "withdraw", (State.PUBLISHED,), State.WITHDRAWN, PUBLISH, gettext_lazy("Withdraw"), leads="out",
            facts=("withdrawal_reason",), sets={"withdrawn_on": ON_THE_DAY},
        ),
        Step("drop", (State.DRAFT,), State.DROPPED, WRITE, gettext_lazy("Drop the draft"), needs_note=True, leads="out"),
    ),
)
