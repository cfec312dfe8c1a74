"""Control charts: band, lines, marks, words that do not cover each other."""

import re
from itertools import pairwise

import pytest

from hengzhi.documents.chart_frame import NARROW, WIDE, Frame
from hengzhi.documents.charts import to_svg
from hengzhi.documents.control_chart import Names, control_chart

NAMES = Names("收到", "预期", "上限")
WEEKS = [
    {"week": f"2012-{month:02}-{day:02}", "observed": 5, "expected": 6.1, "lower": 2, "upper": 12, "marked": False}
    for month in range(1, 13) for day in (7, 14, 21, 28)
]


def drawn(rows, width=WIDE) -> str:
    frame = Frame("家用电器上升", "件/周", "投诉举报登记", "图", decimals=1, width=width)
    return to_svg(control_chart(rows, frame, NAMES))


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</(?:text|tspan)>", svg)


def test_the_week_that_stands_out_is_marked_with_its_number():
    marked = [*WEEKS[:-2], WEEKS[-2] | {"observed": 17, "marked": True}, WEEKS[-1] | {"observed": 16, "marked": True}]

    svg = drawn(marked)

    assert ("17" in texts(svg), "16" in texts(svg)) == (True, False)
    assert len(re.findall(r'aria-label="[^"]*"[^>]*fill="#b3261e"|fill="#b3261e"', svg)) >= 2
    assert "17" not in texts(drawn(WEEKS))


def test_a_week_without_a_number_breaks_the_line():
    broken = [row | ({"observed": None} if place == 20 else {}) for place, row in enumerate(WEEKS)]
    line = r'stroke="#0b6470"[^>]*d="([^"]+)"|d="([^"]+)"[^>]*stroke="#0b6470"'

    pieces = ["".join(re.search(line, drawn(rows)).groups("")).count("M") for rows in (WEEKS, broken)]

    assert pieces == [1, 2]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_names_of_the_lines_stand_apart(width):
    close = [row | {"observed": 6, "upper": 6, "lower": 5} for row in WEEKS]

    svg = drawn(close, width)

    heights = sorted(float(y) for y in re.findall(r'translate\([\d.]+,(-?[\d.]+)\)"[^>]*>(?:收到|预期|上限)<', svg))
    assert len(heights) == 3
    assert min(above - below for below, above in pairwise(heights)) >= 12


def test_no_weeks_give_an_empty_chart():
    assert "家用电器上升" in drawn([])
