"""What a record page shows of its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from hengzhi.evidence.formats import ENDINGS, names_taken
from hengzhi.evidence.models import Evidence
from hengzhi.evidence.permissions import OFFER
from hengzhi.evidence.services import may_decide
from hengzhi.register.models import Record


@dataclass(frozen=True)
class Line:
    """A file as the page shows it, with what this user may do with it."""

    evidence: Evidence
    may_decide: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Panel:
    """The evidence of a record; `errors` are what was refused just now."""

    record: Record
    lines: tuple[Line, ...]
    may_offer: bool
    errors: tuple[str, ...]
    limit_mb: int
    endings: str
    kinds: str


def panel(record: Record, user, errors: Sequence[str] = ()) -> Panel:
    """Shape the evidence of a record for a user who may see it; one query."""
    rows = Evidence.objects.visible_to(user).filter(record=record).select_related("offered_by", "decided_by")
    decides = may_decide(record, user)
    return Panel(
        record=record, lines=tuple(_line(evidence, user, decides) for evidence in rows),
        may_offer=record.is_in_reach(user, OFFER), errors=tuple(errors), limit_mb=settings.HENGZHI_UPLOAD_MB,
        endings=",".join(f".{ending}" for ending in ENDINGS), kinds=names_taken(),
    )


def _line(evidence: Evidence, user, decides: bool) -> Line:
    is_offered = evidence.state == Evidence.State.OFFERED
    return Line(evidence, is_offered and decides, is_offered and evidence.offered_by_id == user.pk)
