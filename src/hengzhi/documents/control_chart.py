"""A control chart: what came week by week, over the band of what is ordinary, with the weeks that stand out marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from hengzhi.documents.chart_frame import (
    NARROW,
    PALETTE,
    SOFT,
    WIDE,
    Frame,
    chart,
    ground_axis,
    label_mark,
    mark_width,
    scale,
    spread,
    ticks,
    value_axis,
)

Rows = Sequence[dict]
MARKED = "#b3261e"
BAND = "#cfe3e6"
_HEIGHT = {WIDE: 220, NARROW: 190}
_NAMED_WEEKS = {WIDE: 11, NARROW: 4}
_NAME_GAP = 8


@dataclass(frozen=True)
class Names:
    """The words beside the marks; `upper` names the upper edge of the band."""

    observed: str
    expected: str
    upper: str


def control_chart(rows: Rows, frame: Frame, names: Names) -> dict:
    """Draw weeks as a line of `observed` over the band from `lower` to `upper` and the dashed line of `expected`.

    Rows are weeks in order with `week` (its last day, "2012-08-13"), the four numbers and `marked`: a week that stands out is
    a filled red square, the highest of them with its number. A week without `observed` is a gap.
    """
    weeks = [row["week"] for row in rows]
    marks = ticks([row[name] for row in rows for name in ("observed", "upper")], None, zero=True)
    axis = {"values": _named(weeks, frame), "labelExpr": "slice(datum.value, 5)"} | ground_axis(frame, mark_width(frame, marks))
    across = {"x": {"field": "week", "type": "ordinal", "scale": {"domain": weeks}, "axis": axis}}
    y = {"type": "quantitative", "scale": scale(marks), "axis": value_axis(marks)}
    observed = across | {"y": y | {"field": "observed"}}
    highest = max((row["observed"] for row in rows if row["marked"]), default=None)
    number = label_mark(frame, {"baseline": "bottom", "dy": -7, "fontWeight": "bold", "color": MARKED})
    layers = [
        _layer({"type": "area", "color": BAND, "interpolate": "step"},
               across | {"y": y | {"field": "lower"}, "y2": {"field": "upper"}}),
        _layer({"type": "line", "color": SOFT, "strokeDash": [4, 3], "strokeWidth": 1.4},
               across | {"y": y | {"field": "expected"}}),
        _layer({"type": "line", "color": PALETTE[0], "strokeWidth": 2}, observed),
        _layer({"type": "square", "size": 70, "color": MARKED, "opacity": 1}, observed, "datum.marked"),
        _layer(number, observed | {"text": {"field": "observed"}}, f"datum.marked && datum.observed == {highest or 0}"),
        *(_layer(mark, across | {"y": y | {"field": "at"}}) | {"data": {"values": [value]}}
          for mark, value in _ends(rows, frame, names, marks)),
    ]
    room = frame.width_of([names.observed, names.expected, names.upper]) + _NAME_GAP
    return chart(frame, list(rows), layers, height=_HEIGHT[frame.width] + frame.head_height + 40, right=room)


def _layer(mark: dict, encoding: dict, only: str = "") -> dict:
    return {"mark": mark, "encoding": encoding} | ({"transform": [{"filter": only}]} if only else {})


def _named(weeks: list[str], frame: Frame) -> list[str]:
    """Return the weeks the axis names: evenly apart back from the last, as many as there is room for."""
    every = -(-len(weeks) // _NAMED_WEEKS[frame.width]) or 1
    return weeks[::-1][::every][::-1]


def _ends(rows: Rows, frame: Frame, names: Names, marks: list[float]) -> list[tuple[dict, dict]]:
    """Return the words at the right end of lines and band with their places, moved apart where they would cover each other."""
    last = rows[-1] if rows else {"observed": None, "expected": None, "upper": None}
    wanted = [
        (last["expected"], names.expected, SOFT), (last["upper"], names.upper, SOFT),
        (last["observed"], names.observed, PALETTE[0]),
    ]
    apart = (frame.type_size + 3) / _HEIGHT[frame.width] * (marks[-1] - marks[0])
    known = sorted(one for one in wanted if one[0] is not None)
    heights = spread([height for height, _text, _colour in known], apart, marks[-1])
    mark = {"align": "left", "baseline": "middle", "dx": _NAME_GAP}
    return [
        (label_mark(frame, mark | {"text": text, "color": colour}), {"week": last["week"], "at": height})
        for height, (_height, text, colour) in zip(heights, known, strict=True)
    ]
