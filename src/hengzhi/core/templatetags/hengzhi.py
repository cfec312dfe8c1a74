"""How values are written on every page: days, amounts, missing values, states."""

from datetime import date
from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hengzhi.core import due
from hengzhi.core.due import Standing
from hengzhi.core.exchange import FORMATS
from hengzhi.core.reference import work_calendar

register = template.Library()
MISSING = "—"


@register.filter
def yuan(value: Decimal | None) -> str:
    """Write money with separated thousands and two places; missing as a dash."""
    return MISSING if value is None else f"{value:,.2f}"


@register.filter
def count(value: int | None) -> str:
    """Write a whole number with separated thousands; missing as a dash."""
    return MISSING if value is None else f"{value:,}"


@register.filter
def day(value: date | None) -> str:
    """Write a day as tables have it, 2012-03-05; missing as a dash."""
    return MISSING if value is None else f"{value:%Y-%m-%d}"


@register.filter
def prose_day(value: date | None) -> str:
    """Write a day as prose has it in the reader's language."""
    return MISSING if value is None else date_format(value, _("F j, Y"))


@register.filter
def number(value: float | Decimal | None) -> str:
    """Write any number with separated thousands and at most four decimals; missing as a dash."""
    if value is None:
        return MISSING
    written = f"{value:,.4f}"
    return written.rstrip("0").rstrip(".")


@register.filter
def begins(text: str, start: str) -> bool:
    """Say whether a text, such as an address, begins with another."""
    return str(text).startswith(str(start))


@register.filter
def standing(due_on: date, on: date) -> Standing:
    """Word a due date as seen on a day by the calendar in use."""
    return due.standing(due_on, on, work_calendar())


@register.filter
def missing(value: object) -> object:
    """Write a dash for what is not there; zero stays zero."""
    return MISSING if value is None or value == "" else value


@register.filter
def shows(columns, key: str) -> bool:
    """Say whether a list shows a column; one that offers no choice shows all."""
    return not columns or key in columns.shown


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """Return this page's query string with some parameters changed; empty ones are dropped."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.inclusion_tag("core/_exports.html", takes_context=True)
def exports(context, name: str, *parts, **changes) -> dict:
    """Offer all pages of a list in every format, at the address of a name with its parts; the format is its last part."""
    asked = query(context, page=None, **changes)
    return {"links": [(form.upper(), reverse(name, args=[*parts, form]) + asked) for form in FORMATS]}
