"""The control chart of a rise, drawn for wide and for narrow screens, with its numbers."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hengzhi.alarms.models import Alarm
from hengzhi.alarms.wording import plain, sentence
from hengzhi.documents.chart_frame import Frame
from hengzhi.documents.charts import NARROW, WIDE, to_svg
from hengzhi.documents.control_chart import Names, control_chart

WEEK_DAYS = 7


@dataclass(frozen=True)
class WeekRow:
    """A week as the table under the chart shows it."""

    since: date
    until: date
    observed: int
    expected: str
    lower: int
    upper: int
    is_marked: bool


@dataclass(frozen=True)
class Picture:
    wide: str
    narrow: str
    weeks: list[WeekRow]


def picture(alarm: Alarm, title: str) -> Picture | None:
    """Return the chart of a question that has one; `title` is the question's."""
    weeks = [_week(alarm, week) for week in alarm.weeks]
    if not weeks:
        return None
    rows = [
        {"week": f"{week.until}", "observed": week.observed, "expected": given["expected"], "lower": week.lower,
         "upper": week.upper, "marked": week.is_marked}
        for week, given in zip(weeks, alarm.weeks, strict=True)
    ]
    names = Names(_("received"), _("expected"), _("upper limit"))
    drawn = {width: control_chart(rows, _frame(alarm, title, width), names) for width in (WIDE, NARROW)}
    return Picture(to_svg(drawn[WIDE], "chart-wide"), to_svg(drawn[NARROW], "chart-narrow"), weeks)


def _week(alarm: Alarm, week: dict) -> WeekRow:
    until = date.fromisoformat(week["until"])
    since = until - timedelta(days=WEEK_DAYS - 1)
    is_marked = until >= alarm.since and since <= alarm.until
    return WeekRow(since, until, week["observed"], plain(week["expected"]), week["lower"], week["upper"], is_marked)


def _frame(alarm: Alarm, title: str, width: int) -> Frame:
    finding = _("%(title)s: %(observed)s received, %(expected)s expected") % {
        "title": title, "observed": alarm.observed, "expected": plain(alarm.expected),
    }
    return Frame(
        title=finding, unit=_("records a week"), source=_("register of complaints and tip-offs; a week ends on the day shown"),
        description=sentence(alarm), decimals=1, width=width,
    )
