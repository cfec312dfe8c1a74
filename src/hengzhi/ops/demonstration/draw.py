"""Chance that comes out the same on every machine.

Only `Random.random()` is used, whose sequence Python guarantees for a seed; and only +, −, × and ÷ on its results,
which IEEE 754 fixes to the last bit, unlike logarithms and powers.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Draw:
    """A stream of chance of its own, named by its seed."""

    def __init__(self, seed: str) -> None:
        self.share = Random(seed).random

    def chance(self, share: float) -> bool:
        """Say yes in a `share` of cases."""
        return self.share() < share

    def below(self, count: int) -> int:
        """Return a whole number from 0 to `count` − 1, each as likely."""
        return int(self.share() * count)

    def among(self, items: Sequence[T]) -> T:
        """Return one of the items, each as likely."""
        return items[int(self.share() * len(items))]


class Weighted(Generic[T]):
    """Items, each as likely as its weight."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        kept = {item: weight for item, weight in weights.items() if weight > 0}
        self.items = list(kept)
        self._sums = list(accumulate(kept.values()))
        self._total = self._sums[-1]

    def among(self, draw: Draw) -> T:
        return self.items[bisect_right(self._sums, draw.share() * self._total)]


class Curve:
    """A distribution given by its values at rising levels from 0 to 1, straight between them."""

    def __init__(self, levels: Sequence[float], values: Sequence[float]) -> None:
        self._levels = levels
        self._values = values

    def among(self, draw: Draw) -> float:
        share = draw.share()
        place = bisect_right(self._levels, share) - 1
        low, high = self._levels[place], self._levels[place + 1]
        start, end = self._values[place], self._values[place + 1]
        return start + (end - start) * ((share - low) / (high - low))
