import pytest

from hengzhi.documents.document import Column, Table
from hengzhi.documents.layout import (
    TYPE_AREA_POINTS,
    issuer_size,
    signature_indents,
    stands_together,
    table_setting,
    text_width,
    wrapped,
)


def make_table(*rows: tuple[str, ...], columns: tuple[Column, ...] = (Column("街道"), Column("受理", "件", "right"))) -> Table:
    return Table(1, "表", columns, rows)


def test_a_narrow_table_is_set_in_the_larger_type_across_the_page():
    size, shares = table_setting(make_table(("凉城新村街道", "301")))

    assert size == 10.5
    assert sum(shares) == pytest.approx(1)


def test_in_a_wide_table_text_gives_way_and_numbers_do_not():
    heads = tuple(Column(label) for label in "甲乙丙")
    columns = (*heads, Column("金额", "元", "right"))
    row = ("很长的说明文字需要换行显示", "很长的说明文字需要换行显示", "很长的说明文字需要换行显示", "1,234,567,890.00")

    size, shares = table_setting(make_table(row, columns=columns))

    needed = len(row[-1]) * 0.55 * size
    assert size == 9.0
    assert sum(shares) == pytest.approx(1)
    assert shares[3] * 442.2 > needed


def test_short_tables_stay_on_one_page_and_long_ones_break():
    assert stands_together(make_table(*[("欧阳路街道", "1")] * 10))
    assert not stands_together(make_table(*[("欧阳路街道", "1")] * 11))
    assert not stands_together(make_table(*[("字" * 60, "1")] * 8))


def test_lines_break_between_characters_but_not_in_numbers_nor_before_closing_marks():
    assert wrapped("投诉快照2013-01-07", 6) == ("投诉快照", "2013-01-07")
    assert wrapped("甲乙丙丁，戊", 4) == ("甲乙丙丁，", "戊")
    assert wrapped("", 4) == ("",)


def test_the_date_starts_two_characters_right_of_the_issuer():
    name_free, date_free = signature_indents("虹口区质量安全工作领导小组办公室", "2013年1月15日")

    name_start, date_start = -(name_free + 16), -(date_free + 3 + 7 * 0.55)
    assert name_free == 2
    assert date_start - name_start == pytest.approx(2)


def test_a_short_issuer_moves_left_so_that_the_date_keeps_its_place():
    name_free, date_free = signature_indents("区质量办", "2013年1月15日")

    assert date_free == 2
    assert (name_free + 4) - (date_free + 3 + 7 * 0.55) == pytest.approx(2)


def test_the_issuer_fills_at_most_one_line():
    assert issuer_size("区质量办") == 36
    assert issuer_size("上海市虹口区质量安全工作领导小组办公室") * 19 < 442


def test_a_year_stays_on_one_line_beside_many_columns_of_numbers():
    heads = [
        ("年份", ""), ("接收量", "件"), ("受理量", "件"), ("投诉", "件"), ("举报", "件"),
        ("按时初查率", "%"), ("按期办结率", "%"), ("挽回损失", "万元"),
    ]
    columns = tuple(Column(label, unit, "left" if index == 0 else "right") for index, (label, unit) in enumerate(heads))
    table = Table(1, "办理情况", columns, (("2009年", "11,771", "11,174", "9,856", "1,318", "96.6", "93.4", "4,137.40"),))

    size, shares = table_setting(table)

    room = shares[0] * TYPE_AREA_POINTS / size
    assert room >= text_width("2009年")
