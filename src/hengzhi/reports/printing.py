"""How a value is printed in a Chinese report: with separators, in 万 and 亿, rounded by a word, as a change.

These words belong to the paper, like those of `wording`, and are not translated.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

WAN = Decimal(10_000)
FRACTION_DIGITS = {"percent": 1, "percentage_points": 1, "yuan": 2, "days": 1}


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def number(value: Decimal, unit: str) -> str:
    """12,345 or 98.2: separated thousands, as many places as the unit has."""
    return f"{_rounded(value, FRACTION_DIGITS.get(unit, 0)):,}"


def percent(value: Decimal, unit: str) -> str:
    return f"{_rounded(value, 1)}%"


def wan(value: Decimal, unit: str) -> str:
    """2,045.13万: in ten thousands."""
    return f"{_rounded(value / WAN, 2):,}万"


def in_wan(value: Decimal, unit: str) -> str:
    """2,045.13: in ten thousands, under a head that says so."""
    return f"{_rounded(value / WAN, 2):,}"


def over(value: Decimal, unit: str) -> str:
    """2000余万: cut to two figures and marked as a little over; exact round amounts stand as they are."""
    if value < WAN:
        return number(value, unit)
    cut = int(value / WAN)
    step = 10 ** max(len(str(cut)) - 2, 0)
    shown = cut // step * step
    return f"{shown}{'余' if shown * WAN < value else ''}万"


def change(value: Decimal, unit: str) -> str:
    """上升3.2%, 下降1.4个百分点 or 持平."""
    shown = _rounded(abs(value), 1)
    if not shown:
        return "持平"
    points = unit == "percentage_points"
    word = ("提高" if points else "上升") if value > 0 else "下降"
    return f"{word}{shown}{'个百分点' if points else '%'}"


FORMS: Mapping[str, Callable[[Decimal, str], str]] = {
    "number": number, "percent": percent, "wan": wan, "in_wan": in_wan, "over": over, "change": change,
}

# What stands before the unit when a form has divided the value.
SCALES: Mapping[str, str] = {"in_wan": "万"}
