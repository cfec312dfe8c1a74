"""What the early warning finds and how often it is wrong, by simulation.

    python benchmarks/early_warning.py [--seeds 4] [--quick]

Prints three tables: decision rules compared at a known baseline and equal false alarms; how soon a rise of 60 % in one
category of one subdistrict is found, by volume, with everything estimated as in service; and the false alarms over 200
series in four quiet years. The last two also at the volumes of the demonstration district. Takes some minutes.
"""

import argparse
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import hengzhi
from hengzhi.estimation.baseline import day_weights, group_seasons
from hengzhi.estimation.control_charts import LONGEST, Tails, alarms_a_year, tails

SHARES = tomllib.loads((Path(hengzhi.__file__).parent / "packs/hongkou-2012/complaints.toml").read_text(encoding="utf-8"))
RISE = 1.6
FALSE_ALARMS_A_YEAR = 1.0
LEAST, LEAST_RATIO = 5, 1.3
QUIET_DAYS = 28
YEARS, WATCHED_YEARS = 6, 4
DEMONSTRATION_WEEK = 51_446 / 208
AREAS = 8


@dataclass(frozen=True)
class District:
    """A district that stays quiet: the mean count of each series (category by subdistrict) on each day."""

    days: np.ndarray
    kinds: np.ndarray
    rates: np.ndarray
    groups: np.ndarray

    def drawn(self, rng: np.random.Generator, dispersion: float) -> np.ndarray:
        """Return counts; weeks vary by a common factor for all their days, so that weekly counts are overdispersed."""
        if dispersion <= 1:
            return rng.poisson(self.rates)
        weeks = np.arange(self.rates.shape[1]) // 7
        means = np.zeros((len(self.rates), weeks[-1] + 1))
        np.add.at(means.T, weeks, self.rates.T)
        size = np.maximum(means, 1e-9) / (dispersion - 1)
        return rng.poisson(self.rates * (rng.gamma(size) / size)[:, weeks])


def district(rng: np.random.Generator, a_week: float, categories: int) -> District:
    """Return a district of so many records a week: weekdays, days off, seasons, a peak in March, growth of 5 % a year."""
    days = np.arange(np.datetime64("2007-01-01"), np.datetime64("2007-01-01") + 365 * YEARS, dtype="datetime64[D]")
    of_year = (days - days.astype("datetime64[Y]")).astype(int)
    kinds = np.minimum((days.astype(int) + 3) % 7, 5)
    kinds[np.isin(of_year, [0, 1, 2, *range(35, 42), 120, 121, 122, *range(273, 280)])] = 5
    by_kind = np.array([*SHARES["calendar"]["weekdays"][:5], SHARES["calendar"]["day_off"]])[kinds]
    months = np.array(SHARES["calendar"]["months"])[days.astype("datetime64[M]").astype(int) % 12]
    peak = np.where((of_year >= 70) & (of_year <= 77), SHARES["peak"][0]["factor"], 1.0)
    shape = by_kind * months * peak * np.exp(0.05 * np.arange(len(days)) / 365)
    weights = np.sort([category["weight"] for category in SHARES["category"]])[::-1][:categories]
    places = np.array(list(SHARES["areas"].values()))
    cells = np.outer(weights / weights.sum(), places / places.sum()).ravel()
    groups = np.repeat(np.arange(len(weights)), len(places))
    height, start = 0.3 * rng.random((len(weights), 1)), rng.integers(0, 365, (len(weights), 1))
    season = 1 + height * np.cos(2 * np.pi * (of_year - start) / 365)
    return District(days, kinds, a_week / 7 * cells[:, None] * season[groups] * shape / shape.mean(), groups)


def looked(place: District, counts: np.ndarray, days: Iterator[int]) -> Iterator[tuple[int, Tails]]:
    """Look at a district on days as the service does; seasons are learned anew once a week, to save time."""
    learned = None
    areas = np.arange(len(counts)) % AREAS
    for today in days:
        if learned is None or today - learned >= 7:
            learned, until = today, today + 1 - LONGEST
            total = counts.sum(0).astype(float)
            of_group = np.stack([np.bincount(place.groups, row) for row in counts.T], axis=1)
            shape = day_weights(total, place.kinds, place.days, until)
            weights = shape * group_seasons(of_group, shape, place.days, until)[place.groups]
            by_area = np.bincount(areas, counts[:, :until].sum(1))
            prior = of_group[:, :until].sum(1)[place.groups] * by_area[areas] / total[:until].sum() / shape[:until].sum()
        yield today, tails(counts, weights, today, prior=np.maximum(prior, 1e-6), prior_events=3)


def is_alarm(found: Tails) -> np.ndarray:
    asked = (found.observed >= LEAST) & (found.observed >= LEAST_RATIO * found.expected)
    return (np.where(asked, alarms_a_year(found), np.inf) <= FALSE_ALARMS_A_YEAR).any(1)


def false_alarms(a_week: float, dispersion: float, seed: int) -> int:
    """Return how many alarms 200 quiet series raise in four years, looked at every day."""
    rng = np.random.default_rng(seed)
    place = district(rng, a_week, categories=25)
    counts = place.drawn(rng, dispersion)
    last, count = np.full(len(counts), -QUIET_DAYS - 1), 0
    for today, found in looked(place, counts, range((YEARS - WATCHED_YEARS) * 365, YEARS * 365)):
        alarm = is_alarm(found)
        count += int((alarm & (today - last > QUIET_DAYS)).sum())
        last[alarm] = today
    return count


def delays(a_week: float, seed: int) -> Iterator[tuple[float, float]]:
    """Yield for each series its volume a week and after how many days a rise of 60 % from some day on is found."""
    rng = np.random.default_rng(seed)
    place = district(rng, a_week, categories=29)
    quiet = place.drawn(rng, 1.0)
    for start in rng.integers(900, 1900, 3).tolist():
        more = rng.poisson(place.rates * (RISE - 1))
        more[:, :start] = 0
        delay = np.full(len(quiet), np.inf)
        days = [*range(start, start + 28), *range(start + 28, start + 182, 7)]
        for today, found in looked(place, quiet + more, days):
            delay[is_alarm(found) & np.isinf(delay)] = today - start + 1
        yield from zip(place.rates[:, start : start + 28].sum(1) / 4, delay, strict=True)


def compare_rules(rng: np.random.Generator, a_week: float, series: int) -> None:
    """Print how soon each rule finds the rise when all are set to the same false alarms and know the baseline."""
    mean, wanted = a_week / 7, FALSE_ALARMS_A_YEAR / 200
    quiet = _statistics(rng.poisson(mean, (series, 365 * 20)).astype(np.float32), mean)
    start = 120
    risen = rng.poisson(mean, (2000, start + 60)).astype(np.float32)
    risen[:, start:] += rng.poisson((RISE - 1) * mean, (2000, 60))
    after = _statistics(risen, mean)
    for rule, values in quiet.items():
        limit = _limit(values, wanted * series * 20)
        hit = after[rule][:, start:] > limit
        delay = np.where(hit.any(1), hit.argmax(1) + 1, np.inf)
        print(f"  {a_week:6.0f}  {rule:<30} {np.mean(delay <= 14):11.0%} {np.mean(delay <= 28):11.0%} {np.median(delay):12.0f}")


def _statistics(counts: np.ndarray, mean: float) -> dict[str, np.ndarray]:
    """Return the statistic of each rule on each day: larger is stranger."""
    sums = np.concatenate([np.zeros((len(counts), 1)), counts.cumsum(1)], axis=1)
    found = {f"{length} days, every day": _strange(sums, mean, length) for length in (7, 14, 28, 91)}
    weekly = _strange(sums, mean, 7)
    weekly[:, np.arange(counts.shape[1]) % 7 != 6] = -np.inf
    gain = counts * np.log(RISE) - (RISE - 1) * mean
    chart = np.zeros_like(counts)
    for day in range(counts.shape[1]):
        chart[:, day] = np.maximum(0, (chart[:, day - 1] if day else 0) + gain[:, day])
    return {"7 days, once a week (Farrington)": weekly, **found, "CUSUM for this rise": chart}


def _strange(sums: np.ndarray, mean: float, length: int) -> np.ndarray:
    """Return Anscombe's residual of each window's count."""
    values = np.full((len(sums), sums.shape[1] - 1), -np.inf)
    window, expected = sums[:, length:] - sums[:, :-length], mean * length
    values[:, length - 1 :] = 1.5 * (window ** (2 / 3) - expected ** (2 / 3)) / expected ** (1 / 6)
    return values


def _limit(values: np.ndarray, wanted: float) -> float:
    """Return the limit at which the statistic starts so many alarms."""
    low, high = 0.0, 30.0
    for _step in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if _episodes(values > middle) > wanted else (low, middle)
    return high


def _episodes(hits: np.ndarray) -> int:
    rows, days = np.nonzero(hits)
    is_first = np.concatenate([[True], (np.diff(rows) != 0) | (np.diff(days) > QUIET_DAYS)]) if len(rows) else np.zeros(0)
    return int(is_first.sum())


def print_delays(volumes: list[tuple[float, int]]) -> None:
    edges = (0.5, 1, 2, 4, 6, 10, 15, 20, 25, 30, 40, 50, 70, 100, 1000)
    groups = defaultdict(list)
    for a_week, seeds in volumes:
        for seed in range(seeds):
            for volume, delay in delays(a_week, seed):
                groups[next(edge for edge in edges if volume < edge)].append((volume, delay))
    print("  records a week  series  in 14 days  in 28 days  in 91 days  in 26 weeks  median days")
    for _edge, found in sorted(groups.items()):
        volume, delay = (np.array(part) for part in zip(*found, strict=True))
        shares = " ".join(f"{np.mean(delay <= days):11.0%}" for days in (14, 28, 91, 182))
        print(f"  {volume.mean():14.1f} {len(delay):7} {shares} {np.median(delay):12.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="one seed, no comparison of rules")
    chosen = parser.parse_args()
    seeds = 1 if chosen.quick else chosen.seeds
    if not chosen.quick:
        print(f"Rules compared: +{RISE - 1:.0%}, one false alarm a year over 200 series, baseline known")
        print("  a week  rule                            in 14 days  in 28 days  median days")
        for a_week in (5, 20, 40, 60):
            compare_rules(np.random.default_rng(5), a_week, series=100)
    print(f"\nA rise of {RISE - 1:.0%} in one category of one subdistrict, one false alarm a year, everything estimated")
    print_delays([(DEMONSTRATION_WEEK, seeds), (1000, seeds), (4000, seeds)])
    print(f"\nFalse alarms, 200 series, {WATCHED_YEARS} quiet years, looked at every day, "
          f"{FALSE_ALARMS_A_YEAR * WATCHED_YEARS:.0f} allowed")
    for a_week in (DEMONSTRATION_WEEK, 2000, 8000):
        for dispersion in (1.0, 1.3):
            found = [false_alarms(a_week, dispersion, seed) for seed in range(seeds)]
            print(f"  {a_week:6,.0f} records a week in all, variance {dispersion} times the mean: {found}, "
                  f"mean {np.mean(found):.1f}", flush=True)


if __name__ == "__main__":
    main()
