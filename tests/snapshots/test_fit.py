from datetime import date
from decimal import Decimal

import pytest

from hengzhi.snapshots.fit import UnfitRow, arrow_table, check_width

from .cases import AT, CODES, cases, row


@pytest.mark.parametrize(
    ("column", "found", "shown", "wanted"),
    [
        ("persons", "two", "“two”", "a whole number"),
        ("persons", True, "True", "a whole number"),
        ("persons", 2**63, "9223372036854775808", "a whole number"),
        ("recovered_yuan", 12.5, "12.5", "a decimal with at most two places and 14 digits before them"),
        ("recovered_yuan", Decimal("0.125"), "Decimal('0.125')", "a decimal with at most two places and 14 digits before them"),
        ("received_on", AT, "datetime.datetime(2012, 12, 28, 1, 0, t…", "a date"),
        ("is_anonymous", 1, "1", "true or false"),
        ("area", 31, "31", "a text"),
        ("area", "3109", "“3109”", "the code of an area of the snapshot"),
        ("area", "", "“”", "the code of an area of the snapshot"),
    ],
)
def test_a_cell_that_breaks_the_contract_is_named(column, found, shown, wanted):
    rows = [row("T1"), row("T2", **{column: found}), row("T3")]

    with pytest.raises(UnfitRow) as refusal:
        arrow_table(cases(), rows, CODES)

    assert str(refusal.value) == f"Table cases, row T2, column {column}: found {shown}; wanted {wanted}."


def test_every_column_but_the_key_may_be_null():
    nothing = dict.fromkeys(["area", "received_on", "persons", "recovered_yuan", "is_anonymous"])

    found = arrow_table(cases(), [row("T1", **nothing)], CODES)

    assert found.to_pylist() == [{"code": "T1", **nothing}]


def test_a_row_without_area_is_refused_where_no_area_holds_all():
    with pytest.raises(UnfitRow, match="row T1, column area: found None; wanted the code of an area"):
        arrow_table(cases(), [row("T1", area=None)], {"31", "32"})


@pytest.mark.parametrize("key", [None, "", 7])
def test_a_row_without_a_key_is_refused(key):
    with pytest.raises(UnfitRow, match=r"column code: .* wanted a text that identifies the row"):
        arrow_table(cases(), [row(key)], CODES)


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(UnfitRow, match="row T1, column code: found “T1”; wanted each row once"):
        arrow_table(cases(), [row("T1"), row("T2"), row("T1", persons=3)], CODES)


def test_a_row_of_the_wrong_width_is_refused():
    with pytest.raises(UnfitRow) as refusal:
        check_width(cases(), row("T1")[:-1])

    assert str(refusal.value) == "Table cases, row T1, column *: found “5 cells”; wanted 6 cells."


def test_rows_come_out_sorted_by_key_whatever_their_order():
    rows = [row("T2"), row("T10"), row("T1")]

    assert arrow_table(cases(), rows, CODES).column("code").to_pylist() == ["T1", "T10", "T2"]


def test_dates_and_money_come_out_exact():
    rows = [row("T1", received_on=date(2012, 2, 29), recovered_yuan=Decimal("99999999999999.99"))]

    found = arrow_table(cases(), rows, CODES).to_pylist()[0]

    assert (found["received_on"], found["recovered_yuan"]) == (date(2012, 2, 29), Decimal("99999999999999.99"))
