"""Control charts: what is promised about false alarms and delay, and what past outbreaks and sparse series do to them."""

import numpy as np
import pytest

from hengzhi.estimation.control_charts import LONGEST, baseline, excesses, tails, weekly

DAYS = 900
LIMITS = {"false_alarms_a_year": 1.0, "least": 5, "least_ratio": 1.3}


def quiet(a_week, series=1, days=DAYS, seed=1):
    return np.random.default_rng(seed).poisson(np.broadcast_to(np.asarray(a_week)[..., None] / 7, (series, days)))


def look(counts, today=DAYS - 1, prior=None, watched=200):
    """Look at series as if so many of their kind were watched."""
    weights = np.ones(counts.shape)
    prior = counts.mean(1) + 0.01 if prior is None else prior
    found = tails(counts, weights, today, prior=prior, prior_events=3)
    return excesses(found, today, **LIMITS | {"false_alarms_a_year": LIMITS["false_alarms_a_year"] * len(counts) / watched})


def test_a_burst_is_found_with_its_numbers():
    counts = quiet([5.0])
    counts[0, -14:] += 2

    (excess,) = look(counts)

    assert (excess.series, excess.since, excess.until) == (0, DAYS - 14, DAYS - 1)
    assert excess.observed == counts[0, -14:].sum()
    assert excess.expected == pytest.approx(10, rel=0.25)
    assert excess.lower < excess.expected < excess.upper < excess.observed
    assert excess.recurs_years > 1


def test_a_rise_of_60_percent_is_found_within_two_weeks_where_sixty_a_week_come():
    found = 0
    for seed in range(40):
        counts = quiet([60.0], seed=seed)
        counts[0, -14:] = np.random.default_rng(100 + seed).poisson(1.6 * 60 / 7, 14)
        found += any(look(counts, today) for today in range(DAYS - 14, DAYS))

    assert found >= 36


def test_a_rise_of_60_percent_where_five_a_week_come_is_not_found_in_two_weeks_but_in_a_quarter_or_two():
    in_two_weeks = later = 0
    for seed in range(20):
        counts = quiet([5.0], days=DAYS + 182, seed=seed)
        counts[0, DAYS:] = np.random.default_rng(100 + seed).poisson(1.6 * 5 / 7, 182)
        in_two_weeks += any(look(counts[:, : today + 1], today) for today in range(DAYS, DAYS + 14))
        later += any(look(counts[:, : today + 1], today) for today in range(DAYS, DAYS + 182, 7))

    assert (in_two_weeks <= 2, later >= 6) == (True, True)


def test_two_hundred_series_over_four_quiet_years_give_at_most_a_handful_of_false_alarms():
    rates = np.geomspace(0.05, 60, 200)
    counts = quiet(rates, series=200, days=365 * 6, seed=3)
    weights, last, alarms = np.ones(counts.shape), np.full(200, -99), 0

    for today in range(365 * 2, 365 * 6, 7):
        found = tails(counts, weights, today, prior=rates / 7, prior_events=3)
        for excess in excesses(found, today, **LIMITS):
            alarms += today - last[excess.series] > 28
            last[excess.series] = today

    assert alarms <= 5


def test_a_past_outbreak_does_not_raise_what_is_expected():
    counts = quiet([10.0], seed=4)
    with_outbreak = counts.copy()
    with_outbreak[0, 500:528] += 15

    levels = [baseline(rows, np.ones(rows.shape), DAYS - LONGEST, prior=np.array([10 / 7]), prior_events=3).level[0] * 7
              for rows in (counts, with_outbreak)]

    assert levels[1] == pytest.approx(levels[0], rel=0.12)


def test_the_stated_error_of_a_level_is_the_one_it_has():
    counts = quiet(np.full(400, 3.0), series=400, seed=5)

    known = baseline(counts, np.ones(counts.shape), DAYS - LONGEST, prior=np.full(400, 3 / 7), prior_events=1e-9)

    assert np.std(known.level * 7 / 3) == pytest.approx(np.sqrt(known.error.mean()), rel=0.15)


def test_more_variable_series_need_more_to_stand_out():
    rng = np.random.default_rng(6)
    weeks = DAYS // 7 + 1
    noise = np.repeat(rng.gamma(2.0, 0.5, (50, weeks)), 7, axis=1)[:, :DAYS]
    counts = rng.poisson(10 / 7 * noise)

    known = baseline(counts, np.ones(counts.shape), DAYS - LONGEST, prior=np.full(50, 10 / 7), prior_events=3)

    assert known.dispersion.min() > 2


def test_a_series_without_history_is_measured_by_its_surroundings():
    counts = np.zeros((1, DAYS), dtype=int)
    counts[0, -7:] = [0, 1, 1, 1, 1, 1, 1]

    assert [excess.observed for excess in look(counts, prior=np.array([0.01]), watched=1)] == [6]
    assert look(counts, prior=np.array([0.01]))[0].recurs_years > look(counts, prior=np.array([0.1]))[0].recurs_years


def test_fewer_records_than_wanted_are_no_alarm_however_unlikely():
    counts = np.zeros((1, DAYS), dtype=int)
    counts[0, -4:] = 1

    assert look(counts, prior=np.array([1e-5]), watched=1) == []


def test_half_a_year_of_history_is_needed():
    assert tails(np.ones((1, 250)), np.ones((1, 250)), 249, prior=np.ones(1), prior_events=3) is None


def test_weeks_are_whole_and_end_on_the_day_looked_at():
    counts = quiet([20.0])
    known = baseline(counts, np.ones(counts.shape), DAYS - LONGEST, prior=np.array([3.0]), prior_events=3)

    weeks = weekly(counts, np.ones(counts.shape), known, series=0, today=DAYS - 1, weeks=53)

    assert (len(weeks), weeks[-1].until, weeks[-1].observed) == (53, DAYS - 1, counts[0, -7:].sum())
    assert all(week.lower < week.expected < week.upper for week in weeks)
