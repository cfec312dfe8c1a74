"""What came in, as arrays: one row a complaint or tip-off, read once for all the series that are watched."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from hengzhi.complaints.models import Complaint
from hengzhi.core.calendar import WorkCalendar
from hengzhi.register.models import Record

Whole = NDArray[np.int64]
COLUMNS = (
    "record_id", "record__opened_on", "category", "record__area_id", "respondent_id", "record__confidentiality",
)
HISTORY_DAYS = 4 * 365
DAY_OFF, MADE_UP = 5, 6
NONE = -1


@dataclass(frozen=True)
class Arrivals:
    """Complaints and tip-offs in the order of receipt.

    `days` are indexes from `first`. `categories`, `areas` and `enterprises` are indexes of `codes`, of the keys in
    `area_keys` and in `enterprise_keys`, -1 where there is none. `is_secret` marks those whose informant asked for
    secrecy: they count in large numbers, never where a count would tell that somebody informed on one business.
    """

    first: date
    codes: tuple[str, ...]
    area_keys: tuple[int, ...]
    enterprise_keys: tuple[int, ...]
    records: Whole
    days: Whole
    categories: Whole
    areas: Whole
    enterprises: Whole
    is_secret: NDArray[np.bool_]

    def until(self, last: date) -> "Arrivals":
        """Return what had come in by the end of a day, at most four years back."""
        since = max(self.first, last - timedelta(days=HISTORY_DAYS))
        low, high = np.searchsorted(self.days, [(since - self.first).days, (last - self.first).days + 1])
        part = slice(low, high)
        return replace(
            self, first=since, records=self.records[part], days=self.days[part] - (since - self.first).days,
            categories=self.categories[part], areas=self.areas[part], enterprises=self.enterprises[part],
            is_secret=self.is_secret[part],
        )


def arrivals() -> Arrivals:
    """Read all complaints and tip-offs, whoever asks: the watch counts, it shows nothing."""
    rows = list(Complaint.objects.order_by("record__opened_on", "record_id").values_list(*COLUMNS))
    first = rows[0][1] if rows else date.min
    codes, categories = _indexed([row[2] for row in rows])
    area_keys, areas = _indexed([row[3] for row in rows])
    enterprise_keys, enterprises = _indexed([row[4] for row in rows])
    return Arrivals(
        first=first, codes=codes, area_keys=area_keys, enterprise_keys=enterprise_keys,
        records=_whole(row[0] for row in rows), days=_whole((row[1] - first).days for row in rows), categories=categories,
        areas=areas, enterprises=enterprises,
        is_secret=np.array([row[5] == Record.Confidentiality.CONFIDENTIAL for row in rows], dtype=bool),
    )


def _indexed(values: list) -> tuple[tuple, Whole]:
    """Return the different values in order and for each value its place among them, -1 for None."""
    known = tuple(sorted(set(values) - {None}))
    place = {value: number for number, value in enumerate(known)}
    return known, _whole(place.get(value, NONE) for value in values)


def _whole(values: Iterable[int]) -> Whole:
    return np.fromiter(values, dtype=np.int64)


def kinds_of_day(first: date, days: int, calendar: WorkCalendar) -> Whole:
    """Return the kind of each day: 0 to 4 for Monday to Friday at work, 5 off, 6 a weekend day made up."""

    def kind(day: date) -> int:
        if not calendar.is_workday(day):
            return DAY_OFF
        return min(day.weekday(), MADE_UP) if day.weekday() < DAY_OFF else MADE_UP

    return _whole(kind(first + timedelta(days=number)) for number in range(days))
