"""Cells as offices write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hengzhi.core.packs import WrongValue
from hengzhi.exchange.cells import is_blank, number_text, past_day, phone, shown, text, yes_or_no, yuan
from hengzhi.exchange.contract import Sender
from hengzhi.exchange.names import Name, Names

SENDER = Sender(actor=None, department=None, at=datetime(2012, 12, 28, 2, 0, tzinfo=UTC))


def read(reader, cell):
    return reader(cell, {}, SENDER)


@pytest.mark.parametrize("cell", [
    "2012-3-5", "2012-03-05", "2012/3/5", "2012.3.5", "2012年3月5日", "2012 年 3 月 5 日", "２０１２年３月５日", "20120305",
    "2012-3-5 14:30", "2012/3/5 0:00:00", "2012-03-05T14:30:00", "2012年3月5日14时30分", " 2012-3-5 ", "40973", 40973.0, 40973,
    date(2012, 3, 5), datetime(2012, 3, 5, 14, 30),
])
def test_a_day_is_read_however_it_is_written(cell):
    assert read(past_day, cell) == date(2012, 3, 5)


@pytest.mark.parametrize(("cell", "wanted"), [
    ("2012-2-30", "an existing day such as 2012-03-05"),
    ("2012年13月5日", "an existing day such as 2012-03-05"),
    ("20121305", "an existing day such as 2012-03-05"),
    ("昨天", "a day such as 2012-03-05, 2012/3/5 or 2012年3月5日"),
    ("3/5/2012", "a day such as 2012-03-05, 2012/3/5 or 2012年3月5日"),
    ("12-3-5", "a day such as 2012-03-05, 2012/3/5 or 2012年3月5日"),
    (12.5, "a day such as 2012-03-05, 2012/3/5 or 2012年3月5日"),
    ("2012-12-29", "a day no later than today, 2012-12-28"),
    ("=TODAY()", "a day such as 2012-03-05, 2012/3/5 or 2012年3月5日"),
])
def test_a_day_that_is_none_is_said_to_be_so(cell, wanted):
    with pytest.raises(WrongValue) as raised:
        read(past_day, cell)

    assert raised.value.wanted == wanted


@pytest.mark.parametrize(("cell", "amount"), [
    ("1234.5", "1234.50"), ("1,234.50元", "1234.50"), ("￥1,234.5", "1234.50"), ("¥ 1234.50 元", "1234.50"),
    ("１，２３４．５", "1234.50"), ("1.2万元", "12000.00"), ("3万", "30000.00"), ("500元人民币", "500.00"), (2899.0, "2899.00"),
    (0, "0.00"), (0.1 + 0.2, "0.30"), ("0", "0.00"),
])
def test_an_amount_is_read_with_its_signs(cell, amount):
    assert read(yuan, cell) == Decimal(amount)


@pytest.mark.parametrize(("cell", "wanted"), [
    ("约300", "an amount in yuan such as 1234.50"),
    ("1,23", "an amount in yuan such as 1234.50"),
    ("=1+1", "an amount in yuan such as 1234.50"),
    (True, "an amount in yuan such as 1234.50"),
    ("-5", "an amount of zero or more"),
    ("12.345", "an amount with at most two decimals"),
    (19.999, "an amount with at most two decimals"),
    ("1000000000000", "an amount below 1,000,000,000,000 yuan"),
    (1e300, "an amount in yuan such as 1234.50"),
])
def test_an_amount_that_is_none_is_said_to_be_so(cell, wanted):
    with pytest.raises(WrongValue) as raised:
        read(yuan, cell)

    assert raised.value.wanted == wanted


@pytest.mark.parametrize("cell", ["13900002716", 13900002716.0, "139 0000 2716", "139-0000-2716", "１３９００００２７１６", "13900002716\u200b"])
def test_a_phone_number_is_digits(cell):
    assert read(phone, cell) == "13900002716"


@pytest.mark.parametrize("cell", ["1.39E+10", 2.0120000123456e17, "1.39e10"])
def test_a_number_that_the_spreadsheet_cut_off_is_not_taken(cell):
    with pytest.raises(WrongValue, match="the spreadsheet has cut it off"):
        read(number_text(60), cell)


def test_a_number_kept_as_text_keeps_its_zeros_and_loses_the_point():
    assert [read(number_text(60), cell) for cell in ("007", 20120001.0, " Ａ－1 ")] == ["007", "20120001", "A-1"]


def test_text_keeps_its_lines_and_loses_what_does_not_show():
    assert read(text(20), "一\r\n二\u200b\x07　三 ") == "一\n二　三"


def test_text_that_is_too_long_says_how_long_it_is():
    with pytest.raises(WrongValue, match="at most 3 characters; there are 4"):
        read(text(3), "一二三四")


@pytest.mark.parametrize(("cell", "meant"), [("是", True), ("否", False), ("Yes", True), (True, True), (0.0, False), ("√", True)])
def test_yes_and_no_are_read_in_both_languages(cell, meant):
    assert read(yes_or_no, cell) is meant


def test_dashes_and_the_word_for_none_mean_nothing():
    assert [is_blank(cell) for cell in ("—", "/", "无", " ", "", "0", 0.0)] == [True, True, True, True, True, False, False]


def test_a_cell_is_shown_as_a_person_would_write_it():
    cells = (13900002716.0, 12.5, date(2012, 3, 5), datetime(2012, 3, 5), datetime(2012, 3, 5, 8, 5), True)

    assert [shown(cell) for cell in cells] == ["13900002716", "12.5", "2012-03-05", "2012-03-05", "2012-03-05 08:05", "yes"]


AREAS = Names([
    Name("a1", "提篮桥街道", "Tilanqiao Subdistrict", None, date(2018, 1, 19)),
    Name("a2", "北外滩街道", "North Bund Subdistrict", date(2018, 1, 20), None),
])


@pytest.mark.parametrize("written", ["提篮桥街道", " 提篮桥 街道", "tilanqiao subdistrict", "A1"])
def test_a_name_is_known_in_both_languages_and_by_its_code(written):
    assert AREAS.code(written, date(2012, 3, 5)) == "a1"


@pytest.mark.parametrize(("written", "on", "wanted"), [
    ("北外滩街道", date(2012, 3, 5), "an entry in force on 2012-03-05: “North Bund Subdistrict” was not"),
    ("North Bund", date(2020, 1, 1), "a name of the list; perhaps “North Bund Subdistrict”"),
    ("街", date(2020, 1, 1), "one of North Bund Subdistrict"),
])
def test_a_name_that_does_not_hold_says_what_would(written, on, wanted):
    with pytest.raises(WrongValue) as raised:
        AREAS.code(written, on)

    assert raised.value.wanted == wanted


def test_where_the_day_is_unknown_any_time_will_do():
    assert AREAS.code("北外滩街道", None) == "a2"
