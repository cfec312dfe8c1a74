"""Periods are read, written and shifted without surprises."""

import pytest

from hengzhi.core.periods import PeriodError, period


@pytest.mark.parametrize("text", ["2012", "2012-Q1", "2012-Q4", "2012-03", "2009/2012"])
def test_a_period_is_written_as_it_was_read(text):
    assert period(text).text == text


@pytest.mark.parametrize("text", ["", "12", "2012-13", "2012-Q5", "2012/2009", "2012-3", "二〇一二"])
def test_what_is_no_period_is_refused_with_what_is_wanted(text):
    with pytest.raises(PeriodError, match="write 2012, 2012-Q1, 2012-03 or 2009/2012"):
        period(text)


@pytest.mark.parametrize(("text", "before", "year_before"), [
    ("2012", "2011", "2011"), ("2012-Q1", "2011-Q4", "2011-Q1"), ("2012-01", "2011-12", "2011-01"),
    ("2011/2012", "2009/2010", "2010/2011"),
])
def test_the_period_before_and_a_year_before(text, before, year_before):
    assert (period(text).before().text, period(text).year_before().text) == (before, year_before)


@pytest.mark.parametrize(("text", "words"), [
    ("2012", "2012年"), ("2012-Q2", "2012年第二季度"), ("2012-03", "2012年3月"), ("2009/2012", "2009—2012年"),
])
def test_a_period_in_chinese_prose(text, words):
    assert period(text).zh == words


def test_a_run_of_one_year_is_that_year():
    assert period("2012/2012").text == "2012"
