"""Objections to the score of a single line, and the decisions on them."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hengzhi.assessments.models import LineEntry, Objection
from hengzhi.assessments.permissions import DECIDE, SELF_SCORE
from hengzhi.assessments.services.rights import must_be_in, must_be_open, must_reach
from hengzhi.assessments.services.scoring import check_score, line_of, put_in_words
from hengzhi.assessments.workflow import SheetState
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.evidence.models import Evidence
from hengzhi.register import trail


@transaction.atomic
def raise_objection(
    entry: LineEntry, *, asked_score: Decimal, reason: str, evidence: Collection[int] = (), actor, at: datetime
) -> Objection:
    """Object to the score of a line while the sheet is open to objections.

    Raises Refused without permission or reason, after the last day, for a score out of range, or a second time.
    """
    sheet, line = entry.sheet, line_of(entry)
    must_reach(actor, SELF_SCORE, sheet.record)
    must_be_open(sheet.edition)
    must_be_in(sheet.record, SheetState.VERIFIED)
    if local_day(at) > sheet.objections_due_on:
        raise Refused(_("Objections were possible until %(day)s.") % {"day": sheet.objections_due_on})
    if not reason.strip():
        raise Refused(_("Give the reason."))
    check_score(line, asked_score)
    objection = Objection(entry=entry, asked_score=asked_score, reason=reason.strip(), raised_by=actor, raised_at=at)
    objection.clean_fields(exclude=["entry"])
    try:
        with transaction.atomic():
            objection.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is an objection to “%(line)s” already.") % {"line": line.name}) from error
    objection.evidence.set(Evidence.objects.filter(record=sheet.record, pk__in=evidence))
    told = f"{line.name.zh}：{put_in_words(line, asked_score)} {reason.strip()}"
    trail.note(sheet.record, "objection_raised", SELF_SCORE, actor=actor, at=at, note=told)
    return objection


@transaction.atomic
def decide_objection(
    objection: Objection, *, outcome: str, score: Decimal | None, ground: str, actor, at: datetime
) -> None:
    """Decide an objection; an upheld one says the score, a dismissed one leaves it as verified.

    Raises Refused without permission or ground, and for who verified the line, told the scores or raised the objection.
    """
    entry = objection.entry
    sheet, line = entry.sheet, line_of(entry)
    must_reach(actor, DECIDE, sheet.record)
    must_be_open(sheet.edition)
    must_be_in(sheet.record, SheetState.VERIFIED)
    if actor.pk in _concerned(objection):
        raise Refused(_("Who verified the score or raised the objection cannot decide on it; somebody else has to."))
    if not ground.strip():
        raise Refused(_("Give the ground of the decision."))
    is_upheld = outcome == Objection.Outcome.UPHELD
    if is_upheld and score is None:
        raise Refused(_("Say which score the line gets."))
    check_score(line, score if is_upheld else None)
    waiting = Objection.objects.filter(pk=objection.pk, outcome="")
    decided = {"outcome": outcome, "score": score if is_upheld else None, "ground": ground.strip()}
    if not waiting.update(**decided, decided_by=actor, decided_at=at):
        raise Refused(_("Somebody else has just decided on this objection. Reload the page."))
    objection.refresh_from_db()
    given = f"：{put_in_words(line, score)}" if is_upheld else ""
    told = f"{line.name.zh}{given} {ground.strip()}"
    trail.note(sheet.record, f"objection_{outcome}", DECIDE, actor=actor, at=at, note=told)


def _concerned(objection: Objection) -> set[int | None]:
    """Return who may not decide: who raised it, verified the line or told the department its scores."""
    told = objection.entry.sheet.record.events.filter(action="verify").order_by("-pk").values_list("actor", flat=True).first()
    return {objection.raised_by_id, objection.entry.verified_by_id, told} - {None}
