"""Spans of days a report is about: a month, quarter, half-year or year, or any days; and those it is held against."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError

PATTERN = re.compile(r"(?P<year>[12]\d{3})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)
ONE_DAY = timedelta(days=1)


class SpanError(HengzhiError):
    """A text that names no span."""


@dataclass(frozen=True)
class Span:
    """Days from `since` to `until`, both included; `months` how many whole months they are, 0 for any days."""

    since: date
    until: date
    months: int = 0

    @property
    def text(self) -> str:
        """The span as an address has it: 2012, 2012-H1, 2012-Q3, 2012-03, or 2012-03-05/2012-04-02."""
        year, month = self.since.year, self.since.month
        named = {12: f"{year}", 6: f"{year}-H{(month + 5) // 6}", 3: f"{year}-Q{(month + 2) // 3}", 1: f"{year}-{month:02d}"}
        return named.get(self.months, f"{self.since}/{self.until}")

    @property
    def label(self) -> str:
        """The span in words."""
        year, month = self.since.year, self.since.month
        words = {"year": year, "half": (month + 5) // 6, "quarter": (month + 2) // 3, "month": month}
        says = {
            12: _("%(year)d"), 6: _("half-year %(half)d of %(year)d"), 3: _("quarter %(quarter)d of %(year)d"),
            1: _("%(year)d-%(month)02d"),
        }
        if self.months in says:
            return says[self.months] % words
        return _("%(since)s to %(until)s") % {"since": self.since, "until": self.until}

    def before(self) -> "Span":
        """Return the span of the same length just before."""
        if self.months:
            return _months_from(_shift(self.since, -self.months), self.months)
        days = self.until - self.since
        return Span(self.since - ONE_DAY - days, self.since - ONE_DAY)

    def year_before(self) -> "Span":
        """Return the same span a year earlier; 29 February becomes 28."""
        if self.months:
            return _months_from(_shift(self.since, -12), self.months)
        return Span(_year_earlier(self.since), _year_earlier(self.until))


def _shift(month: date, by: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, index + 1, 1)


def _months_from(first: date, months: int) -> Span:
    return Span(first, _shift(first, months) - ONE_DAY, months)


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def pieces(of: Span) -> list[Span]:
    """Cut a span at the ends of months."""
    first = date(of.since.year, of.since.month, 1)
    count = (of.until.year - first.year) * 12 + of.until.month - first.month + 1
    months = (_months_from(_shift(first, by), 1) for by in range(count))
    return [
        month if of.since <= month.since and month.until <= of.until
        else Span(max(month.since, of.since), min(month.until, of.until))
        for month in months
    ]


def span(text: str) -> Span:
    """Read a span; raises SpanError saying what was found and what is wanted."""
    wanted = _("“%(text)s” is no period; write 2012, 2012-H1, 2012-Q3, 2012-03 or 2012-03-05/2012-04-02.") % {"text": text[:40]}
    if "/" in text:
        return _any_days(text, wanted)
    match = PATTERN.fullmatch(text)
    if match is None:
        raise SpanError(wanted)
    year = int(match["year"])
    if match["month"]:
        return _months_from(date(year, int(match["month"]), 1), 1)
    if match["quarter"]:
        return _months_from(date(year, int(match["quarter"]) * 3 - 2, 1), 3)
    return _months_from(date(year, 7 if match["half"] == "2" else 1, 1), 6 if match["half"] else 12)


def _any_days(text: str, wanted: str) -> Span:
    try:
        since, until = map(date.fromisoformat, text.split("/"))
    except ValueError as error:
        raise SpanError(wanted) from error
    if until < since or since.year < 1000:
        raise SpanError(wanted)
    return Span(since, until)


def choices(on: date) -> list[Span]:
    """Return the spans most asked for on a day: this and the last month, quarter, half-year and year."""
    month = date(on.year, on.month, 1)
    now = [_months_from(_shift(month, -((on.month - 1) % months)), months) for months in (1, 3, 6, 12)]
    return [one for current in now for one in (current, current.before())]
