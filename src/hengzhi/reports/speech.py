"""The language figures speak: Chinese on paper and on Chinese pages, English on English pages.

The paper's words are fixed: a report must be the same bytes whatever language its reader has chosen on screen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hengzhi.core.periods import Period
from hengzhi.core.reference import codes
from hengzhi.documents.wording import MISSING
from hengzhi.indicators.definition import Words
from hengzhi.reports.printing import FORMS, SCALES, number

CODE_LISTS = {
    "channel": ("channel",), "object": ("object",), "category": ("category",), "problem": ("problem", "tipoff-problem"),
}


@dataclass(frozen=True)
class Speech:
    """Words for what a figure is made of; `language` is zh or en, as in packs."""

    language: str
    units: Mapping[str, str]
    scales: Mapping[str, str]
    kinds: Mapping[str, str]
    measures: Mapping[str, str]
    item: str
    unstated: str
    fewer: str
    between: str
    forms: Mapping[str, Callable[[Decimal, str], str]]
    period: Callable[[Period], str]

    def of(self, words: Words) -> str:
        return words.en if self.language == "en" else words.zh

    def item_name(self, by: str, item: str) -> str:
        """Return the name of an item of a breakdown."""
        if by == "kind":
            return self.kinds.get(item, item)
        for name in CODE_LISTS.get(by, ()):
            if item in codes(name):
                return getattr(codes(name)[item], self.language)
        return item or self.unstated

    def printed(self, value: Decimal | None, unit: str, form: str) -> str:
        """Print a value; what is missing is a dash, never a zero."""
        return MISSING if value is None else self.forms[form](Decimal(value), unit)

    def unit(self, unit: str, form: str) -> str:
        return self.scales.get(form, "") + self.units.get(unit, unit)


def _change(value: Decimal, unit: str) -> str:
    shown = number(abs(value), "percent")
    if shown == "0.0":
        return "unchanged"
    return f"{'up' if value > 0 else 'down'} {shown}{' points' if unit == 'percentage_points' else '%'}"


def _million(value: Decimal, unit: str) -> str:
    return f"{value / 1_000_000:,.2f} million"


CHINESE = Speech(
    language="zh",
    units={
        "percent": "%", "percentage_points": "个百分点", "cases": "件", "yuan": "元", "days": "天", "people": "人",
        "times": "次",
    },
    scales=SCALES, kinds={"complaint": "投诉", "tipoff": "举报"}, measures={"value": "", "share": "占比", "change": "同比"},
    item="（{}）", unstated="未填", fewer="少于{}", between="", forms=FORMS, period=lambda period: period.zh,
)
ENGLISH = Speech(
    language="en",
    units={
        "percent": "%", "percentage_points": "points", "cases": "cases", "yuan": "yuan", "days": "days", "people": "people",
        "times": "times",
    },
    scales={}, kinds={"complaint": "complaints", "tipoff": "tip-offs"},
    measures={"value": "", "share": ", share", "change": ", change on the year before"}, item=" ({})", unstated="not stated",
    fewer="fewer than {}", between=" ",
    forms={**FORMS, "wan": _million, "in_wan": number, "over": _million, "change": _change},
    period=lambda period: period.text.replace("/", "–"),
)


def speech_for(language: str | None) -> Speech:
    """Return the speech for a reader's language; both Chinese scripts read the Chinese one."""
    return ENGLISH if (language or "").startswith("en") else CHINESE
