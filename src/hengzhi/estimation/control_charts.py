"""Control charts for many series of counts at once, with a stated number of false alarms a year over all of them.

Every day, each series is looked at over windows from a week to a quarter. The expected count is its own recent level
times the shape it shares with others (`baseline`); the tail is exact (negative binomial) and as wide as past forecasts
were wrong: overdispersion, the error of the level and its wandering all count.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hengzhi.estimation.counts import quantiles, upper_tail

Array = NDArray[np.float64]
WEEK = 7
HALF_LIFE_WEEKS = 52.0
LEAST_HISTORY_WEEKS = 26
BACKTEST_WEEKS = 104
CLIP = 3.0
QUARTER_WEEKS = 13
PRIOR_WEEKS = 52.0
BAND = 0.025, 0.975


@dataclass(frozen=True)
class Window:
    """A length of days that is looked at every day.

    `share` is its part of the false alarms allowed. `looks_a_year` is how many independent looks a year the overlapping
    windows of one series come to where alarms are rare; found by simulation, see benchmarks/early_warning.py.
    """

    days: int
    share: float
    looks_a_year: float


WINDOWS = (Window(7, 1 / 6, 330), Window(14, 1 / 2, 240), Window(28, 1 / 6, 150), Window(91, 1 / 6, 50))
LONGEST = max(window.days for window in WINDOWS)


@dataclass(frozen=True)
class Excess:
    """More records than expected in a window of one series.

    `series` is the row, `since` and `until` are indexes of days, both included. `lower` and `upper` hold an ordinary
    count of this window in 95 of 100 cases. `chance` is the probability of so many or more; `recurs_years` is how
    seldom all series watched together raise an alarm as strong as this by chance.
    """

    series: int
    since: int
    until: int
    observed: int
    expected: float
    lower: int
    upper: int
    chance: float
    recurs_years: float


@dataclass(frozen=True)
class Baseline:
    """What is expected of each series: level in records an average day, and how uncertain.

    `dispersion` is the variance of a week's count over its mean; `error` and `wander` are relative variances, of the
    level's estimate and of its drift.
    """

    level: Array
    dispersion: Array
    error: Array
    wander: float

    def variance(self, expected: Array) -> Array:
        """Return the variance of a count around `expected`, one for each series."""
        return self.dispersion * expected + (self.error + self.wander) * expected**2


def baseline(counts: Array, weights: Array, until: int, *, prior: Array, prior_events: float) -> Baseline:
    """Learn the level of each series from the days before index `until`.

    `counts` and `weights` are (series, days); `prior` is the level each series would have by its surroundings, worth
    `prior_events` records. Past weeks far above what was expected count as the edge of their band.
    """
    weeks = until // WEEK
    first = until - weeks * WEEK
    found = counts[:, first:until].reshape(len(counts), weeks, WEEK).sum(2).astype(float)
    shares = weights[:, first:until].reshape(len(counts), weeks, WEEK).sum(2)
    dispersion = np.ones(len(counts))
    clipped = found
    for _round in range(2):
        ahead, _known = _levels(clipped, shares, prior, prior_events)
        expected = ahead[:, :-1] * shares
        clipped = np.minimum(found, expected + CLIP * np.sqrt(dispersion[:, None] * expected) + 1)
        dispersion = _dispersion(clipped, expected)
    ahead, known = _levels(clipped, shares, prior, prior_events)
    wander = _wander(clipped, ahead, shares, known, dispersion)
    return Baseline(ahead[:, -1], dispersion, dispersion / known[:, -1], wander)


def _levels(found: Array, shares: Array, prior: Array, prior_events: float) -> tuple[Array, Array]:
    """Return the level known before each week and after the last, and how many records it rests on: (series, weeks + 1).

    Older weeks count less, half after `HALF_LIFE_WEEKS`.
    """
    fade = 0.5 ** (1 / HALF_LIFE_WEEKS)
    hits, base, spread = _faded(found, fade), _faded(shares, fade), _faded(shares, fade**2)
    level = (hits + prior_events) / (base + prior_events / prior[:, None])
    known = level * base**2 / np.maximum(spread, 1e-9) + prior_events
    return level, known


def _faded(weeks: Array, fade: float) -> Array:
    """Return the sum of all weeks before each, and before the week to come, each week back worth `fade` times the next."""
    sums = np.zeros((weeks.shape[1] + 1, len(weeks)))
    for week, values in enumerate(weeks.T):
        sums[week + 1] = fade * sums[week] + values
    return sums.T


def _dispersion(found: Array, expected: Array) -> Array:
    """Return each series' variance of weekly counts over their mean: its own, shrunk to that of all and never below it."""
    recent = slice(max(LEAST_HISTORY_WEEKS, found.shape[1] - BACKTEST_WEEKS), None)
    squares = ((found - expected) ** 2)[:, recent].sum(1)
    means = np.maximum(expected[:, recent].sum(1), 1e-9)
    weeks = found[:, recent].shape[1]
    if not weeks:
        return np.ones(len(found))
    common = max(1.0, squares.sum() / means.sum())
    information = weeks / (1 + weeks / (2 * means))
    return np.maximum(common, (information * squares / means + PRIOR_WEEKS * common) / (information + PRIOR_WEEKS))


def _wander(found: Array, ahead: Array, shares: Array, known: Array, dispersion: Array) -> float:
    """Return the relative variance by which quarters missed the level known a quarter before, beyond what chance explains."""
    ends = np.arange(found.shape[1], LEAST_HISTORY_WEEKS + 2 * QUARTER_WEEKS, -QUARTER_WEEKS)[: BACKTEST_WEEKS // QUARTER_WEEKS]
    excess = mass = 0.0
    for end in ends:
        quarter = slice(end - QUARTER_WEEKS, end)
        origin = end - 2 * QUARTER_WEEKS
        expected = ahead[:, origin] * shares[:, quarter].sum(1)
        chance = dispersion * expected + dispersion / known[:, origin] * expected**2
        excess += (np.minimum((found[:, quarter].sum(1) - expected) ** 2, 16 * chance + 0.04 * expected**2) - chance).sum()
        mass += (expected**2).sum()
    return max(0.0, excess / mass) if mass else 0.0


@dataclass(frozen=True)
class Tails:
    """Every window ending on one day, (series, windows): what came, what was expected, how likely so many or more are."""

    observed: Array
    expected: Array
    variance: Array
    chance: Array
    baseline: Baseline


def tails(counts: Array, weights: Array, today: int, *, prior: Array, prior_events: float) -> Tails | None:
    """Return the tails of all `WINDOWS` ending on day index `today`; None while half a year of history is not there.

    The baseline ends before the longest window.
    """
    until = today + 1 - LONGEST
    if until < LEAST_HISTORY_WEEKS * WEEK or not len(counts):
        return None
    known = baseline(counts, weights, until, prior=prior, prior_events=prior_events)
    spans = [slice(today + 1 - window.days, today + 1) for window in WINDOWS]
    observed = np.stack([counts[:, span].sum(1) for span in spans], axis=1).astype(float)
    expected = known.level[:, None] * np.stack([weights[:, span].sum(1) for span in spans], axis=1)
    variance = np.stack([known.variance(part) for part in expected.T], axis=1)
    chance, high = np.ones_like(expected), observed > expected
    chance[high] = upper_tail(observed[high], expected[high], variance[high])
    return Tails(observed, expected, variance, chance, known)


def alarms_a_year(found: Tails) -> Array:
    """Return how many alarms a year all series together would raise by chance that are as strong: (series, windows)."""
    return found.chance * len(found.chance) * np.array([window.looks_a_year / window.share for window in WINDOWS])


def excesses(found: Tails, today: int, *, false_alarms_a_year: float, least: int, least_ratio: float) -> list[Excess]:
    """Return for each series the strongest of its windows, where chance does not explain it.

    Over all series together, alarms by chance come no oftener than `false_alarms_a_year` on average. Fewer than `least`
    records, or less than `least_ratio` times the expected, are no alarm.
    """
    asked = (found.observed >= least) & (found.observed >= least_ratio * found.expected)
    rate = np.where(asked, alarms_a_year(found), np.inf)
    rows = np.flatnonzero(rate.min(1) <= false_alarms_a_year)
    return [_excess(found, int(row), int(rate[row].argmin()), float(rate[row].min()), today) for row in rows]


def _excess(found: Tails, row: int, column: int, rate: float, today: int) -> Excess:
    mean, variance = float(found.expected[row, column]), float(found.variance[row, column])
    lower, upper = quantiles(BAND, mean, variance)
    return Excess(
        series=row, since=today + 1 - WINDOWS[column].days, until=today, observed=int(found.observed[row, column]),
        expected=mean, lower=lower, upper=upper, chance=float(found.chance[row, column]), recurs_years=1 / max(rate, 1e-9),
    )


@dataclass(frozen=True)
class Week:
    """Seven days of a series, the last with index `until`, beside what its present baseline expects of them."""

    until: int
    observed: int
    expected: float
    lower: int
    upper: int


def weekly(counts: Array, weights: Array, known: Baseline, *, series: int, today: int, weeks: int) -> list[Week]:
    """Return the last weeks of one series, oldest first, as far as there are whole ones."""
    found = []
    for end in range(today + 1, max(WEEK, today + 1 - weeks * WEEK), -WEEK):
        days = slice(end - WEEK, end)
        mean = float(known.level[series] * weights[series, days].sum())
        variance = float(known.variance(np.full(len(known.level), mean))[series])
        lower, upper = quantiles(BAND, mean, variance)
        found.append(Week(end - 1, int(counts[series, days].sum()), mean, lower, upper))
    return found[::-1]
