"""What days and seasons many series share."""

import numpy as np
import pytest

from hengzhi.estimation.baseline import day_weights, group_seasons

DAYS = np.arange("2009-01-01", "2012-01-01", dtype="datetime64[D]")
KINDS = np.minimum((DAYS.astype(int) + 3) % 7, 5)
OF_YEAR = (DAYS - DAYS.astype("datetime64[Y]")).astype(int)


def counted(rate, seed=1):
    return np.random.default_rng(seed).poisson(rate).astype(float)


def test_days_off_and_mondays_get_their_own_weight():
    by_kind = np.array([1.5, 1.0, 1.0, 1.0, 1.0, 0.1])

    weights = day_weights(counted(40 * by_kind[KINDS]), KINDS, DAYS, 900)

    means = np.array([weights[kind == KINDS].mean() for kind in range(6)])
    assert means / means[1] == pytest.approx(by_kind, rel=0.1)


def test_a_peak_of_a_week_that_comes_every_year_is_expected():
    peak = np.where((OF_YEAR >= 70) & (OF_YEAR <= 77), 2.0, 1.0)

    weights = day_weights(counted(40 * peak), np.zeros_like(KINDS), DAYS, 1000)

    assert weights[(OF_YEAR == 73) & (np.arange(len(DAYS)) > 730)] == pytest.approx(2.0, rel=0.15)
    assert weights[(OF_YEAR == 200)] == pytest.approx(1.0, rel=0.15)


def test_growth_goes_on_beyond_what_was_learned_from():
    growth = np.exp(0.1 * np.arange(len(DAYS)) / 365)

    weights = day_weights(counted(60 * growth), np.zeros_like(KINDS), DAYS, 800)

    assert weights[1000:].mean() / weights[435:800].mean() == pytest.approx(growth[1000:].mean() / growth[435:800].mean(), rel=0.04)


def test_less_than_a_year_has_no_season():
    assert group_seasons(np.ones((2, 300)), np.ones(300), DAYS[:300], 200).tolist() == np.ones((2, 300)).tolist()


def test_a_group_has_its_own_season():
    summer = 1 + 0.5 * np.cos(2 * np.pi * (OF_YEAR - 200) / 365)
    groups = np.stack([counted(10 * summer, 2), counted(np.full(len(DAYS), 10.0), 3)])

    seasons = group_seasons(groups, np.ones(len(DAYS)), DAYS, 1000)

    assert seasons[0, OF_YEAR == 200].mean() > 1.2
    assert seasons[0, OF_YEAR == 20].mean() < 0.8
    assert seasons[1] == pytest.approx(1.0, abs=0.15)


def test_an_empty_district_expects_nothing_odd():
    weights = day_weights(np.zeros(800), KINDS[:800], DAYS[:800], 700)

    assert np.isfinite(weights).all()
