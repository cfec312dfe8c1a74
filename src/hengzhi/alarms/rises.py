"""Counts that rise beyond what chance explains, in the series watched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from hengzhi.alarms.arrivals import NONE, Arrivals
from hengzhi.alarms.findings import Finding
from hengzhi.alarms.models import RISES, WatchRule
from hengzhi.alarms.series import Family, Key, Watched
from hengzhi.core.calendar import WorkCalendar
from hengzhi.estimation.control_charts import Excess, Tails, excesses, tails, weekly

PRIOR_EVENTS = 3
CHART_WEEKS = 53
MOST_OF_IT = 0.5
CLEARLY_STEEPER = 1.5


@dataclass(frozen=True)
class Rise:
    """A series with its excess and what it was found in."""

    family: Family
    excess: Excess
    found: Tails

    @property
    def key(self) -> Key:
        return self.family.keys[self.excess.series]

    @property
    def extra(self) -> float:
        return self.excess.observed - self.excess.expected

    @property
    def ratio(self) -> float:
        return self.excess.observed / max(self.excess.expected, 1e-9)


def rises(came: Arrivals, on: date, rules: Mapping[str, WatchRule], calendar: WorkCalendar) -> tuple[list[Finding], int]:
    """Return the rises on a day, each told once, and how many series were watched."""
    if not len(came.records):
        return [], 0
    watched = Watched(came, on, calendar)
    families = [family for family in watched.families() if family.question in rules]
    risen = [rise for family in families for rise in _in_family(family, watched.today, rules[family.question])]
    findings = [_finding(rise, came, watched.today) for rise in told_once(risen)]
    return findings, sum(len(family.keys) for family in families)


def _in_family(family: Family, today: int, rule: WatchRule) -> Iterator[Rise]:
    found = tails(family.counts, family.weights, today, prior=family.prior, prior_events=PRIOR_EVENTS)
    for excess in excesses(found, today, **rule.numbers) if found else ():
        yield Rise(family, excess, found)


def told_once(risen: list[Rise]) -> list[Rise]:
    """Leave out what another rise explains, so that one thing is asked about once.

    A wide series whose excess lies mostly in a narrow one is explained by that; a narrow one is explained by a wide
    one that rises, unless it rises clearly more steeply.
    """
    return [rise for rise in risen if not any(_explains(other, rise) for other in risen if other is not rise)]


def _explains(other: Rise, rise: Rise) -> bool:
    if _is_within(other, rise):
        return other.extra >= MOST_OF_IT * rise.extra
    if _is_within(rise, other):
        return rise.extra < MOST_OF_IT * other.extra and rise.ratio < CLEARLY_STEEPER * other.ratio
    return False


def _is_within(narrow: Rise, wide: Rise) -> bool:
    """Say whether a series lies mostly within a wider one: of a business, by the records behind its rise."""
    if RISES.index(narrow.family.question) <= RISES.index(wide.family.question):
        return False
    if narrow.key.enterprise == NONE:
        return wide.key.holds(narrow.key)
    rows = _behind(narrow)
    return bool(np.mean(wide.family.rows[rows] == wide.excess.series) >= MOST_OF_IT)


def _behind(rise: Rise) -> np.ndarray:
    """Return the places of the arrivals a rise is made of."""
    return np.flatnonzero(rise.family.rows == rise.excess.series)[-rise.excess.observed :]


def _finding(rise: Rise, came: Arrivals, today: int) -> Finding:
    excess, key, family = rise.excess, rise.key, rise.family
    weeks = weekly(family.counts, family.weights, rise.found.baseline, series=excess.series, today=today, weeks=CHART_WEEKS)
    category = "" if key.category == NONE else came.codes[key.category]
    area = None if key.area == NONE else came.area_keys[key.area]
    enterprise = None if key.enterprise == NONE else came.enterprise_keys[key.enterprise]
    return Finding(
        question=family.question, signal=f"{family.question.value}:{category}:{area or ''}:{enterprise or ''}",
        since=came.first + timedelta(days=excess.since), until=came.first + timedelta(days=excess.until),
        observed=excess.observed, expected=round(excess.expected, 2), lower=excess.lower, upper=excess.upper,
        recurs_years=excess.recurs_years, watched=len(family.keys), category=category, area=area, enterprise=enterprise,
        records=tuple(came.records[_behind(rise)][::-1].tolist()),
        weeks=tuple(
            {"until": f"{came.first + timedelta(days=week.until)}", "observed": week.observed,
             "expected": round(week.expected, 2), "lower": week.lower, "upper": week.upper} for week in weeks
        ),
    )
