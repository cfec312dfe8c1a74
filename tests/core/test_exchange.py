"""Spreadsheets out hold no formula from somebody's text and leave nothing out."""

import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from hengzhi.core.exchange import export, harmless

ROWS = [["一", date(2012, 3, 5), Decimal("2899.00"), None, 3], ["=1+1", None, None, "", 0]]


def content(form: str, rows) -> bytes:
    return b"".join(export(form, "list", ["a", "b", "c", "d", "e"], rows).streaming_content)


def sheets(rows) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content("xlsx", rows)))
    return [list(book.get_sheet_by_name(name).iter_rows()) for name in book.sheet_names]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert harmless(text) == "'" + text


def test_csv_is_marked_as_utf8_and_carries_values_plainly():
    assert content("csv", ROWS).decode() == "\ufeffa,b,c,d,e\r\n一,2012-03-05,2899.00,,3\r\n'=1+1,,,,0\r\n"


def test_a_workbook_keeps_types_and_has_text_for_a_formula():
    assert sheets(ROWS) == [[["a", "b", "c", "d", "e"], ["一", date(2012, 3, 5), 2899.0, "", 3.0], ["=1+1", "", "", "", 0.0]]]


def test_what_a_sheet_cannot_hold_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr("hengzhi.core.exchange.SHEET_ROWS", 3)

    assert [[row[0] for row in sheet] for sheet in sheets([n] for n in range(5))] == [["a", 0.0, 1.0], ["a", 2.0, 3.0], ["a", 4.0]]


def test_text_too_long_for_a_cell_is_cut_and_not_left_out():
    assert len(sheets([["长" * 40_000]])[0][1][0]) == 32_767


def test_rows_are_asked_for_one_after_the_other():
    taken = []
    response = export("csv", "list", ["a"], ([taken.append(n)] for n in range(1000)))
    stream = iter(response.streaming_content)

    next(stream), next(stream)

    assert len(taken) == 1
