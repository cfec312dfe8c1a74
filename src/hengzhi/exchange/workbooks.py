"""Workbooks for people: the empty one to fill in, and the one sent with its wrong cells marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from hengzhi.exchange.check import Row
from hengzhi.exchange.contract import Column, Fault

ROWS_OFFERED = 5000
NOTES = 5000
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEAD = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
WANTED = {**HEAD, "bg_color": "#D9EAEC"}
WRONG = "#F8D7D4"


@contextmanager
def _written(**options) -> Iterator[tuple[Workbook, BinaryIO]]:
    """Give a workbook and its file, which stands at its beginning when the block is over."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book = Workbook(file, {**OPTIONS, **options})
    yield book, file
    book.close()
    file.seek(0)


def template(columns: Sequence[Column], on: date) -> BinaryIO:
    """Return the workbook to fill in: headings with drop-down lists, and a sheet that explains the columns."""
    with _written() as (book, file):
        sheet, said, lists = (book.add_worksheet(name) for name in (_("Rows"), _("Columns"), _("Lists")))
        lists.hide()
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.label, book.add_format(WANTED if column.is_required else HEAD))
            sheet.set_column(place, place, max(12, 2 * len(column.label) + 2), book.add_format({"num_format": "@"}))
            if column.offered:
                _offer(sheet, lists, place, list(column.offered(on)), column.label)
        sheet.freeze_panes(1, 0)
        _explain(said, columns, on, book)
    return file


def _offer(sheet: Worksheet, lists: Worksheet, place: int, names: list[str], label: str) -> None:
    """Let the cells of a column be chosen from a list, which stands on the hidden sheet."""
    lists.write_string(0, place, label)
    lists.write_column(1, place, names)
    letters = xlsxwriter.utility.xl_col_to_name(place)
    sheet.data_validation(1, place, ROWS_OFFERED, place, {
        "validate": "list", "source": f"='{lists.get_name()}'!${letters}$2:${letters}${len(names) + 1}",
        "error_type": "warning", "error_title": label[:32], "error_message": _("This is not a name of the list."),
    })


def _explain(sheet: Worksheet, columns: Sequence[Column], on: date, book: Workbook) -> None:
    head, wrap = book.add_format(HEAD), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, [_("Column"), _("Required"), _("What to write"), _("One of")], head)
    for row, column in enumerate(columns, start=1):
        names = "\n".join(column.offered(on)) if column.offered else ""
        sheet.write_row(row, 0, [column.label, _("yes") if column.is_required else _("no"), column.says, names], wrap)
    for place, width in enumerate((22, 8, 50, 30)):
        sheet.set_column(place, place, width)


def marked(headings: Sequence[str], mapping: Mapping[str, int], columns: Sequence[Column], rows: Iterable[Row]) -> BinaryIO:
    """Return rows as they were sent, the wrong cells coloured with a note, and all of it in words at the end of the row."""
    with _written(constant_memory=True) as (book, file):
        sheet = MarkedSheet(book, headings, mapping, columns)
        for row in rows:
            sheet.write(row)
        sheet.finish()
    return file


class MarkedSheet:
    """The sheet of rows as they were sent, written from the top down."""

    def __init__(self, book: Workbook, headings: Sequence[str], mapping: Mapping[str, int], columns: Sequence[Column]) -> None:
        self.sheet = book.add_worksheet(_("Rows"))
        self.width = len(headings)
        self.mapping = mapping
        self.labels = {column.name: column.label for column in columns}
        self.line, self.notes = 0, 0
        days = {"num_format": "yyyy-mm-dd"}
        self.plain, self.day = None, book.add_format(days)
        self.wrong, self.wrong_day = book.add_format({"bg_color": WRONG}), book.add_format({**days, "bg_color": WRONG})
        self._write_head(headings, book.add_format(HEAD))

    def _write_head(self, headings: Sequence[str], head: Format) -> None:
        self.sheet.set_column(0, self.width, 16)
        self.sheet.set_column(self.width + 1, self.width + 1, 60)
        self.sheet.freeze_panes(1, 0)
        self.sheet.write_row(0, 0, [*headings, _("Row in the file sent"), _("To be corrected")], head)

    def write(self, row: Row) -> None:
        """Write the next row."""
        self.line += 1
        wrong = {self.mapping[fault.column]: fault for fault in row.faults if fault.column in self.mapping}
        for place in range(self.width):
            cell = row.cells[place] if place < len(row.cells) else ""
            self._write_cell(place, cell, is_wrong=place in wrong)
        for place, fault in wrong.items():
            self._note(place, fault)
        self.sheet.write_number(self.line, self.width, row.number)
        self.sheet.write_string(self.line, self.width + 1, "\n".join(self._says(fault) for fault in row.faults))

    def _write_cell(self, place: int, cell: object, *, is_wrong: bool) -> None:
        look = self.wrong if is_wrong else self.plain
        match cell:
            case date():
                at = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - no zone there
                self.sheet.write_datetime(self.line, place, at, self.wrong_day if is_wrong else self.day)
            case bool():
                self.sheet.write_boolean(self.line, place, cell, look)
            case int() | float():
                self.sheet.write_number(self.line, place, cell, look)
            case "":
                self.sheet.write_blank(self.line, place, None, look)
            case _:
                self.sheet.write_string(self.line, place, str(cell), look)

    def _note(self, place: int, fault: Fault) -> None:
        """Put a note on a cell; very many would make a spreadsheet program slow, and the last column has all the words."""
        if self.notes < NOTES:
            self.notes += 1
            words = _("Wanted: %(wanted)s") % {"wanted": fault.wanted}
            self.sheet.write_comment(self.line, place, words, {"x_scale": 2})

    def _says(self, fault: Fault) -> str:
        return _("%(column)s: wanted %(wanted)s") % {"column": self.labels[fault.column], "wanted": fault.wanted}

    def finish(self) -> None:
        self.sheet.autofilter(0, 0, max(self.line, 1), self.width + 1)
