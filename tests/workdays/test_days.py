"""Days as people write them."""

from datetime import date

import pytest

from hengzhi.workdays.days import Day, WrongDays, read_days, written

NOTICE = """2027-02-06 ~ 2027-02-08 休 春节
2027-02-20 班 春节

2027-04-05 休 清明节"""
DAYS = [
    Day(date(2027, 2, 6), "off", "春节"), Day(date(2027, 2, 7), "off", "春节"), Day(date(2027, 2, 8), "off", "春节"),
    Day(date(2027, 2, 20), "work", "春节"), Day(date(2027, 4, 5), "off", "清明节"),
]


def test_days_and_stretches_are_read_and_written_alike():
    assert read_days(NOTICE, 2027) == DAYS
    assert read_days(written(DAYS), 2027) == DAYS


@pytest.mark.parametrize(("line", "found"), [
    ("2027-02-30 休 春节", "2027-02-30"), ("2026-12-31 休 元旦", "2026-12-31"), ("2027-02-19 班 春节", "2027-02-19"),
    ("2027-02-06 放假", "放假"), ("2027-02-08 ~ 2027-02-06 休 春节", "2027-02-06"), ("春节放假", "春节放假"),
    ("2027-01-01 ~ 2027-12-31 休 全年", "2027-12-31"),
])
def test_a_wrong_line_is_named_with_what_was_found(line, found):
    with pytest.raises(WrongDays) as raised:
        read_days(f"2027-01-01 休 元旦\n{line}", 2027)

    assert len(raised.value.lines) == 1
    assert "2" in raised.value.lines[0]
    assert found in raised.value.lines[0]


def test_a_day_that_stands_twice_is_named():
    with pytest.raises(WrongDays, match="2027-02-07"):
        read_days("2027-02-06 ~ 2027-02-08 休 春节\n2027-02-07 班 春节", 2027)
