"""Exact probabilities of counts: negative binomial, of which Poisson is the limit, and hypergeometric."""

from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
NEARLY_POISSON = 1e7
LEAST_MEAN = 1e-12
LONGEST_SUM = 20_000
NEGLIGIBLE = 1e-12
SHIFT = 8


def log_gamma(x: ArrayLike) -> Array:
    """Return the logarithm of the gamma function for positive `x`, to about 1e-12, by Stirling's series from x + 8 on."""
    x = np.asarray(x, dtype=float)
    shifted = x + SHIFT
    series = 1 / (12 * shifted) - 1 / (360 * shifted**3) + 1 / (1260 * shifted**5) - 1 / (1680 * shifted**7)
    stirling = (shifted - 0.5) * np.log(shifted) - shifted + 0.5 * np.log(2 * np.pi) + series
    product = np.prod([x + step for step in range(SHIFT)], axis=0)
    return stirling - np.log(product)


def upper_tail(observed: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Array:
    """Return the probability of `observed` or more for a count of this mean and variance.

    Negative binomial by its two moments; Poisson where the variance is not above the mean. A mean of zero gives 1 for
    zero observed and 0 for more. Summed term by term, so tails of sparse counts are exact.
    """
    observed, mean, variance = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (observed, mean, variance)))
    mean = np.maximum(mean, LEAST_MEAN)
    size = _size(mean, variance)
    is_high = observed > mean
    tail = np.empty(observed.shape)
    tail[is_high] = _sum(observed[is_high], mean[is_high], size[is_high], 1)
    tail[~is_high] = 1 - _sum(observed[~is_high] - 1, mean[~is_high], size[~is_high], -1)
    return np.clip(tail, 0.0, 1.0)


def _size(mean: Array, variance: Array) -> Array:
    """Return the size of the negative binomial with these moments, very large where it is next to Poisson."""
    return np.minimum(mean**2 / np.maximum(variance - mean, mean**2 / NEARLY_POISSON), NEARLY_POISSON)


def _sum(start: Array, mean: Array, size: Array, direction: int) -> Array:
    """Sum the probabilities of `start` and what lies beyond it in a direction."""
    count = np.maximum(start, 0.0)
    term = np.where(start >= 0, np.exp(log_probability(count, mean, size)), 0.0)
    share = mean / (mean + size)
    total = term.copy()
    for _step in range(LONGEST_SUM):
        if direction > 0:
            term = term * (count + size) / (count + 1) * share
        else:
            term = np.where(count > 0, term * count / np.maximum((count - 1 + size) * share, 1e-300), 0.0)
        count = np.maximum(count + direction, 0.0)
        total += term
        if np.all(term <= NEGLIGIBLE * total):
            break
    return total


def log_probability(count: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Array:
    """Return the log probability of `count` for a negative binomial of this mean and size (variance mean + mean²/size)."""
    count, mean, size = (np.asarray(part, dtype=float) for part in (count, mean, size))
    ways = log_gamma(count + size) - log_gamma(size) - log_gamma(count + 1)
    return ways - size * np.log1p(mean / size) + count * (np.log(mean) - np.log(mean + size))


def quantiles(shares: ArrayLike, mean: float, variance: float) -> list[int]:
    """Return for each share the smallest count that is exceeded with a probability of at most 1 - share."""
    mean = max(mean, LEAST_MEAN)
    size = _size(np.array(mean), np.array(variance))
    counts = np.arange(int(mean + 20 * np.sqrt(max(variance, mean))) + 40)
    return np.searchsorted(np.exp(log_probability(counts, mean, size)).cumsum(), shares).tolist()


def more_than_by_chance(hits: int, of: int, other_hits: int, others: int) -> float:
    """Return the probability of `hits` or more among `of` where hits fall on all `of + others` alike.

    `other_hits` of the `others` are hits. Fisher's exact test, one-sided.
    """
    total, drawn = of + others, hits + other_hits
    ways = comb(total, drawn)
    return sum(comb(of, count) * comb(others, drawn - count) for count in range(hits, min(of, drawn) + 1)) / ways
