"""The states and steps of a department's assessment sheet."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hengzhi.assessments.permissions import DECIDE, LOCK, MANAGE, SELF_SCORE, VERIFY
from hengzhi.register.workflow import ON_THE_DAY, Step, Workflow

SELF_SCORE_LIMIT, OBJECTIONS_LIMIT = "self_score", "objections"


class SheetState(models.TextChoices):
    SELF_SCORING = "self_scoring", gettext_lazy("self-scoring")
    SUBMITTED = "submitted", gettext_lazy("to be verified")
    VERIFIED = "verified", gettext_lazy("open to objections")
    DECIDED = "decided", gettext_lazy("scores settled")
    LOCKED = "locked", gettext_lazy("locked")
    PUBLISHED = "published", gettext_lazy("published")


def has_scored_itself(row, facts: Mapping[str, object]) -> str:
    count = row.lines_without_self_score()
    return ngettext(
        "%(count)d line has no self-score yet.", "%(count)d lines have no self-score yet.", count
    ) % {"count": count} if count else ""


def is_verified(row, facts: Mapping[str, object]) -> str:
    count = row.lines_unverified()
    return ngettext(
        "%(count)d line is not verified yet.", "%(count)d lines are not verified yet.", count
    ) % {"count": count} if count else ""


def has_no_open_objection(row, facts: Mapping[str, object]) -> str:
    count = row.objections_undecided()
    return ngettext(
        "%(count)d objection is not decided yet.", "%(count)d objections are not decided yet.", count
    ) % {"count": count} if count else ""


def corrects_another(row, facts: Mapping[str, object]) -> str:
    return "" if row.edition.previous_id else _("There is no edition before this one.")


def is_sealed(row, facts: Mapping[str, object]) -> str:
    return "" if row.edition.seal else _("Sheets are locked together: lock the assessment of the year.")


def is_made_public(row, facts: Mapping[str, object]) -> str:
    return "" if row.edition.published_at else _("Sheets are published together: publish the assessment of the year.")


SHEET = Workflow(
    states=SheetState,
    start=SheetState.SELF_SCORING,
    public={
        SheetState.SELF_SCORING: gettext_lazy("being assessed"),
        SheetState.SUBMITTED: gettext_lazy("being assessed"),
        SheetState.VERIFIED: gettext_lazy("being assessed"),
        SheetState.DECIDED: gettext_lazy("being assessed"),
        SheetState.LOCKED: gettext_lazy("assessed"),
        SheetState.PUBLISHED: gettext_lazy("assessment published"),
    },
    deadlines={SheetState.SELF_SCORING: SELF_SCORE_LIMIT, SheetState.VERIFIED: OBJECTIONS_LIMIT},
    steps=(
        Step(
            "submit", (SheetState.SELF_SCORING,), SheetState.SUBMITTED, SELF_SCORE, gettext_lazy("Hand in the sheet"),
            guards=(has_scored_itself,), sets={"submitted_on": ON_THE_DAY},
        ),
        Step(
            "proceed", (SheetState.SELF_SCORING,), SheetState.SUBMITTED, VERIFY, gettext_lazy("Go on without a self-score"),
            needs_note=True, leads="out",
        ),
        Step(
            "carry_over", (SheetState.SELF_SCORING,), SheetState.VERIFIED, MANAGE,
            gettext_lazy("Take over from the last edition"), guards=(corrects_another,), sets={"verified_on": ON_THE_DAY},
            leads="out",
        ),
        Step(
            "give_back", (SheetState.SUBMITTED,), SheetState.SELF_SCORING, VERIFY, gettext_lazy("Return to the department"),
            needs_note=True, leads="back",
        ),
        Step(
            "verify", (SheetState.SUBMITTED,), SheetState.VERIFIED, VERIFY, gettext_lazy("Tell the verified scores"),
            guards=(is_verified,), sets={"verified_on": ON_THE_DAY},
        ),
        Step(
            "settle", (SheetState.VERIFIED,), SheetState.DECIDED, DECIDE, gettext_lazy("Settle the sheet"),
            guards=(has_no_open_objection,), sets={"decided_on": ON_THE_DAY},
        ),
        Step(
            "reopen", (SheetState.DECIDED,), SheetState.VERIFIED, DECIDE, gettext_lazy("Open to objections again"),
            needs_note=True, leads="back",
        ),
        Step("lock", (SheetState.DECIDED,), SheetState.LOCKED, LOCK, gettext_lazy("Lock"), guards=(is_sealed,)),
        Step("publish", (SheetState.LOCKED,), SheetState.PUBLISHED, LOCK, gettext_lazy("Publish"), guards=(is_made_public,)),
    ),
)
# Steps that only the assessment of the year takes, for all its sheets at once.
TOGETHER = frozenset({"carry_over", "lock", "publish"})
UNTOLD = (SheetState.SELF_SCORING, SheetState.SUBMITTED)  # the department does not know its verified scores yet
