"""Mediation meetings: who came, how they went, which are still to come.

Drawn from a stream of its own, so that every record stays as it is without them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hengzhi.ops.demonstration.aftermath import Taken
from hengzhi.ops.demonstration.draw import Draw, Weighted
from hengzhi.ops.demonstration.worktime import DAY, OfficeTime

SLOTS = tuple(int(hour * 3600) for hour in (9.5, 10, 13.5, 14, 14.5, 15))
SHORTEST, LONGEST = 1800, 3600
CAME = {"agreed": "both", "not_agreed": "both", "cancelled": "", "planned": ""}


class Sitting(NamedTuple):
    """A meeting: when it was planned, when it was to be, when its result was noted (None while it lies ahead)."""

    planned: int
    starts: int
    noted: int | None
    actor: str
    way: str
    place: str
    result: str
    attended: str
    minutes: str


class Meetings:
    """Gives a share of mediations their meetings, up to the moment `today`."""

    def __init__(self, shares: Mapping[str, Any], words: Mapping[str, Any], office: OfficeTime, today: int, seed: int) -> None:
        self._shares, self._words, self._office, self._today = shares, words, office, today
        self._draw = Draw(f"{seed} meetings")
        self._ways, self._missing = Weighted(shares["ways"]), Weighted(shares["missing"])

    def of(self, kind: str, steps: Sequence[Taken]) -> list[Sitting]:
        """Return the meetings of a record; none where a test was waited for, or for a tip-off."""
        names = [step.step for step in steps]
        if kind != "complaint" or names[:1] != ["accept"] or "send_for_testing" in names:
            return []
        ending = next((step for step in steps if step.step in ("settle", "end")), None)
        return self._held(steps[0], ending) if ending else self._ahead(steps[0])

    def _held(self, accepted: Taken, ending: Taken) -> list[Sitting]:
        ground = ending.facts.get("termination_ground", "settled")
        share, result = self._shares["held"].get(ground, (0, ""))
        if not self._draw.chance(share):
            return []
        day = self._office.workday_until(ending.moment // DAY)
        slots = [slot for slot in SLOTS if day * DAY + slot + LONGEST < ending.moment]
        if not slots:
            day, slots = self._office.workday_until(day - 1), list(SLOTS)
        last = self._sitting(accepted, day, slots, result)
        return [*self._earlier(accepted, day), *last] if last else []

    def _earlier(self, accepted: Taken, day: int) -> list[Sitting]:
        """Return, for some mediations of some length, a first meeting that did not end it."""
        days = self._office.workdays_within(accepted.moment // DAY + 2, day - 3)
        if len(days) < self._shares["second_from_workdays"] or not self._draw.chance(self._shares["second"]):
            return []
        result = "cancelled" if self._draw.chance(self._shares["cancelled"]) else "not_agreed"
        return self._sitting(accepted, days[len(days) // 2], SLOTS, result)

    def _ahead(self, accepted: Taken) -> list[Sitting]:
        """Return, for some of those in mediation, the meeting that is planned."""
        if not self._draw.chance(self._shares["planned"]):
            return []
        day = self._office.workday_from(self._today // DAY + 1, self._draw.below(8))
        return self._sitting(accepted, day, SLOTS, "planned")

    def _sitting(self, accepted: Taken, day: int, slots: Sequence[int], result: str) -> list[Sitting]:
        """Return a meeting on a day, none where there was no time to call both sides to it."""
        draw = self._draw
        starts, way = day * DAY + draw.among(slots), self._ways.among(draw)
        before = self._office.workdays_within(accepted.moment // DAY, min(day - 1, self._today // DAY))
        if not before:
            return []
        planned = self._office.moment(draw.among(before[-5:]), accepted.moment, draw)
        if planned >= min(starts, self._today):
            return []
        noted = None if result == "planned" else starts + SHORTEST + draw.below(LONGEST - SHORTEST)
        place = draw.among(self._words["places"]) if way == "on_site" else ""
        attended = CAME[result] if result in CAME else self._missing.among(draw)
        minutes = draw.among(self._words[result]) if result in self._words else ""
        return [Sitting(planned, starts, noted, accepted.actor, way, place, result, attended, minutes)]
