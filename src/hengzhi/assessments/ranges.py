"""The best and the worst rank a department can have when every weight may change by a share of itself.

Two kinds of weights change, each by itself: those of the criteria, the same for all departments, and the points of the
lines within a criterion, each department's own. A criterion in which a department has no basis counts as the average
of its others, which at the weights themselves is what its total says.

Then the difference of two totals has the sign of a linear form in the weights of the criteria, the lines at whichever
end serves the rank that is asked for. How many departments can be passed at once is found exactly: as many as stand in
a system of inequalities with a solution. A system without one names a few of its inequalities that cannot hold
together; one of them is given up, in every way there is, fewest first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from hengzhi.assessments.linear import greatest_margin
from hengzhi.assessments.scheme import Scheme
from hengzhi.assessments.totals import Standing

HUNDRED = Fraction(100)
SYSTEMS_TRIED = 60


@dataclass(frozen=True)
class RankRange:
    """The best and worst rank. Where `is_exact` is False they are safe bounds: ranks beyond cannot be reached."""

    best: int
    worst: int
    is_exact: bool = True

    def behind(self, others: int) -> "RankRange":
        """Return the range when so many departments stand ahead for another reason."""
        return replace(self, best=self.best + others, worst=self.worst + others)

    def holding(self, rank: int) -> "RankRange":
        """Return the range with a rank in it that ties of rounded totals gave."""
        return replace(self, best=min(self.best, rank), worst=max(self.worst, rank))


@dataclass(frozen=True)
class Profile:
    """A department's shares of each criterion, at the least and at the most that its own lines allow."""

    least: tuple[Fraction, ...]
    most: tuple[Fraction, ...]
    extra: Fraction


def rank_ranges(scheme: Scheme, standings: Sequence[Standing]) -> list[RankRange]:
    """Return the range of ranks of each standing among all of them; all need a total."""
    change = Fraction(scheme.weight_change) / HUNDRED
    weights = [Fraction(criterion.weight) for criterion in scheme.criteria]
    low, high = ([weight * factor for weight in weights] for factor in (1 - change, 1 + change))
    profiles = [_profile(one, weights, change) for one in standings]
    return [_range(place, profiles, low, high) for place in range(len(profiles))]


def _profile(standing: Standing, weights: Sequence[Fraction], change: Fraction) -> Profile:
    ends = [list(_shares(standing, change, most)) for most in (False, True)]
    least, most = (_filled(shares, weights) for shares in ends)
    return Profile(least, most, Fraction(standing.extra))


def _shares(standing: Standing, change: Fraction, most: bool) -> Iterator[Fraction | None]:
    """Yield the share reached in each criterion when its lines' points change as suits; None without a basis."""
    for one in standing.criteria:
        lines = [
            (Fraction(line.score), Fraction(line.full))
            for line in standing.lines if line.line.criterion == one.criterion.code and line.is_measured
        ]
        yield extreme_share(lines, change, most) if lines else None


def extreme_share(lines: Sequence[tuple[Fraction, Fraction]], change: Fraction, most: bool) -> Fraction:
    """Return the greatest or smallest Σ scores / Σ points when the points of each line change by up to a share.

    A score changes with its points. Sorted by what they reach, the first lines weigh more and the rest less: a
    quotient of two sums has its ends there.
    """
    ordered = sorted(lines, key=lambda line: line[0] / line[1], reverse=most)
    found = []
    for heavier in range(len(ordered) + 1):
        factors = [1 + change] * heavier + [1 - change] * (len(ordered) - heavier)
        earned = sum(factor * score for factor, (score, _full) in zip(factors, ordered, strict=True))
        found.append(earned / sum(factor * full for factor, (_score, full) in zip(factors, ordered, strict=True)))
    return max(found) if most else min(found)


def _filled(shares: Sequence[Fraction | None], weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
    known = [(weight, share) for weight, share in zip(weights, shares, strict=True) if share is not None]
    average = sum(weight * share for weight, share in known) / sum(weight for weight, _share in known)
    return tuple(average if share is None else share for share in shares)


def _range(place: int, profiles: Sequence[Profile], low: Sequence[Fraction], high: Sequence[Fraction]) -> RankRange:
    one, others = profiles[place], [profile for at, profile in enumerate(profiles) if at != place]
    kept = [_lead(one.most, other.least, one.extra - other.extra) for other in others]
    lost = [_lead(other.most, one.least, other.extra - one.extra) for other in others]
    held, held_is_exact = most_at_once(kept, low, high, strictly=False)
    passed, passed_is_exact = most_at_once(lost, low, high, strictly=True)
    return RankRange(1 + len(others) - held, 1 + passed, held_is_exact and passed_is_exact)


def _lead(shares: Sequence[Fraction], others: Sequence[Fraction], extra: Fraction) -> list[Fraction]:
    """Return the form whose value at weights has the sign of the difference of two totals."""
    return [HUNDRED * (share - other) + extra for share, other in zip(shares, others, strict=True)]


def most_at_once(
    rows: Sequence[Sequence[Fraction]], low: Sequence[Fraction], high: Sequence[Fraction], *, strictly: bool
) -> tuple[int, bool]:
    """Return how many rows can be at least 0 (`strictly`: above 0) at the same weights, and whether that is exact.

    Where too many systems would have to be tried, the number is an upper bound.
    """
    settled, open_rows = 0, []
    for row in rows:
        worst, best = _ends(row, low, high)
        if _holds(worst, strictly):
            settled += 1
        elif _holds(best, strictly):
            open_rows.append(row)
    given_up, is_exact = _fewest_given_up(open_rows, low, high, strictly)
    return settled + len(open_rows) - given_up, is_exact


def _ends(row: Sequence[Fraction], low: Sequence[Fraction], high: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    pairs = [sorted((cell * less, cell * more)) for cell, less, more in zip(row, low, high, strict=True)]
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)


def _holds(margin: Fraction, strictly: bool) -> bool:
    return margin > 0 if strictly else margin >= 0


def _fewest_given_up(rows: Sequence, low: Sequence, high: Sequence, strictly: bool) -> tuple[int, bool]:
    """Return how many rows have to be given up so that the rest hold together: breadth first, so the fewest."""
    waiting, seen = [frozenset()], {frozenset()}
    for tried, without in enumerate(waiting):
        if tried == SYSTEMS_TRIED:
            return len(without), False
        left = [place for place in range(len(rows)) if place not in without]
        if not left:
            return len(without), True
        margin = greatest_margin([rows[place] for place in left], low, high)
        if _holds(margin.value, strictly):
            return len(without), True
        for place in margin.binding:
            fewer = without | {left[place]}
            if fewer not in seen:
                seen.add(fewer)
                waiting.append(fewer)
    raise AssertionError("giving up every row leaves nothing that could fail")
