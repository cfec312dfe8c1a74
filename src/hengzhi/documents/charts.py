"""Chart specifications in Vega-Lite: one for page, Word and PDF.

Rows are plain dicts. A value of None is a gap or a "—", never a zero. Every builder draws at one of two fixed widths,
`WIDE` for paper and screens and `NARROW` for phones, in pixels.
"""

from collections.abc import Sequence

from hengzhi.documents.chart_frame import (
    DASHES,
    NARROW,
    PALETTE,
    WIDE,
    Frame,
    chart,
    colour,
    ground_axis,
    label_mark,
    mark_width,
    scale,
    spread,
    target_layers,
    ticks,
    value_axis,
)
from hengzhi.documents.drawing import to_png, to_svg

__all__ = ["NARROW", "WIDE", "Frame", "bars_by_item", "bars_by_year_kind", "line_by_month", "to_png", "to_svg"]

Rows = Sequence[dict]

_PLOT_HEIGHT = {WIDE: 210, NARROW: 180}
_BAR_PITCH = 27
_SMALLEST_TYPE = 9
_LABEL = {"field": "label"}
_HALO = {"color": "#ffffff", "stroke": "#ffffff", "strokeWidth": 5}  # keeps a target line off the words


def line_by_month(rows: Rows, frame: Frame, *, zero: bool = True) -> dict:
    """Draw one line a series over months, its name and last value at its end; a month without a value breaks the line.

    Rows have `month` ("2012-03"), `value` and, with several lines, `series`. Months absent from `rows` are gaps.
    `zero` False lets the scale start near the lowest value.
    """
    months, names = _months(rows), _distinct(rows, "series")
    points = _points(rows, names, months)
    marks = ticks([point["value"] for point in points], frame.target, zero=zero)
    ends = _line_ends(points, names, marks, frame)
    axis = _month_axis(months, frame) | ground_axis(frame, mark_width(frame, marks))
    x = {"field": "month", "type": "ordinal", "scale": {"domain": months}, "axis": axis}
    y = {"field": "value", "type": "quantitative", "scale": scale(marks), "axis": value_axis(marks)}
    dash = {"field": "series", "scale": {"domain": names, "range": list(DASHES[: len(names)])}, "legend": None}
    place = {"x": x, "y": y, "color": colour("series", names)}
    name = label_mark(frame, {"align": "left", "baseline": "middle", "dx": 9, "fontWeight": "bold"})
    layers = [
        *target_layers(frame, "y", scale(marks)),
        {"mark": {"type": "line", "strokeWidth": 2.2}, "encoding": place | {"strokeDash": dash}},
        {"mark": {"type": "circle", "size": 28, "opacity": 1}, "encoding": place},
        {"data": {"values": ends}, "mark": name, "encoding": place | {"y": y | {"field": "at"}, "text": _LABEL}},
    ]
    half_a_month = frame.width * 0.4 / max(len(months), 1)
    room = max(0.0, frame.width_of([end["label"] for end in ends]) + 9 - half_a_month)
    return chart(frame, points, layers, height=_PLOT_HEIGHT[frame.width] + frame.head_height + 40, right=room)


def bars_by_item(rows: Rows, frame: Frame) -> dict:
    """Draw one bar an item across the page, in the order given, its value at its end. Rows have `item` and `value`."""
    items, values = _distinct(rows, "item"), _labelled(rows, frame)
    widest = min(frame.width_of(items), frame.width * 0.4)
    lengths = [0.0, frame.target or 0.0, *(row["end"] for row in values)]
    ends = scale([min(lengths), max(lengths) or 1.0])
    hidden = {"labels": False, "ticks": False, "domain": False}
    item_axis = {"title": None, "domain": False, "ticks": False, "labelPadding": 8, "labelLimit": widest + 2}
    y = {"field": "item", "type": "nominal", "scale": {"domain": items}, "axis": item_axis}
    x = {"field": "end", "type": "quantitative", "scale": ends, "axis": ground_axis(frame, widest + 8) | hidden}
    beside, label = {"align": "left", "dx": 5}, {"x": x | {"field": "tip"}, "y": y, "text": _LABEL}
    layers = [
        {"mark": {"type": "bar", "height": {"band": 0.64}, "color": PALETTE[0]}, "encoding": {"x": x, "y": y}},
        *target_layers(frame, "x", ends),
        {"mark": label_mark(frame, beside | _HALO), "encoding": label},
        {"mark": label_mark(frame, beside), "encoding": label},
    ]
    room = frame.width_of([row["label"] for row in values]) + 5
    return chart(frame, values, layers, height=_BAR_PITCH * len(items) + frame.head_height + 24, right=room)


def bars_by_year_kind(rows: Rows, frame: Frame) -> dict:
    """Draw upright bars grouped by year, one a kind, each with its value. Rows have `year`, `kind` and `value`.

    Where bars are too narrow for their values only the "—" of missing ones stay; the table of the chart has the rest.
    """
    years, kinds = _distinct(rows, "year"), _distinct(rows, "kind")
    marks = ticks([row["value"] for row in rows], frame.target, zero=True)
    band = {"domain": years, "paddingInner": 0.3, "paddingOuter": 0.15}
    axis = ground_axis(frame, mark_width(frame, marks)) | {"ticks": False, "labelPadding": 6}
    x = {"field": "year", "type": "ordinal", "scale": band, "axis": axis}
    y = {"field": "end", "type": "quantitative", "scale": scale(marks), "axis": value_axis(marks)}
    place = {"x": x, "xOffset": {"field": "kind", "scale": {"domain": kinds}}, "y": y}
    legend = {"title": None, "orient": "top", "direction": "horizontal", "offset": 8} if len(kinds) > 1 else None
    values, size = _bar_labels(_labelled(rows, frame), frame, bars=len(years) * len(kinds))
    label = label_mark(frame, {"baseline": "bottom", "dy": -3, "fontSize": size})
    layers = [
        {"mark": "bar", "encoding": place | {"color": colour("kind", kinds, legend)}},
        {"mark": label, "encoding": place | {"text": _LABEL}},
        *target_layers(frame, "y", scale(marks)),
    ]
    return chart(frame, values, layers, height=_PLOT_HEIGHT[frame.width] + frame.head_height + 60)


def _bar_labels(values: list[dict], frame: Frame, *, bars: int) -> tuple[list[dict], float]:
    """Return the rows with the labels that find room, and the type size of the labels."""
    bar = 0.7 * 0.92 * frame.width / max(bars, 1)
    size = round(min(1.0, bar / (frame.width_of([row["label"] for row in values]) or 1.0)) * frame.type_size, 1)
    if size >= _SMALLEST_TYPE:
        return values, size
    return [row | {"label": row["label"] if row["value"] is None else ""} for row in values], _SMALLEST_TYPE


def _labelled(rows: Rows, frame: Frame) -> list[dict]:
    """Add to each row its label, where its bar ends and where the label stands: never left of zero."""
    ends = [row["value"] or 0 for row in rows]
    return [
        {**row, "label": frame.printed(row["value"]), "end": end, "tip": max(end, 0)}
        for row, end in zip(rows, ends, strict=True)
    ]


def _distinct(rows: Rows, field: str) -> list[str]:
    return list(dict.fromkeys(str(row.get(field, "")) for row in rows))


def _months(rows: Rows) -> list[str]:
    known = sorted(row["month"] for row in rows)
    if not known:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    return [f"{count // 12:04d}-{count % 12 + 1:02d}" for count in range(first, last + 1)]


def _points(rows: Rows, names: list[str], months: list[str]) -> list[dict]:
    values = {(str(row.get("series", "")), row["month"]): row["value"] for row in rows}
    return [{"series": name, "month": month, "value": values.get((name, month))} for name in names for month in months]


def _line_ends(points: list[dict], names: list[str], marks: list[float], frame: Frame) -> list[dict]:
    """Return where the label of each line stands: at its last value, moved where it would cover another."""
    last = {point["series"]: point for point in points if point["value"] is not None}
    ends = sorted((last[name] for name in names if name in last), key=lambda point: point["value"])
    apart = (frame.type_size + 4) / _PLOT_HEIGHT[frame.width] * (marks[-1] - marks[0])
    heights = spread([float(end["value"]) for end in ends], apart, marks[-1])
    labels = [f"{end['series']} {frame.printed(end['value'])}".strip() for end in ends]
    return [{**end, "at": height, "label": label} for end, height, label in zip(ends, heights, labels, strict=True)]


def _month_axis(months: list[str], frame: Frame) -> dict:
    room = 14 if frame.width == WIDE else 7
    every = next(step for step in (1, 3, 6, 12) if len(months) <= room * step or step == 12)
    shown = [month for month in months if (int(month[5:]) - 1) % every == 0] or months[:1]
    month, year = "toNumber(slice(datum.value, 5)) + '月'", "slice(datum.value, 0, 4) + '年'"
    head = f"slice(datum.value, 5) == '01' || datum.value == '{shown[0] if shown else ''}'"
    return {"values": shown, "labelExpr": f"{head} ? [{month}, {year}] : {month}"}
