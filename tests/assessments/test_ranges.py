"""The range of ranks under changed weights equals a recomputation by brute force."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, product

import pytest

from assessments import hand
from hengzhi.assessments.facts import JudgedFact
from hengzhi.assessments.linear import greatest_margin
from hengzhi.assessments.ranges import RankRange, rank_ranges
from hengzhi.assessments.scheme import Criterion, Line, LineKind, Scheme
from hengzhi.assessments.totals import Standing, stand
from hengzhi.indicators.definition import Words

CHANGE = Fraction(1, 5)
WORDS = Words("某", "some")
FACTORS = (1 - CHANGE, 1 + CHANGE)
Share = Fraction


def scheme(weights: Sequence[int], lines: int = 1, change: int = 20) -> Scheme:
    """Return a scheme whose criteria have so many lines of 10, 20 … points each."""
    criteria = tuple(Criterion(f"c{place}", "", WORDS, Decimal(weight)) for place, weight in enumerate(weights))
    return replace(
        hand.scheme(), criteria=criteria, weight_change=Decimal(change),
        lines=tuple(
            Line(f"{criterion.code}-{number}", LineKind.MATERIAL, WORDS, Decimal(10 * number + 10), criterion=criterion.code)
            for criterion in criteria for number in range(lines)
        ),
    )


def standings(given: Scheme, *departments: Sequence[str | None]) -> list[Standing]:
    """Return departments with points on each line, None where there is no basis."""
    return [
        stand(given, f"d{place}", {
            line.code: JudgedFact(None if points is None else Decimal(points))
            for line, points in zip(given.lines, department, strict=True)
        })
        for place, department in enumerate(departments)
    ]


def some(given: Scheme, count: int, seed: int) -> list[Standing]:
    """Return departments with points by chance, some without a basis here and there."""
    chance = random.Random(seed)
    return standings(given, *(
        [None if chance.random() < 0.1 and place else str(chance.randint(int(line.points) // 2, int(line.points)))
         for place, line in enumerate(given.lines)]
        for _department in range(count)
    ))


# The brute force: everything computed anew from the points, by no function of the program.

def shares_at(one: Standing, factors: Sequence[Fraction]) -> list[Share | None]:
    """Return the share of each criterion with the points of every line multiplied by a factor."""
    found = []
    for criterion in one.criteria:
        rows = [
            (line, factor) for line, factor in zip(one.lines, factors, strict=True)
            if line.line.criterion == criterion.criterion.code and line.score is not None
        ]
        full = sum(factor * Fraction(line.full) for line, factor in rows)
        found.append(sum(factor * Fraction(line.score) for line, factor in rows) / full if rows else None)
    return found


def total(weights: Sequence[Fraction], nominal: Sequence[Fraction], shares: Sequence[Share | None]) -> Fraction:
    known = [(weight, share) for weight, share in zip(nominal, shares, strict=True) if share is not None]
    average = sum(weight * share for weight, share in known) / sum(weight for weight, _share in known)
    filled = [average if share is None else share for share in shares]
    return sum(weight * share for weight, share in zip(weights, filled, strict=True)) / sum(weights)


def ranks_at(weights, nominal, profiles) -> list[int]:
    totals = [total(weights, nominal, shares) for shares in profiles]
    return [1 + sum(other > one for other in totals) for one in totals]


def weights_to_try(nominal: Sequence[Fraction], profiles) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield weights of two criteria in every order they can give: where two totals meet, and between."""
    low, high = (nominal[0] * factor / (nominal[1] * other) for factor, other in (FACTORS, FACTORS[::-1]))
    turns = {low, high}
    for one, other in combinations(profiles, 2):
        filled = [[total((1, 0), nominal, shares), total((0, 1), nominal, shares)] for shares in (one, other)]
        over, under = filled[0][0] - filled[1][0], filled[1][1] - filled[0][1]
        if over and low <= under / over <= high:
            turns.add(under / over)
    ordered = sorted(turns)
    for ratio in [*ordered, *((one + other) / 2 for one, other in pairwise(ordered))]:
        yield ratio, Fraction(1)


def brute_force(given: Scheme, many: Sequence[Standing]) -> list[RankRange]:
    """Return the ranges of two criteria from every choice of points and every order of totals the weights give."""
    nominal = [Fraction(criterion.weight) for criterion in given.criteria]
    ends = [{tuple(shares_at(one, factors)) for factors in product(FACTORS, repeat=len(given.lines))} for one in many]
    found = [set() for _one in many]
    for profiles in product(*ends):
        for weights in weights_to_try(nominal, profiles):
            for ranks, rank in zip(found, ranks_at(weights, nominal, profiles), strict=True):
                ranks.add(rank)
    return [RankRange(min(ranks), max(ranks)) for ranks in found]


@pytest.mark.parametrize("seed", range(30))
def test_the_ranges_of_two_criteria_are_exactly_those_of_brute_force(seed):
    given = scheme([60, 40])
    many = some(given, 7, seed)

    assert rank_ranges(given, many) == brute_force(given, many)


@pytest.mark.parametrize("seed", range(6))
def test_the_points_of_single_lines_change_too(seed):
    given = scheme([55, 45], lines=2)
    many = some(given, 3, seed)

    assert rank_ranges(given, many) == brute_force(given, many)


@pytest.mark.parametrize("seed", range(5))
def test_no_weights_of_many_criteria_lead_out_of_the_ranges_and_the_ends_are_reached(seed):
    given = scheme([40, 25, 20, 15])
    many = some(given, 6, seed)
    nominal = [Fraction(criterion.weight) for criterion in given.criteria]
    profiles = [shares_at(one, [Fraction(1)] * len(given.lines)) for one in many]
    chance = random.Random(seed)
    corners = list(product(*[[weight * factor for factor in FACTORS] for weight in nominal]))
    inside = [[weight * Fraction(chance.randint(800, 1200), 1000) for weight in nominal] for _try in range(1500)]

    seen = list(zip(*(ranks_at(weights, nominal, profiles) for weights in [*corners, *inside]), strict=True))

    for reached, ranks in zip(rank_ranges(given, many), seen, strict=True):
        assert reached.is_exact
        assert (reached.best, reached.worst) == (min(ranks), max(ranks))


def test_two_that_can_be_passed_one_by_one_but_not_at_once_are_not_both_passed():
    given = scheme([50, 50])
    many = standings(given, ("5", "5"), ("6", "4.1"), ("4.1", "6"))

    assert rank_ranges(given, many)[0] == RankRange(2, 3)


def test_weights_that_do_not_change_leave_one_rank():
    given = scheme([50, 30, 20], change=0)
    many = standings(given, ("9", "8", "7"), ("8", "8", "8"), ("9", "8", "7"))

    assert rank_ranges(given, many) == [RankRange(1, 1), RankRange(3, 3), RankRange(1, 1)]


def test_a_department_better_everywhere_is_first_whatever_the_weights():
    given = scheme([40, 40, 20])
    many = standings(given, ("9", "9", "9"), ("8", "8.5", "8"), ("8.5", "8", "8"))

    assert rank_ranges(given, many) == [RankRange(1, 1), RankRange(2, 3), RankRange(2, 3)]


def test_a_system_with_too_many_ways_out_gives_a_safe_bound(monkeypatch):
    given = scheme([50, 50])
    many = standings(given, ("5", "5"), ("6", "4.1"), ("4.1", "6"))

    monkeypatch.setattr("hengzhi.assessments.ranges.SYSTEMS_TRIED", 1)

    assert rank_ranges(given, many)[0] == RankRange(2, 3, is_exact=False)


def greatest_by_corners(rows, low, high) -> Fraction:
    """Return the greatest smallest margin among all points where enough rows or edges meet, of two columns."""
    edges = [((1, 0), low[0]), ((1, 0), high[0]), ((0, 1), low[1]), ((0, 1), high[1])]
    equal = [((one[0] - other[0], one[1] - other[1]), Fraction(0)) for one, other in combinations(rows, 2)]
    found = []
    for (one, first), (other, second) in combinations(edges + equal, 2):
        size = one[0] * other[1] - one[1] * other[0]
        if size:
            x, y = (first * other[1] - one[1] * second) / size, (one[0] * second - first * other[0]) / size
            if low[0] <= x <= high[0] and low[1] <= y <= high[1]:
                found.append(min(row[0] * x + row[1] * y for row in rows))
    return max(found)


@pytest.mark.parametrize("seed", range(20))
def test_the_greatest_margin_is_that_of_some_corner(seed):
    chance = random.Random(seed)
    rows = [[Fraction(chance.randint(-20, 20)) for _column in range(2)] for _row in range(chance.randint(1, 6))]
    low, high = [Fraction(8), Fraction(4)], [Fraction(12), Fraction(6)]

    assert greatest_margin(rows, low, high).value == greatest_by_corners(rows, low, high)
