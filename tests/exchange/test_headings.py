"""Headings are found below titles, and known by any of their names."""

import pytest
from django.utils import translation

from hengzhi.exchange.cells import text
from hengzhi.exchange.contract import Column
from hengzhi.exchange.headings import bare, find_heading, letter, match, repeated
from hengzhi.exchange.rows import row_line

COLUMNS = (
    Column("number", "来源编号", "Source number", "", text(9), also=("编号",)),
    Column("amount", "争议金额（元）", "Disputed amount (yuan)", "", text(9), also=("金额",)),
)


def rows(*lines) -> list[str]:
    return [row_line(line) for line in lines]


@pytest.mark.parametrize("heading", ["争议金额（元）", "争议金额", "争议金额 (元)", "*争议金额：", "Disputed Amount (yuan)", "金额"])
def test_a_heading_is_known_by_any_of_its_names(heading):
    assert match(["x", heading], COLUMNS) == {"amount": 1}


def test_headings_are_found_below_a_title_and_notes():
    found = find_heading(rows(["2012年投诉台账"], [], ["单位：元", "填报人：王某"], ["编号", "金额", "备注"], ["A-1", "5", ""]), COLUMNS)

    assert (found.row, found.texts) == (4, ("编号", "金额", "备注"))


def test_without_a_known_heading_the_first_row_of_two_texts_is_taken():
    assert find_heading(rows(["台账"], ["甲", "乙"], ["A-1", "5"]), COLUMNS).row == 2


def test_a_file_without_rows_has_no_headings():
    assert find_heading(rows([], [" "]), COLUMNS).row == 0


def test_of_two_headings_the_own_name_is_taken_and_twins_are_not():
    assert match(["编号", "来源编号"], COLUMNS) == {"number": 1}
    assert match(["来源编号", "金额", "金额"], COLUMNS) == {"number": 0}
    assert repeated(["金额", "", "编号", "金额", ""]) == ["金额"]


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [letter(place) for place in (0, 25, 26, 51, 52, 255)] == ["A", "Z", "AA", "AZ", "BA", "IV"]


def test_the_words_for_a_column_do_not_depend_on_the_language():
    with translation.override("en"):
        assert bare("来源编号*") == "来源编号"
