"""Locking an edition under its seal, publishing it, and taking a publication back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengzhi.assessments.models import Edition, LineEntry, Withdrawal
from hengzhi.assessments.permissions import LOCK
from hengzhi.assessments.queries import inputs_of
from hengzhi.assessments.scheme import JUDGED
from hengzhi.assessments.sealing import assess, seal_of, sealed
from hengzhi.assessments.services.rights import must_be_open, must_hold
from hengzhi.assessments.workflow import SheetState
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.register import trail
from hengzhi.register.services import move


def obstacles(edition: Edition) -> list[str]:
    """Return what keeps an edition from being locked, each in a sentence."""
    found = []
    if unsettled := edition.sheets.exclude(record__state=SheetState.DECIDED).count():
        found.append(ngettext(
            "%(count)d sheet is not settled yet.", "%(count)d sheets are not settled yet.", unsettled
        ) % {"count": unsettled})
    if running := edition.rounds.filter(closed_at=None).count():
        found.append(ngettext(
            "%(count)d round of scores is still open.", "%(count)d rounds of scores are still open.", running
        ) % {"count": running})
    judged = [line.code for line in edition.scheme.lines if line.kind in JUDGED]
    if unverified := LineEntry.objects.filter(sheet__edition=edition, line__in=judged, verified_score=None).count():
        found.append(ngettext(
            "%(count)d line is not verified yet.", "%(count)d lines are not verified yet.", unverified
        ) % {"count": unverified})
    return found


@transaction.atomic
def lock_edition(edition: Edition, *, actor, at: datetime, calendar: WorkCalendar) -> None:
    """Seal an edition's inputs and results and lock its sheets; from now on nothing of it can change.

    Raises Refused naming what keeps it from being locked.
    """
    must_hold(actor, LOCK)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    must_be_open(edition)
    if found := obstacles(edition):
        raise Refused(" ".join(found))
    inputs = inputs_of(edition)
    content = sealed(
        scheme=edition.scheme, snapshot=edition.snapshot_id, year=edition.year, inputs=inputs,
        results=assess(edition.scheme, inputs),
    )
    edition.sealed, edition.seal = content, seal_of(content)
    edition.save(update_fields=["sealed", "seal"])
    for sheet in edition.sheets.select_related("record"):
        move(sheet.record, "lock", actor=actor, at=at, calendar=calendar, note=edition.seal)
    edition.locked_at, edition.locked_by = at, actor
    edition.save(update_fields=["locked_at", "locked_by"])


@transaction.atomic
def publish_edition(edition: Edition, *, actor, at: datetime, calendar: WorkCalendar) -> None:
    """Let departments and the public see the results of a locked edition; raises Refused where it is not locked."""
    must_hold(actor, LOCK)
    waiting = Edition.objects.filter(pk=edition.pk, locked_at__isnull=False, published_at=None)
    if not waiting.update(published_at=at, published_by=actor):
        raise Refused(_("Only a locked assessment can be published, and only once."))
    edition.refresh_from_db()
    for sheet in edition.sheets.select_related("record"):
        move(sheet.record, "publish", actor=actor, at=at, calendar=calendar)


@transaction.atomic
def withdraw_edition(edition: Edition, reason: str, *, actor, at: datetime) -> None:
    """Take a published edition back from the public, which reads the reason instead; scores and seal stay as they are.

    Raises Refused without permission or reason, before publication, or a second time.
    """
    must_hold(actor, LOCK)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_published or edition.withdrawn:
        raise Refused(_("Only a published assessment can be withdrawn, and only once."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    withdrawal = Withdrawal(edition=edition, reason=reason.strip(), withdrawn_at=at, withdrawn_by=actor)
    withdrawal.full_clean()
    withdrawal.save(force_insert=True)
    for sheet in edition.sheets.select_related("record"):
        trail.note(sheet.record, "publication_withdrawn", LOCK, actor=actor, at=at, note=withdrawal.reason)
