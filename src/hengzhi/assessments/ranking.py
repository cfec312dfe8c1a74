"""Ranks: who is compared, ties, and the range of ranks when the weights change."""

from collections.abc import Sequence
from dataclasses import dataclass

from hengzhi.assessments.ranges import RankRange, rank_ranges
from hengzhi.assessments.scheme import Scheme
from hengzhi.assessments.totals import Standing


@dataclass(frozen=True)
class Result:
    """A standing with its rank. `rank` and `range` are None where the basis is too small for a comparison."""

    standing: Standing
    rank: int | None
    is_tied: bool
    range: RankRange | None


def ranked(scheme: Scheme, standings: Sequence[Standing]) -> tuple[Result, ...]:
    """Rank departments by their printed totals, in the order given; equal totals share the better rank (1, 2, 2, 4).

    Departments with a veto come after all others, whatever their totals. Those whose total rests on less than the
    scheme's minimum basis have no rank.
    """
    compared = [one for one in standings if is_compared(scheme, one)]
    places = {one.department: _place(one, compared) for one in compared}
    ranges = _ranges(scheme, compared, places)
    shared = list(places.values())
    return tuple(
        Result(
            one, places.get(one.department), shared.count(places.get(one.department)) > 1, ranges.get(one.department)
        )
        for one in standings
    )


def is_compared(scheme: Scheme, standing: Standing) -> bool:
    """Say whether a total rests on enough to be compared with others."""
    return standing.total is not None and standing.basis >= scheme.minimum_basis


def rank_of(scheme: Scheme, standings: Sequence[Standing], one: Standing) -> int | None:
    """Return the rank of one of the standings, None where its basis is too small."""
    return _place(one, [other for other in standings if is_compared(scheme, other)]) if is_compared(scheme, one) else None


def _place(one: Standing, compared: Sequence[Standing]) -> int:
    return 1 + sum(_order(other) < _order(one) for other in compared)


def _order(standing: Standing) -> tuple:
    return standing.is_vetoed, -standing.total


def _ranges(scheme: Scheme, compared: Sequence[Standing], places: dict[str, int]) -> dict[str, RankRange]:
    """Return the ranges of both classes: without a veto, and behind them those with one."""
    found: dict[str, RankRange] = {}
    ahead = 0
    for is_vetoed in (False, True):
        group = [one for one in compared if one.is_vetoed is is_vetoed]
        for one, reached in zip(group, rank_ranges(scheme, group), strict=True):
            found[one.department] = reached.behind(ahead).holding(places[one.department])
        ahead += len(group)
    return found
