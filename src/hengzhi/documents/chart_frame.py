"""What all charts share: words around the marks, axes, scales, colours."""

import math
from dataclasses import dataclass

from hengzhi.documents import wording
from hengzhi.documents.layout import text_width, wrapped

WIDE = 640
NARROW = 340

PALETTE = ("#0b6470", "#d9772b", "#3b2a5e", "#7d8a93", "#a8326b", "#4f7f1f")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3])
INK, SOFT, LINE = "#17212b", "#566370", "#dfe4e8"
FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

_EDGE = 4
_SOURCE_GAP = 14
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart says around its marks.

    `title` states the finding, `unit` stands under it, `source` below the picture, `description` is read to those who
    cannot see it. `decimals` is how values are printed, `target` draws a line, `width` is `WIDE` or `NARROW` pixels.
    """

    title: str
    unit: str
    source: str
    description: str
    decimals: int = 0
    target: float | None = None
    width: int = WIDE

    @property
    def type_size(self) -> int:
        """Return the size of labels, in pixels."""
        return 13 if self.width >= WIDE else 12

    @property
    def room(self) -> int:
        """Return the width inside the edges, in pixels."""
        return self.width - 2 * _EDGE

    @property
    def head_height(self) -> int:
        """Return the height of title, unit and source, in pixels."""
        return 22 * len(self.title_lines) + 18 * len(self.source_lines) + 40

    @property
    def title_lines(self) -> tuple[str, ...]:
        """Return the title broken to the width of the chart."""
        return wrapped(self.title, self.room / (self.type_size + 3))

    @property
    def source_lines(self) -> tuple[str, ...]:
        """Return the source line broken to the width of the chart."""
        return wrapped(f"{wording.SOURCE}{wording.COLON}{self.source}", self.room / (self.type_size - 1))

    def printed(self, value: float | None) -> str:
        """Return a value as its label shows it."""
        return wording.MISSING if value is None else f"{value:,.{self.decimals}f}"

    def width_of(self, texts: list[str]) -> float:
        """Return the width of the widest label, in pixels."""
        return max((text_width(text) for text in texts), default=0.0) * self.type_size


def chart(frame: Frame, values: list[dict], layers: list[dict], *, height: float, right: float = 0.0) -> dict:
    """Return the specification of a chart `height` pixels high, with `right` pixels free for labels past the plot."""
    size = frame.type_size
    return {
        "$schema": SCHEMA,
        "description": frame.description,
        "title": {
            "text": list(frame.title_lines),
            "subtitle": f"{wording.UNIT}{wording.COLON}{frame.unit}",
            "fontSize": size + 3,
            "subtitleFontSize": size,
        },
        "width": frame.width,
        "height": math.ceil(height),
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": _EDGE, "top": _EDGE, "right": math.ceil(right) + _EDGE, "bottom": _EDGE},
        "data": {"values": values},
        "layer": layers,
        "config": _config(size),
    }


def _config(size: int) -> dict:
    return {
        "background": "#ffffff",
        "font": FONT,
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": size,
            "labelColor": INK,
            "titleFontSize": size - 1,
            "titleColor": SOFT,
            "titleFontWeight": "normal",
            "gridColor": LINE,
            "domainColor": SOFT,
            "tickColor": SOFT,
        },
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": INK,
            "lineHeight": 22,
            "subtitleColor": SOFT,
            "subtitlePadding": 6,
            "offset": 12,
        },
        "legend": {"labelFontSize": size, "labelColor": INK, "symbolType": "square", "symbolStrokeWidth": 0},
    }


def ticks(values: list[float | None], target: float | None, *, zero: bool) -> list[float]:
    """Return round marks, evenly apart, from below all values and the target to above them."""
    known = [float(value) for value in (*values, target) if value is not None] or [0.0, 1.0]
    low, high = (min(0.0, *known) if zero else min(known)), max(known)
    step = _round_step((high - low or abs(high) or 1.0) / _STEPS)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(count * step, 10) for count in range(first, max(last, first + 1) + 1)]


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999) * power


def spread(heights: list[float], apart: float, top: float) -> list[float]:
    """Move rising heights at least `apart` from each other, up where there is room below `top`, down where not."""
    raised, floor = [], -math.inf
    for height in heights:
        raised.append(max(height, floor))
        floor = raised[-1] + apart
    lowered, ceiling = [], top
    for height in reversed(raised):
        lowered.append(min(height, ceiling))
        ceiling = lowered[-1] - apart
    return lowered[::-1]


def scale(marks: list[float]) -> dict:
    """Return a scale from the first mark to the last."""
    return {"domain": [marks[0], marks[-1]], "nice": False, "zero": False}


def colour(field: str, names: list[str], legend: dict | None = None) -> dict:
    """Return the colour channel: the same name has the same colour in every layer."""
    palette = {"domain": names, "range": list(PALETTE[: len(names)])}
    return {"field": field, "type": "nominal", "scale": palette, "legend": legend}


def value_axis(marks: list[float]) -> dict:
    """Return the upright axis of values: thin lines across, no frame."""
    return {"title": None, "grid": True, "values": marks, "format": ",~f", "domain": False, "ticks": False, "labelPadding": 6}


def mark_width(frame: Frame, marks: list[float]) -> float:
    """Return how far the marks of the upright axis reach to the left of the plot, in pixels."""
    return frame.width_of([f"{mark:,.10g}" for mark in marks]) + 6


def ground_axis(frame: Frame, reach: float) -> dict:
    """Return the bottom axis, which carries the source; it starts `reach` pixels left of the plot, where labels do."""
    return {
        "title": list(frame.source_lines),
        "titleAnchor": "start",
        "titleAlign": "left",
        "titleX": -reach,
        "titlePadding": _SOURCE_GAP,
        "labelAngle": 0,
        "grid": False,
    }


def label_mark(frame: Frame, place: dict) -> dict:
    """Return a text mark in the type of labels, placed as `place` says."""
    return {"type": "text", "fontSize": frame.type_size, "color": INK} | place


def target_layers(frame: Frame, channel: str, ends: dict) -> list[dict]:
    """Return the dashed target line and its words, or nothing where there is no target."""
    if frame.target is None:
        return []
    along = {channel: {"datum": frame.target, "type": "quantitative", "scale": ends}}
    words = f"{wording.TARGET} {frame.printed(frame.target)}"
    upright = channel == "x"
    start = {"y": {"value": 0}} if upright else {"x": {"value": 0}}
    place = {"align": "center", "baseline": "bottom"} if upright else {"align": "left", "baseline": "bottom", "dx": 4}
    marks = [
        {"mark": {"type": "rule", "color": "#ffffff", "strokeWidth": 3}, "encoding": along},
        {"mark": {"type": "rule", "strokeDash": [5, 4], "color": INK, "strokeWidth": 1.4}, "encoding": along},
        {"mark": label_mark(frame, place | {"dy": -3, "text": words}), "encoding": along | start},
    ]
    return [{"data": {"values": [{}]}, **mark} for mark in marks]
