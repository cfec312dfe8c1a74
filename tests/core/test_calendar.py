"""Deadlines fall on the right day: the vectors were computed by hand from the official notices."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengzhi.core.calendar import Limit, Pause, Unit, WorkCalendar, deadline, workdays_between

DAYS = Path(__file__).parents[2] / "src/hengzhi/packs/national/calendar/days.csv"


def official_calendar(**changes) -> WorkCalendar:
    rows = list(csv.DictReader(DAYS.read_text(encoding="utf-8").splitlines()))
    days = {
        kind: {date.fromisoformat(row["day"]): row["name"] for row in rows if row["kind"] == kind} for kind in ("off", "work")
    }
    known = {"off": days["off"], "worked": days["work"], "published": frozenset(range(2007, 2027)), "edition": "test"}
    return WorkCalendar(**{**known, **changes})


OFFICIAL = official_calendar()
VECTORS = [
    ("2013-04-26", 7, "working", "2013-05-08"), ("2013-04-26", 15, "working", "2013-05-20"),
    ("2013-04-26", 45, "working", "2013-07-02"), ("2013-04-26", 60, "natural", "2013-06-25"),
    ("2013-09-13", 7, "working", "2013-09-25"), ("2013-09-13", 15, "working", "2013-10-11"),
    ("2013-09-13", 45, "working", "2013-11-21"), ("2013-09-13", 60, "natural", "2013-11-12"),
    ("2026-02-11", 7, "working", "2026-02-27"), ("2026-02-11", 15, "working", "2026-03-10"),
    ("2026-02-11", 45, "working", "2026-04-22"), ("2026-02-11", 60, "natural", "2026-04-12"),
    ("2026-04-24", 7, "working", "2026-05-08"), ("2026-04-24", 15, "working", "2026-05-19"),
    ("2026-04-24", 45, "working", "2026-07-01"), ("2026-04-24", 60, "natural", "2026-06-23"),
    ("2026-09-24", 7, "working", "2026-10-12"), ("2026-09-24", 15, "working", "2026-10-22"),
    ("2026-09-24", 45, "working", "2026-12-03"), ("2026-09-24", 60, "natural", "2026-11-23"),
    ("2026-08-05", 60, "natural", "2026-10-08"),
]
DATES = st.dates(date(2009, 1, 1), date(2026, 6, 30))
LIMITS = st.builds(Limit, st.integers(1, 60), st.sampled_from(Unit), st.booleans())


@pytest.mark.parametrize(("start", "length", "unit", "due"), VECTORS)
def test_deadlines_fall_where_the_notices_put_them(start, length, unit, due):
    found = deadline(date.fromisoformat(start), Limit(length, Unit(unit)), OFFICIAL)

    assert found.due_on == date.fromisoformat(due)


def test_a_weekend_at_the_end_rolls_over_only_where_the_rule_says_so():
    start = date(2026, 2, 11)

    plain = deadline(start, Limit(60, Unit.NATURAL), OFFICIAL)
    rolling = deadline(start, Limit(60, Unit.NATURAL, rolls_weekends=True), OFFICIAL)

    assert (plain.due_on, plain.rolled) == (date(2026, 4, 12), ())
    assert (rolling.due_on, rolling.rolled) == (date(2026, 4, 13), (date(2026, 4, 12),))


def test_a_deadline_tells_what_it_skipped_and_made_up():
    found = deadline(date(2026, 9, 18), Limit(5, Unit.WORKING), OFFICIAL)

    assert found.due_on == date(2026, 9, 24)
    assert found.made_up == (date(2026, 9, 20),)
    assert found.skipped == (date(2026, 9, 19),)


def test_paused_days_do_not_count():
    pause = Pause(date(2026, 3, 3), date(2026, 3, 5), "testing")

    found = deadline(date(2026, 3, 2), Limit(3, Unit.WORKING), OFFICIAL, (pause,))

    assert found.due_on == date(2026, 3, 10)
    assert found.paused == (date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5))


def test_an_open_pause_is_refused():
    with pytest.raises(ValueError, match="open pause"):
        deadline(date(2026, 3, 2), Limit(3, Unit.WORKING), OFFICIAL, (Pause(date(2026, 3, 3), None),))


def test_a_year_without_a_notice_gives_a_provisional_date():
    across = deadline(date(2026, 12, 28), Limit(7, Unit.WORKING), OFFICIAL)
    within = deadline(date(2026, 12, 1), Limit(7, Unit.WORKING), OFFICIAL)

    assert (across.provisional, within.provisional) == (True, False)


@given(start=DATES, limit=LIMITS, added=st.sets(st.integers(0, 150), max_size=12))
@settings(max_examples=300)
def test_adding_a_holiday_never_makes_anything_due_earlier(start, limit, added):
    holidays = {start + timedelta(days=offset): "added" for offset in added}
    more = official_calendar(off={**OFFICIAL.off, **holidays})

    assert deadline(start, limit, more).due_on >= deadline(start, limit, OFFICIAL).due_on


@given(start=DATES, length=st.integers(1, 60))
def test_working_days_between_counts_back_what_a_deadline_counted(start, length):
    due = deadline(start, Limit(length, Unit.WORKING), OFFICIAL).due_on

    assert workdays_between(start, due, OFFICIAL) == length
    assert workdays_between(due, start, OFFICIAL) == -length


@given(DATES, st.integers(-900, 900))
def test_working_days_between_two_days_are_those_counted_one_by_one(since, days):
    until = since + timedelta(days=days)
    first, last = min(since, until), max(since, until)
    counted = sum(OFFICIAL.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    assert workdays_between(since, until, OFFICIAL) == (counted if days >= 0 else -counted)
