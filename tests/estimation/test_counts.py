"""Exact tails: against sums of their own terms and published values."""

from math import comb, exp, factorial, lgamma, log

import numpy as np
import pytest

from hengzhi.estimation.counts import log_gamma, more_than_by_chance, quantiles, upper_tail


def poisson_tail(count: int, mean: float) -> float:
    return 1 - sum(exp(-mean) * mean**k / factorial(k) for k in range(count))


def negative_binomial_tail(count: int, mean: float, variance: float) -> float:
    size = mean**2 / (variance - mean)
    share = size / (size + mean)
    terms = (lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * log(share) + k * log(1 - share) for k in range(count))
    return 1 - sum(map(exp, terms))


def test_log_gamma_is_that_of_the_standard_library():
    values = np.array([0.05, 0.5, 1, 2, 3.7, 20, 1e4, 1e8])

    assert log_gamma(values) == pytest.approx([lgamma(value) for value in values], abs=1e-10, rel=1e-12)


@pytest.mark.parametrize(("count", "mean"), [(0, 0.3), (1, 0.3), (4, 0.3), (14, 6.1), (3, 6.1), (12, 12.0)])
def test_a_variance_equal_to_the_mean_gives_poisson_tails(count, mean):
    assert float(upper_tail(count, mean, mean)) == pytest.approx(poisson_tail(count, mean), rel=1e-5)


@pytest.mark.parametrize(("count", "mean", "variance"), [(14, 6.1, 8.0), (33, 13.03, 16.9), (2, 0.1, 0.14), (5, 20.0, 60.0)])
def test_overdispersed_tails_are_negative_binomial(count, mean, variance):
    assert float(upper_tail(count, mean, variance)) == pytest.approx(negative_binomial_tail(count, mean, variance), rel=1e-8)


def test_many_tails_at_once_are_the_same_as_one_by_one():
    counts, means = np.array([[0, 9], [40, 2]]), np.array([[0.2, 3.0], [25.0, 2.0]])

    together = upper_tail(counts, means, means * 1.3)

    apart = [[float(upper_tail(c, m, m * 1.3)) for c, m in zip(*row, strict=True)] for row in zip(counts, means, strict=True)]
    assert together == pytest.approx(np.array(apart))


def test_nothing_expected_makes_one_record_impossible_and_none_certain():
    assert upper_tail([0, 1], [0.0, 0.0], [0.0, 0.0]) == pytest.approx([1.0, 0.0], abs=1e-9)


def test_quantiles_leave_no_more_than_their_share_above():
    lower, upper = quantiles((0.025, 0.975), 6.1, 8.0)

    assert upper_tail(upper + 1, 6.1, 8.0) <= 0.025 < upper_tail(upper, 6.1, 8.0)
    assert 1 - upper_tail(lower, 6.1, 8.0) < 0.025 <= 1 - upper_tail(lower + 1, 6.1, 8.0)


def test_fishers_exact_test_gives_the_value_of_the_tea_tasting():
    assert more_than_by_chance(3, 4, 1, 4) == pytest.approx(17 / 70)  # Fisher 1935
    assert more_than_by_chance(4, 4, 0, 4) == pytest.approx(1 / comb(8, 4))
