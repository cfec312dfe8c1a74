"""In a correcting edition a line that is verified anew has that score, also where an objection was upheld before.

The decision that was taken over stood before every verification, so that a correction was written down and changed nothing.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.cases import AT, entry_of, keep, opened, sheet_of
from assessments.flow import locked
from factories import make_user, take
from hengzhi.assessments.models import Edition, Objection
from hengzhi.assessments.queries import assessed
from hengzhi.assessments.services.objections import raise_objection
from hengzhi.assessments.services.scoring import verify_line

LINE = "mechanism"


def score(edition: Edition) -> Decimal:
    return assessed(edition).results["qtsb"].standing.line(LINE).score


@pytest.fixture
def corrected(packs) -> Edition:
    """Return the correction of an edition in which an objection was upheld with a score of 5."""
    keep("qtsb")
    edition, office = opened(), make_user("office", "qtsb")
    record = take(sheet_of(edition, "qtsb"), "proceed", actor=office, at=AT)
    for line in record.assessment.judged:
        verify_line(entry_of(record, line), Decimal(0), "", actor=office, at=AT)
    take(record, "verify", actor=office, at=AT)
    objection = raise_objection(
        entry_of(record, LINE), asked_score=Decimal(5), reason="有", actor=make_user("liaison", "qtsb"), at=AT
    )
    Objection.objects.filter(pk=objection.pk).update(outcome="upheld", score=5, ground="属实", decided_by=office, decided_at=AT)
    locked(edition, office=office)
    return opened(cause="更正")


def test_the_decision_taken_over_counts_until_the_line_is_verified_anew(corrected):
    record, later = sheet_of(corrected, "qtsb"), AT + timedelta(hours=1)
    before = score(corrected)

    verify_line(entry_of(record, LINE), Decimal(3), "复核后更正", actor=make_user("office", "qtsb"), at=later)

    assert (before, score(corrected)) == (Decimal("5.00"), Decimal("3.00"))
