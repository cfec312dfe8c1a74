"""Reference data read often and changed rarely: kept in the process until `forget()`."""

from datetime import date
from functools import lru_cache

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.models import CalendarDay, CalendarYear, CodeItem, Site


@lru_cache(maxsize=1)
def site() -> Site:
    """Return the district this installation serves; an unnamed one before any pack is loaded."""
    return Site.objects.first() or Site(name_zh="", name_en="", area_code="")


@lru_cache(maxsize=1)
def work_calendar() -> WorkCalendar:
    """Return the calendar in use."""
    days = {kind: {} for kind in CalendarDay.Kind.values}
    for day, kind, name in CalendarDay.objects.values_list("day", "kind", "name"):
        days[kind][day] = name
    years = CalendarYear.objects.filter(state=CalendarYear.State.PUBLISHED)
    published = frozenset(years.values_list("year", flat=True))
    edition = f"{min(published)}–{max(published)}" if published else ""
    return WorkCalendar(days["off"], days["work"], published, edition)


@lru_cache(maxsize=64)
def codes(list_name: str) -> dict[str, CodeItem]:
    """Return a code list by code, in its own order."""
    return {item.code: item for item in CodeItem.objects.filter(list=list_name)}


def code_name(list_name: str, code: str) -> str:
    """Return the name of a code in the reader's language, or the code itself when the list lacks it."""
    item = codes(list_name).get(code)
    return item.name if item else code


def code_choices(list_name: str, on: date) -> list[tuple[str, str]]:
    """Return the codes valid on a day as choices for a form."""
    return [(item.code, item.name) for item in codes(list_name).values() if _valid(item, on)]


def _valid(item: CodeItem, on: date) -> bool:
    return (item.valid_from is None or item.valid_from <= on) and (item.valid_to is None or on <= item.valid_to)


def forget() -> None:
    """Drop what is kept; the next question reads the database."""
    for kept in (site, work_calendar, codes):
        kept.cache_clear()
