"""What fell due between two snapshots counts as late in the second, though no record has changed.

The first engine named a snapshot by its rows alone, so a second one gave back the first with its day, and rates stood still.
"""

from datetime import timedelta

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.core.periods import period
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.evaluate import evaluate
from hengzhi.organisations.queries import area_rows
from hengzhi.snapshots.services import take_snapshot


def on_time(days: int):
    """Return the on-time rate of 2012 as a snapshot some days after the receipt gives it."""
    snapshot = take_snapshot(at=RECEIVED_AT + timedelta(days=days), areas=area_rows())
    value = evaluate(snapshot.manifest, definitions()).value("complaints_decided_on_time", area="310109", period=period("2012"))
    return value.numerator, value.denominator


def test_a_limit_that_ended_since_the_last_snapshot_counts_in_the_next(packs):
    make_complaint()
    decided = make_complaint()
    take(decided, "accept", actor=make_user("handler"))

    assert [on_time(days) for days in (0, 5, 6)] == [(0, 0), (1, 2), (1, 2)]
