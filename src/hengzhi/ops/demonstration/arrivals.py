"""When and by which channel complaints and tip-offs come in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hengzhi.ops.demonstration.draw import Draw, Weighted
from hengzhi.ops.demonstration.worktime import DAY, OfficeTime


class Arrivals:
    """Draws the moment of receipt and the channel."""

    def __init__(self, shares: Mapping[str, Any], office: OfficeTime, last: int) -> None:
        """Prepare for arrivals up to the moment `last`."""
        self._shares, self._office, self._last = shares, office, last
        self._days: dict[int, Weighted[int]] = {}
        self._channels: dict[tuple[int, str], Weighted[str]] = {}
        hours = shares["calendar"]
        self._hours = {
            name: Weighted({int(hour): weight for hour, weight in hours[f"{name}_hours"].items()}) for name in ("office", "any")
        }
        self._hours_of = {channel["code"]: self._hours[channel["hours"]] for channel in shares["channel"]}

    def receipt(self, year: int, kind: str, draw: Draw) -> tuple[int, str]:
        """Return a moment of the year and the channel of a record of a kind."""
        if year not in self._days:
            self._days[year] = self._year(year)
        while True:
            day = self._days[year].among(draw)
            channel = self._channels_on(day, kind).among(draw)
            moment = day * DAY + self._hours_of[channel].among(draw) * 3600 + draw.below(3600)
            if moment <= self._last:
                return moment, channel

    def _year(self, year: int) -> Weighted[int]:
        days = self._office.days[: self._last // DAY + 1]
        return Weighted({number: self._weight(number, day) for number, day in enumerate(days) if day.year == year})

    def _weight(self, number: int, day: date) -> float:
        shape = self._shares["calendar"]
        weight = shape["months"][day.month - 1] * shape["weekdays"][day.weekday()]
        for peak in self._shares["peak"]:
            if peak["from_day"] <= f"{day:%m-%d}" <= peak["to_day"]:
                weight *= peak["factor"]
        return weight if self._office.is_workday(number) else weight * shape["day_off"]

    def _channels_on(self, number: int, kind: str) -> Weighted[str]:
        """Return the channels open on a day: staff take in nothing on a day off."""
        if (number, kind) not in self._channels:
            day, is_workday = self._office.days[number], self._office.is_workday(number)
            self._channels[number, kind] = Weighted({
                channel["code"]: channel[kind] for channel in self._shares["channel"]
                if channel.get("since", day) <= day and (is_workday or channel["hours"] == "any")
            })
        return self._channels[number, kind]
