"""Reference data read often and changed rarely: kept in the process until `forget()`, or for a minute."""

import time
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.models import CalendarDay, CalendarYear, CodeItem, Site

KEPT_SECONDS = 60
_KEPT: list = []
_REMEMBERED: list = []


def kept(question):
    """Mark a cached question over reference data, so that `forget()` drops its answers."""
    _KEPT.append(question)
    return question


def remembered(memory):
    """Mark a memory that knows itself what has become old, so that only `forget()` drops it."""
    _REMEMBERED.append(memory)
    return memory


@kept
@lru_cache(maxsize=1)
def site() -> Site:
    """Return the district this installation serves; an unnamed one before any pack is loaded."""
    return Site.objects.first() or Site(name_zh="", name_en="", area_code="")


@kept
@lru_cache(maxsize=1)
def work_calendar() -> WorkCalendar:
    """Return the calendar in use."""
    days = {kind: {} for kind in CalendarDay.Kind.values}
    for day, kind, name in CalendarDay.objects.values_list("day", "kind", "name"):
        days[kind][day] = name
    years = list(CalendarYear.objects.all())
    published = frozenset(year.year for year in years if year.state == CalendarYear.State.PUBLISHED)
    return WorkCalendar(days["off"], days["work"], published, calendar_edition(years))


def calendar_edition(years: Iterable[CalendarYear]) -> str:
    """Return what names a calendar: the years it covers, and after corrections how many there were: 2007–2026/2."""
    published = [year for year in years if year.state == CalendarYear.State.PUBLISHED]
    if not published:
        return ""
    corrections = sum(year.revision - 1 for year in published)
    span = f"{min(year.year for year in published)}–{max(year.year for year in published)}"
    return f"{span}/{corrections + 1}" if corrections else span


@kept
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
    for memory in _REMEMBERED:
        memory.cache_clear()
    _forget_kept()


def _forget_kept() -> None:
    for question in _KEPT:
        question.cache_clear()
    _Age.since = time.monotonic()


class _Age:
    """How old what this process keeps may be."""

    since = time.monotonic()


def forget_old() -> bool:
    """Forget what has been kept too long: another process may have changed it. Say whether it was."""
    if time.monotonic() - _Age.since < KEPT_SECONDS:
        return False
    _forget_kept()
    return True
