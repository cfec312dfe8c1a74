import hashlib
import re
import subprocess
import sys
from itertools import combinations

import pytest

from hengzhi.documents.chart_frame import PALETTE
from hengzhi.documents.charts import NARROW, WIDE, Frame, bars_by_item, bars_by_year_kind, line_by_month, to_png, to_svg

MONTHS = [{"month": "2012-01", "value": 201}, {"month": "2012-02", "value": None}, {"month": "2012-04", "value": 252}]
LINE = r'aria-roledescription="line mark container"><path[^>]* d="([^"]+)"'
DEFICIENCIES = {  # Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def make_frame(**overrides) -> Frame:
    frame = {"title": "逐月上升", "unit": "件", "source": "投诉登记", "description": "折线图"}
    return Frame(**(frame | overrides))


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</(?:text|tspan)>", svg)


def identifiers(svg: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', svg)


def test_a_month_without_a_row_is_a_gap_like_a_month_without_a_value():
    spec = line_by_month(MONTHS, make_frame())

    assert [(row["month"], row["value"]) for row in spec["data"]["values"]] == [
        ("2012-01", 201),
        ("2012-02", None),
        ("2012-03", None),
        ("2012-04", 252),
    ]


def test_a_gap_breaks_the_line():
    solid = [{"month": f"2012-{month:02d}", "value": 200} for month in range(1, 6)]
    broken = [row | {"value": None} if row["month"] == "2012-03" else row for row in solid]

    lines = [re.search(LINE, to_svg(line_by_month(rows, make_frame()))) for rows in (solid, broken)]

    assert [line.group(1).count("M") for line in lines] == [1, 2]


def test_missing_is_a_dash_and_zero_a_zero():
    rows = [{"item": "家用电器", "value": 1812}, {"item": "停车服务", "value": 0}, {"item": "其他服务", "value": None}]

    drawn = texts(to_svg(bars_by_item(rows, make_frame())))

    assert [text for text in drawn if text in {"1,812", "0", "—"}] == ["1,812", "0", "—"] * 2  # each over its halo


def test_bars_too_narrow_for_their_values_still_tell_missing_from_zero():
    rows = [
        {"year": f"{year}", "kind": kind, "value": None if (year, kind) == (2011, "举报") else 123456}
        for year in range(2008, 2013)
        for kind in ("投诉", "举报", "申诉")
    ]

    wide, narrow = (texts(to_svg(bars_by_year_kind(rows, make_frame(width=width)))) for width in (WIDE, NARROW))

    assert ("123,456" in wide, "123,456" in narrow, narrow.count("—")) == (False, False, 1)
    assert texts(to_svg(bars_by_year_kind(rows[:3], make_frame()))).count("123,456") == 3


def test_a_target_is_drawn_once_and_only_where_there_is_one():
    rows = [{"item": f"类别{number}", "value": 90 + number} for number in range(8)]

    with_target = texts(to_svg(bars_by_item(rows, make_frame(target=95, decimals=1))))
    without = texts(to_svg(bars_by_item(rows, make_frame(decimals=1))))

    assert (with_target.count("目标 95.0"), sum("目标" in text for text in without)) == (1, 0)


def test_labels_of_lines_that_end_together_do_not_cover_each_other():
    rows = [{"month": f"2012-{m:02d}", "series": name, "value": 100} for m in (1, 2) for name in ("投诉", "举报", "咨询")]

    svg = to_svg(line_by_month(rows, make_frame()))

    heights = [float(height) for height in re.findall(r'translate\([\d.]+,([-\d.]+)\)"[^>]*>.. 100<', svg)]
    assert len(heights) == 3
    assert all(abs(one - other) >= 13 for one, other in combinations(heights, 2))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_charts_have_exactly_their_width(width):
    rows = [{"item": "制作、保养和修理服务", "value": 1}]
    frame = make_frame(width=width, title="很长的标题" * 12, source="很长的资料来源" * 12)

    drawn = [to_svg(bars_by_item(rows, frame)), to_svg(line_by_month(MONTHS, frame))]

    assert [re.search(r'<svg[^>]* width="(\d+)"', svg).group(1) for svg in drawn] == [f"{width}"] * 2


def test_the_title_states_the_finding_and_the_source_stands_below():
    drawn = texts(to_svg(line_by_month(MONTHS, make_frame())))

    assert {"逐月上升", "单位：件", "资料来源：投诉登记"} <= set(drawn)


def test_years_are_named_at_the_first_month_and_each_january():
    rows = [{"month": f"{2011 + month // 12}-{month % 12 + 1:02d}", "value": month} for month in range(6, 20)]

    drawn = texts(to_svg(line_by_month(rows, make_frame())))

    assert (drawn.count("7月"), drawn.count("2011年"), drawn.count("2012年")) == (2, 1, 1)


def test_a_screen_reader_hears_one_image_with_title_and_description():
    svg = to_svg(line_by_month(MONTHS, make_frame(title="投诉 < 举报", description="1月201件")), "chart-1")

    root = re.match(r'<svg [^>]*role="img" aria-labelledby="chart-1-title chart-1-description">', svg)
    assert root
    spoken = '<title id="chart-1-title">投诉 &lt; 举报</title><desc id="chart-1-description">1月201件</desc>'
    assert svg[root.end() :].startswith(spoken)


def test_identifiers_of_two_charts_on_a_page_never_clash():
    spec = line_by_month(MONTHS, make_frame())
    spec["layer"][0]["mark"]["clip"] = True

    one, other = to_svg(spec, "chart-1"), to_svg(spec, "chart-2")

    assert len(identifiers(one)) > 2
    assert set(identifiers(one)).isdisjoint(identifiers(other))
    assert set(re.findall(r"url\(#([^)]+)\)", one)) <= set(identifiers(one))


def test_names_cannot_become_markup():
    rows = [{"item": '</text><script>alert("1")</script>', "value": 1}]

    svg = to_svg(bars_by_item(rows, make_frame(title="<b>&")))

    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_nothing_to_draw_is_an_empty_chart():
    empty = line_by_month([], make_frame()), bars_by_item([], make_frame()), bars_by_year_kind([], make_frame())

    assert all("<svg" in to_svg(spec) for spec in empty)


def test_a_picture_has_two_pixels_for_each_of_the_specification():
    png = to_png(line_by_month(MONTHS, make_frame()))

    assert int.from_bytes(png[16:20]) == 2 * WIDE


def test_the_same_chart_has_the_same_bytes_in_another_process():
    code = (
        "import hashlib; from hengzhi.documents.charts import *;"
        f"spec = line_by_month({MONTHS!r}, Frame('逐月上升', '件', '投诉登记', '折线图'));"
        "print(hashlib.sha256(to_svg(spec).encode() + to_png(spec)).hexdigest())"
    )
    spec = line_by_month(MONTHS, make_frame())

    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert elsewhere.stdout.strip() == hashlib.sha256(to_svg(spec).encode() + to_png(spec)).hexdigest()


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_first_four_colours_differ_for_every_eye(deficiency):
    seen = [_lab(_seen(colour, DEFICIENCIES[deficiency])) for colour in PALETTE[:4]]

    assert min(_distance(one, other) for one, other in combinations(seen, 2)) > 15


@pytest.mark.parametrize("colour", PALETTE)
def test_every_colour_stands_out_from_paper(colour):
    red, green, blue = _linear(colour)

    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 3


def _linear(colour: str) -> list[float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _seen(colour: str, matrix: tuple) -> list[float]:
    light = _linear(colour)
    return [min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, light, strict=True)))) for row in matrix]


def _lab(light: list[float]) -> tuple[float, float, float]:
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (
        _cube_root(sum(factor * part for factor, part in zip(row, light, strict=True)) / point)
        for row, point in zip(rows, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _cube_root(share: float) -> float:
    return share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116


def _distance(one: tuple, other: tuple) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
