"""Periods of reporting: a month, a quarter, a year, or a run of years.

Written as ISO 8601 has it, `2012-03`, `2012`, `2009/2012` for both years and all between; a quarter is `2012-Q1`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hengzhi.core.errors import HengzhiError

PATTERN = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])|/(?P<last>\d{4}))?")


class PeriodError(HengzhiError):
    """A text that names no period."""


@dataclass(frozen=True, order=True)
class Period:
    """The months from `first` to `last`, each a first of month, both included."""

    first: date
    last: date

    @property
    def text(self) -> str:
        months = len(list(self.months()))
        if months == 1:
            return f"{self.first:%Y-%m}"
        if months == 3:
            return f"{self.first:%Y}-Q{(self.first.month + 2) // 3}"
        if self.first.year == self.last.year:
            return f"{self.first:%Y}"
        return f"{self.first:%Y}/{self.last:%Y}"

    @property
    def zh(self) -> str:
        """The period as Chinese prose has it, for example 2009—2012年."""
        year, _, part = self.text.partition("-")
        if "/" in year:
            return year.replace("/", "—") + "年"
        if part.startswith("Q"):
            return f"{year}年第{'一二三四'[int(part[1]) - 1]}季度"
        return f"{year}年{int(part)}月" if part else f"{year}年"

    @property
    def last_day(self) -> date:
        return month_after(self.last) - timedelta(days=1)

    def months(self) -> Iterator[date]:
        at = self.first
        while at <= self.last:
            yield at
            at = month_after(at)

    def before(self) -> "Period":
        """Return the period of the same kind just before this one."""
        months = len(list(self.months()))
        return Period(_shift(self.first, -months), _shift(self.last, -months))

    def year_before(self) -> "Period":
        """Return the same period one year earlier."""
        return Period(_shift(self.first, -12), _shift(self.last, -12))


def _shift(month: date, by: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, index + 1, 1)


def month_after(month: date) -> date:
    return _shift(month, 1)


def period(text: str) -> Period:
    """Read a period; raises PeriodError naming what was found and what is wanted."""
    match = PATTERN.fullmatch(text.strip())
    if not match or (match["last"] and match["last"] < match["year"]):
        raise PeriodError(f"“{text}” is not a period; write 2012, 2012-Q1, 2012-03 or 2009/2012.")
    year = int(match["year"])
    if match["month"]:
        return Period(*[date(year, int(match["month"]), 1)] * 2)
    if match["quarter"]:
        last = int(match["quarter"]) * 3
        return Period(date(year, last - 2, 1), date(year, last, 1))
    return Period(date(year, 1, 1), date(int(match["last"] or year), 12, 1))
