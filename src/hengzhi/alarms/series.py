"""The series that are watched: the whole district, categories, subdistricts, both together, single businesses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hengzhi.alarms.arrivals import NONE, Arrivals, Whole, kinds_of_day
from hengzhi.alarms.models import Question
from hengzhi.core.calendar import WorkCalendar
from hengzhi.estimation.baseline import day_weights, group_seasons
from hengzhi.estimation.control_charts import LONGEST

Array = NDArray[np.float64]
LEAST_LEVEL = 1e-6


@dataclass(frozen=True)
class Key:
    """What a series counts: indexes as in `Arrivals`; -1 where it counts all."""

    category: int = NONE
    area: int = NONE
    enterprise: int = NONE

    def holds(self, other: "Key") -> bool:
        """Say whether everything the other series counts is counted here, as far as the keys tell."""
        pairs = ((self.category, other.category), (self.area, other.area), (self.enterprise, other.enterprise))
        return all(mine in (NONE, theirs) for mine, theirs in pairs)


@dataclass(frozen=True)
class Family:
    """Series of one kind, watched together: `rows` is the series of each arrival, -1 for none.

    `prior` is the level each series would have by its surroundings.
    """

    question: Question
    keys: tuple[Key, ...]
    rows: Whole
    counts: Array
    weights: Array
    prior: Array


class Watched:
    """All families over the arrivals up to a day."""

    def __init__(self, came: Arrivals, on: date, calendar: WorkCalendar) -> None:
        self.came, self.today = came, (on - came.first).days
        self.until = self.today + 1 - LONGEST
        self._length = self.today + 1
        self._kinds = kinds_of_day(came.first, self._length, calendar)
        self._days = np.arange(np.datetime64(came.first), np.datetime64(on) + 1, dtype="datetime64[D]")

    @cached_property
    def shape(self) -> Array:
        """Return how many records each day has relative to an average day."""
        total = np.bincount(self.came.days, minlength=self._length).astype(float)
        return day_weights(total, self._kinds, self._days, self.until)

    @cached_property
    def _seasons(self) -> Array:
        of_category = self._counted(self.came.categories, len(self.came.codes))
        return group_seasons(of_category, self.shape, self._days, self.until)

    def families(self) -> list[Family]:
        """Return the families; a series without a single record is not watched.

        Of single businesses the tip-offs whose informant asked for secrecy do not count.
        """
        came, areas = self.came, len(self.came.area_keys)
        cells = np.where(came.areas == NONE, NONE, came.categories * areas + came.areas)
        businesses = np.where(came.is_secret, NONE, came.enterprises)
        return [
            self._family(Question.DISTRICT, np.zeros_like(came.records), lambda row: Key()),
            self._family(Question.CATEGORY, came.categories, lambda row: Key(category=row)),
            self._family(Question.AREA, came.areas, lambda row: Key(area=row)),
            self._family(Question.CELL, cells, lambda row: Key(category=row // areas, area=row % areas)),
            self._family(Question.ENTERPRISE, businesses, lambda row: Key(enterprise=row)),
        ]

    def _family(self, question: Question, rows: Whole, key_of: Callable[[int], Key]) -> Family:
        """Count the series, each with the season of its category; one that nothing falls into is left out."""
        present = np.flatnonzero(np.bincount(rows[rows != NONE]))
        place = np.full(present[-1] + 2 if len(present) else 1, NONE)
        place[present] = np.arange(len(present))
        keys = tuple(key_of(int(row)) for row in present)
        counts = self._counted(place[rows], len(keys))
        categories = np.array([key.category for key in keys], dtype=np.int64)
        weights = np.where((categories == NONE)[:, None], self.shape, self.shape * self._seasons[categories])
        return Family(question, keys, place[rows], counts, weights, self._prior(question, keys, counts))

    def _counted(self, rows: Whole, size: int) -> Array:
        is_in = rows != NONE
        cells = rows[is_in] * self._length + self.came.days[is_in]
        return np.bincount(cells, minlength=size * self._length).reshape(size, self._length)

    def _prior(self, question: Question, keys: tuple[Key, ...], counts: Array) -> Array:
        """Return the level by surroundings: of a cell by its category's and its area's parts, of others the mean."""
        past = self.came.days < self.until
        days = max(self.until, 1)
        if question != Question.CELL:
            return np.full(len(keys), max(counts[:, :days].sum() / days / max(len(keys), 1), LEAST_LEVEL))
        of_category = np.bincount(self.came.categories[past], minlength=len(self.came.codes))
        areas = self.came.areas[past]
        of_area = np.bincount(areas[areas != NONE], minlength=len(self.came.area_keys))
        mean = [of_category[key.category] * of_area[key.area] / max(past.sum(), 1) / days for key in keys]
        return np.maximum(np.array(mean), LEAST_LEVEL)
