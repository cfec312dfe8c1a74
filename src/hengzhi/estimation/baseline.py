"""What counts to expect: the shape of days and seasons that many series share.

The shape is learned from totals, where there is enough to learn from; a series adds its own level (`control_charts`).
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Days = NDArray[np.datetime64]
YEAR_DAYS = 366
ROUNDS = 4
SEASON_REACH_DAYS = 5
GROUP_REACH_DAYS = 30
SEASON_PRIOR = 20.0
GROUP_PRIOR = 40.0
STEEPEST = 0.25
SHORTEST_TREND_DAYS = 730


def day_weights(total: Array, kinds: NDArray[np.int64], days: Days, until: int) -> Array:
    """Return how many records each day has relative to an average day of the past.

    `total` is the daily count of all series together, `kinds` the kind of each day (weekday, day off, made up …) as
    whole numbers from zero. Learned from the days before index `until`: a factor for each kind of day, a smooth season
    of the year and, from two years on, the growth from year to year, shrunk by its own error.
    """
    season_days = _day_of_year(days)
    trend = _trend(total, len(total), until)
    season, by_kind = np.ones(YEAR_DAYS), np.ones(kinds.max() + 1)
    level = total[:until].mean() or 1.0
    for _round in range(ROUNDS):
        expected = level * trend * season[season_days]
        by_kind = _ratios(kinds[:until], total[:until], expected[:until], len(by_kind), prior=1.0)
        expected = level * trend * by_kind[kinds]
        if until >= YEAR_DAYS:
            past = total[None, :until], expected[None, :until]
            season = _season(season_days[:until], *past, SEASON_REACH_DAYS, SEASON_PRIOR)[0]
        expected = trend * season[season_days] * by_kind[kinds]
        level = total[:until].sum() / expected[:until].sum() or 1.0
    shape = trend * season[season_days] * by_kind[kinds]
    return shape / shape[:until].mean()


def group_seasons(groups: Array, weights: Array, days: Days, until: int) -> Array:
    """Return the season of each group of series relative to the common shape: (groups, days), about 1.

    `groups` holds daily counts of each group. Less than a year of history before index `until` gives 1 throughout.
    """
    if until < YEAR_DAYS:
        return np.ones_like(groups, dtype=float)
    season_days = _day_of_year(days)
    level = groups[:, :until].sum(1, keepdims=True) / weights[:until].sum()
    expected = level * weights[None, :until]
    season = _season(season_days[:until], groups[:, :until], expected, GROUP_REACH_DAYS, GROUP_PRIOR)
    return season[:, season_days]


def _day_of_year(days: Days) -> NDArray[np.int64]:
    return (days - days.astype("datetime64[Y]")).astype(int)


def _trend(total: Array, length: int, until: int) -> Array:
    """Return the common growth as a factor for each day, 1 at the middle of the last year learned from."""
    if until < SHORTEST_TREND_DAYS:
        return np.ones(length)
    last, before = total[until - 365 : until].sum(), total[until - 730 : until - 365].sum()
    if not last or not before:
        return np.ones(length)
    slope, variance = np.log(last / before), 1 / last + 1 / before
    slope = np.clip(slope, -STEEPEST, STEEPEST) * max(0.0, 1 - variance / max(slope**2, 1e-12))
    return np.exp(slope * (np.arange(length) - (until - 183)) / 365)


def _ratios(labels: NDArray[np.int64], observed: Array, expected: Array, size: int, prior: float) -> Array:
    found, wanted = np.bincount(labels, observed, size), np.bincount(labels, expected, size)
    return (found + prior) / (wanted + prior)


def _season(season_days: NDArray[np.int64], observed: Array, expected: Array, reach: int, prior: float) -> Array:
    """Return smooth factors by day of the year for each row: observed to expected within `reach` days, shrunk to 1."""
    away = np.abs(np.arange(YEAR_DAYS)[:, None] - np.arange(YEAR_DAYS)[None, :])
    kernel = np.maximum(0.0, 1 - np.minimum(away, YEAR_DAYS - away) / (reach + 1))
    found, wanted = (_by_day_of_year(season_days, rows) @ kernel for rows in (observed, expected))
    return (found + prior) / (wanted + prior)


def _by_day_of_year(season_days: NDArray[np.int64], rows: Array) -> Array:
    sums = np.zeros((YEAR_DAYS, len(rows)))
    np.add.at(sums, season_days, rows.T)
    return sums.T
