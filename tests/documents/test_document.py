from dataclasses import replace
from decimal import Decimal

import pytest

from hengzhi.documents.document import (
    Chart,
    Column,
    FigureRef,
    Heading,
    Paragraph,
    Table,
    Text,
    amount,
    caption,
    cell_text,
    figure_index,
    figures,
    fraction,
    head_text,
    number_text,
    plain,
)
from hengzhi.documents.numbering import annex_notes, annexes, chinese_numeral, heading_numbers

from .sample import RECEIVED, make_figure, sample_document


def test_figures_come_once_each_in_reading_order():
    names = [figure.name for figure in figures(sample_document())]

    assert names == [
        "投诉受理量",
        "投诉受理量同比增幅",
        "举报受理量",
        "联络点受理占比",
        "投诉按时初查率",
        "投诉办结率",
        "调解成功率",
        "办结用时中位数",
        "举报按期核查率",
        "挽回消费者经济损失",
        "逾期初查量",
        "投诉重开率",
    ]


def test_figures_of_a_chart_are_those_of_its_table():
    table = Table("", "各月", (Column("月份"), Column("受理量")), (("2012-01", RECEIVED),))
    chart = Chart(1, "各月", "上升", {}, table, "折线", "登记")

    assert figures(replace(sample_document(), blocks=(chart,), annex=())) == (RECEIVED.figure,)


def test_one_code_for_two_figures_is_refused():
    other = FigureRef(make_figure(printed="3,215件"))
    document = replace(sample_document(), blocks=(Paragraph((RECEIVED, other)),))

    with pytest.raises(ValueError, match="F-K7Q2M4T9A stands for two different figures"):
        figures(document)


@pytest.mark.parametrize("code", ["", "F 1", "F-" + "A" * 63])
def test_a_code_that_word_or_a_link_cannot_hold_is_refused(code):
    with pytest.raises(ValueError, match="1 to 64 characters without blanks"):
        make_figure(code=code)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "figures/1"])
def test_an_address_that_is_none_is_refused(href):
    with pytest.raises(ValueError, match="is not an address"):
        make_figure(href=href)


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="“各街道” row 2: 1 cells for 2 columns"):
        Table(1, "各街道", (Column("街道"), Column("受理")), (("欧阳路街道", "1"), ("曲阳路街道",)))


@pytest.mark.parametrize("level", [0, 5])
def test_a_heading_level_the_layout_does_not_know_is_refused(level):
    with pytest.raises(ValueError, match="1 to 4 are wanted"):
        Heading(level, "基本情况")


def test_headings_are_numbered_as_official_paper_numbers_them():
    levels = (1, 2, 2, 3, 3, 4, 2, 3, 1, 2)

    numbers = heading_numbers((Paragraph(()), *(Heading(level, "") for level in levels)))

    assert numbers == ("", "一、", "（一）", "（二）", "1. ", "2. ", "（1）", "（三）", "1. ", "二、", "（一）")


def test_chinese_numerals():
    assert [chinese_numeral(number) for number in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


def test_each_first_level_heading_opens_an_annex():
    parts = (Heading(1, "指标口径"), Paragraph((Text("甲"),)), Heading(1, "数据索引"), Heading(2, "乙"))
    document = replace(sample_document(), annex=parts)

    assert [(annex.label, annex.title, annex.blocks) for annex in annexes(document)] == [
        ("附件1", "指标口径", (parts[1],)),
        ("附件2", "数据索引", (parts[3],)),
    ]
    assert annex_notes(document) == ("附件：1. 指标口径", "　　　2. 数据索引")


def test_a_single_annex_bears_no_number():
    document = sample_document()

    assert [annex.label for annex in annexes(document)] == ["附件"]
    assert annex_notes(document) == ("附件：数据索引",)


def test_the_index_says_where_each_figure_comes_from():
    document = replace(sample_document(), blocks=(Paragraph((RECEIVED,)),), annex=())

    index = figure_index(document)

    row = ("投诉受理量\nF-K7Q2M4T9A", "虹口区，2012年", RECEIVED, "3,214", "3,214", "5b1f0c2ad97e")
    heads = [column.label for column in index.columns]
    assert heads == ["数据名称及编号", "范围、期间", "数值", "分子 / 分母", "记录数", "校验码"]
    assert index.rows == (row,)


@pytest.mark.parametrize(
    ("value", "text"), [(None, "—"), (0, "0"), (1234567, "1,234,567"), (Decimal("97.90"), "97.9"), (0.125, "0.125")]
)
def test_numbers_are_printed_with_thousands_separated_and_missing_is_not_zero(value, text):
    assert number_text(value) == text


def test_a_figure_that_divides_nothing_shows_its_numerator_alone():
    assert fraction(make_figure(numerator=3063, denominator=3214)) == "3,063 / 3,214"
    assert fraction(make_figure(numerator=3214, denominator=None)) == "3,214"
    assert fraction(make_figure(numerator=None, denominator=None)) == "—"


def test_a_unit_stands_once_beside_a_value_and_in_the_head_of_a_column():
    assert amount(make_figure(printed="3,214件", unit="件")) == "3,214件"
    assert amount(make_figure(printed="3,214", unit="件")) == "3,214 件"
    assert cell_text(RECEIVED, Column("受理量", "件")) == "3,214"
    assert cell_text(RECEIVED, Column("受理量")) == "3,214件"
    assert head_text(Column("受理量", "件")) == "受理量（件）"


def test_captions_carry_their_label():
    assert caption(Table(1, "主要类别", (), ())) == "表1　主要类别"
    assert caption(Table("", "文中数据", (), ())) == "文中数据"


def test_control_characters_go_and_line_breaks_stay():
    assert plain("甲\x07\x0b乙\r\n丙\t丁\ud800") == "甲乙\n丙 丁"
