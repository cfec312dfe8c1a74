"""Spreadsheets out: any list exactly as shown, streamed, never holding a formula from somebody's text."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET_ROWS = 1_048_576  # with the heading; what a sheet of a workbook can hold
CELL_LETTERS = 32_767
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("xlsx", "csv")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def harmless(value: object) -> object:
    """Return a cell that no spreadsheet program will run: text that begins like a formula gets an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


def csv_export(name: str, heads: Sequence[str], rows: Iterable[Sequence]) -> StreamingHttpResponse:
    """Return rows as CSV in UTF-8 with a mark, so that Chinese spreadsheet programs read it right."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(heads)
        for row in rows:
            yield writer.writerow([harmless(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_export(name: str, heads: Sequence[str], rows: Iterable[Sequence]) -> FileResponse:
    """Return rows as a workbook, written row by row to a temporary file; what one sheet cannot hold goes on in the next."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}), Decimal: book.add_format({"num_format": "#,##0.00"}),
        str: book.add_format({"bold": True}),
    }
    sheet = _add_sheet(book, heads, formats)
    line = 0
    for row in rows:
        line += 1
        if line == SHEET_ROWS:
            sheet, line = _add_sheet(book, heads, formats), 1
        for column, value in enumerate(row):
            _write(sheet, line, column, value, formats)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def _add_sheet(book: xlsxwriter.Workbook, heads: Sequence[str], formats: dict):
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, heads, formats[str])
    return sheet


def _write(sheet, row: int, column: int, value: object, formats: dict) -> None:
    match value:
        case None:
            return
        case datetime():
            sheet.write_datetime(row, column, value.replace(tzinfo=None), formats[date])
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats[date])  # noqa: DTZ001
        case Decimal():
            sheet.write_number(row, column, float(value), formats[Decimal])
        case int() | float():
            sheet.write_number(row, column, value)
        case _:
            sheet.write_string(row, column, str(value)[:CELL_LETTERS])


def export(form: str, name: str, heads: Sequence[str], rows: Iterable[Sequence]) -> HttpResponseBase:
    """Return rows in one of FORMATS."""
    return xlsx_export(name, heads, rows) if form == "xlsx" else csv_export(name, heads, rows)
