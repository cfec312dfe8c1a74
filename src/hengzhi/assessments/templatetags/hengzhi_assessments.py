"""How lines of a scheme and states of sheets are written on the pages of assessments."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.assessments.reasons import band_text, written
from hengzhi.assessments.scheme import Line, LineKind, Rule
from hengzhi.assessments.totals import Standing
from hengzhi.assessments.workflow import SHEET

register = template.Library()


@register.filter
def sheet_state(state: str) -> str:
    """Return the name of a state of sheets."""
    return SHEET.label(state)


@register.filter
def departments(line: Line, names: Mapping[str, str]) -> str:
    """Say which departments a line is for."""
    between = pgettext("between names", ", ")
    if line.departments:
        return between.join(names.get(code, code) for code in line.departments)
    if line.without:
        return _("all but %(names)s") % {"names": between.join(names.get(code, code) for code in line.without)}
    return _("all")


@register.filter
def how(line: Line) -> str:
    """Say in short how a line is scored."""
    match line.kind:
        case LineKind.INDICATOR:
            return _by_rule(line) + _target(line)
        case LineKind.TASKS | LineKind.CELLS:
            return _("points × (in time + late × %(share)s%%) ÷ due") % {"share": written(line.late_share)}
        case LineKind.PEER | LineKind.LEADER:
            trimmed = _(", the highest and the lowest left out") if line.is_trimmed else ""
            return _("points × average of the independent scores ÷ 100") + trimmed
        case LineKind.VETO:
            return _("occurred or not")
    return _("verified by the office")


def _target(line: Line) -> str:
    return "" if line.target is None else _("; target %(target)s") % {"target": written(line.target)}


def _by_rule(line: Line) -> str:
    match line.rule:
        case Rule.HIGHER:
            return _("points × value ÷ target, at most full")
        case Rule.LOWER:
            return _("points × target ÷ value, at most full")
        case Rule.CHANGE:
            return _("points × (value − base) ÷ (target − base), base being the year before")
    bands = [f"{band_text(band)}: {written(band.share)}%" for band in line.bands]
    return pgettext("between parts of a sentence", "; ").join(bands)


@register.filter
def gain(then: Standing, now: Standing) -> str:
    """Return by how much one total is above another, with its sign."""
    more = (then.total or Decimal(0)) - (now.total or Decimal(0))
    return f"+{more}" if more >= 0 else f"−{-more}"
