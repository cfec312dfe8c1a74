"""Each working morning: due soon, today, late; once, to whom it waits for."""

from datetime import UTC, date, datetime

import pytest

from factories import make_complaint, make_user
from hengzhi.notices.models import Notice
from hengzhi.notices.reminders import remind
from hengzhi.register.models import Record
from notices.makers import told

MORNING = datetime(2012, 9, 28, 0, 0, tzinfo=UTC)  # Friday; Saturday is worked, then nine days off but Monday 8 October
NEXT = datetime(2012, 9, 29, 0, 0, tzinfo=UTC)


@pytest.fixture
def handler(packs):
    return make_user()


def due(day: str | None, **columns) -> Record:
    record = make_complaint()
    Record.objects.filter(pk=record.pk).update(due_on=day, **columns)
    return record


@pytest.mark.parametrize(("day", "kinds"), [
    ("2012-09-27", ["due.late"]), ("2012-09-28", ["due.today"]), ("2012-09-29", ["due.soon"]), ("2012-10-09", ["due.soon"]),
    ("2012-10-10", []), (None, []),
])
def test_a_due_date_is_told_as_working_days_have_it(handler, day, kinds):
    due(day)

    assert remind(at=MORNING)

    assert told(handler) == kinds


def test_the_same_morning_twice_tells_once_and_lateness_is_told_again_the_next(handler):
    for day in ("2012-09-27", "2012-10-08"):
        due(day)

    for at in (MORNING, MORNING, NEXT):
        remind(at=at)

    assert told(handler) == ["due.late", "due.soon", "due.late"]
    assert Notice.objects.get(kind="due.soon").facts == {"due_on": "2012-10-08"}


def test_on_a_day_off_nobody_is_reminded(handler):
    due("2012-09-27")

    assert not remind(at=datetime(2012, 10, 3, 0, 0, tzinfo=UTC))
    assert not Notice.objects.exists()


def test_only_the_handler_is_reminded_where_there_is_one_and_of_nothing_closed(handler):
    other = make_user()
    due("2012-09-27", handler=other)
    due("2012-09-27", is_open=False)

    remind(at=MORNING)

    assert (told(handler), told(other)) == ([], ["due.late"])


def test_many_are_one_number_which_stands_for_the_day(handler):
    for _ in range(7):
        due("2012-09-27")

    remind(at=MORNING)
    Notice.objects.update(read_at=MORNING)
    remind(at=MORNING)
    notice = Notice.objects.get()
    assert (notice.count, notice.read_at) == (7, MORNING)
    due(date(2012, 9, 26))
    remind(at=MORNING)

    notice.refresh_from_db()
    assert (notice.count, notice.read_at) == (8, None)
