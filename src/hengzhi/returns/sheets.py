"""A return as a workbook: out with units and last period, back with what was filled in, wrong cells marked.

What comes back is read into the same cells as the page sends, so both ways end in the same state.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO

import xlsxwriter
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from xlsxwriter.utility import xl_rowcol_to_cell

from hengzhi.core.errors import HengzhiError, near
from hengzhi.exchange.cells import NO, YES, shown
from hengzhi.exchange.files import unpack
from hengzhi.exchange.rows import Cells, read_rows
from hengzhi.returns.definition import Definition
from hengzhi.returns.entries import Written, said_no, said_yes
from hengzhi.returns.pages import Line, Sheet

HEAD_ROW = 3  # counted from 0
COLUMNS = ("code", "name", "unit", "last", "value", "not_applicable", "note", "scope")
WIDTHS = (16, 30, 14, 16, 16, 10, 40, 60)
LOOKED_AT = 20
MARKED = "#F8D7D4"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LANGUAGES = ("zh-hans", "zh-hant", "en")


class SheetError(HengzhiError):
    """A workbook that is not this return's; the text says what was found and what is wanted."""


@dataclass(frozen=True)
class Read:
    """What a workbook says: cells by item and where each stands."""

    written: dict[str, Written] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def headings() -> dict[str, str]:
    return {
        "code": _("Item code"), "name": _("Item"), "unit": pgettext("return", "Unit"), "last": _("Last period"),
        "value": _("This period"), "not_applicable": _("Not applicable"), "note": _("Explanation"),
        "scope": _("Statistical scope"),
    }


def workbook(page: Sheet) -> BinaryIO:
    """Return a return as a workbook to fill in; cells that cannot be read are marked with what is wrong."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(file, OPTIONS)
    _Writer(book, page).write()
    book.close()
    file.seek(0)
    return file


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, page: Sheet) -> None:
        self.page = page
        self.sheet = book.add_worksheet(pgettext("return", "Return"))
        plain = {"valign": "top", "text_wrap": True}
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#D9EAEC"})
        self.plain = book.add_format(plain)
        self.soft = book.add_format({**plain, "font_color": "#566370"})
        self.inputs = {
            (places, wrong): book.add_format({
                "valign": "top", "border": 1, "num_format": "#,##0" + ("." + "0" * places if places else ""),
                **({"bg_color": MARKED} if wrong else {}),
            })
            for places in (0, 2) for wrong in (False, True)
        }

    def write(self) -> None:
        row = self.page.row
        for line, (label, value) in enumerate((
            (_("Number"), row.record.code), (_("Form"), f"{row.form.name} {row.span.zh}"),
            (_("Department"), row.department.name),
        )):
            self.sheet.write_string(line, 0, label, self.bold)
            self.sheet.write_string(line, 1, value)
        self.sheet.write_row(HEAD_ROW, 0, list(headings().values()), self.head)
        for place, width in enumerate(WIDTHS):
            self.sheet.set_column(place, place, width)
        self.sheet.freeze_panes(HEAD_ROW + 1, 2)
        for at, line in enumerate(self.page.lines, start=HEAD_ROW + 1):
            self._line(at, line)

    def _line(self, at: int, line: Line) -> None:
        item, look = line.item, self.inputs[line.item.places, bool(line.error)]
        for place, text in enumerate((item.code, str(item.name), str(item.unit), line.last)):
            self.sheet.write_string(at, place, text, self.soft if place in {0, 3} else self.plain)
        _write_value(self.sheet, at, line, look)
        self.sheet.write_string(at, 5, said_yes() if line.cell.does_not_apply else "", look)
        self.sheet.write_string(at, 6, line.cell.note, look)
        self.sheet.write_string(at, 7, str(item.scope), self.soft)
        if item.may_not_apply:
            self.sheet.data_validation(at, 5, at, 5, {"validate": "list", "source": [said_yes()], "ignore_blank": True})
        if said := line.error or line.remark:
            self.sheet.write_comment(at, 4, said, {"x_scale": 2})


def _write_value(sheet, at: int, line: Line, look) -> None:
    value = line.cell.value
    try:
        number = float(value) if line.item.is_numeric else None
    except ValueError:
        number = None
    if number is None:
        sheet.write_string(at, 4, value, look) if value else sheet.write_blank(at, 4, None, look)
    else:
        sheet.write_number(at, 4, number, look)


def read_workbook(file: File, *, code: str, form: Definition) -> Read:
    """Read a workbook filled in for return `code`; raises SheetError or FileError naming file, row and what is wanted."""
    with TemporaryDirectory() as folder:
        upload, rows = Path(folder) / "upload", Path(folder) / "rows"
        with upload.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        unpack(upload, file.name, rows)
        with rows.open(encoding="utf-8") as lines:
            return _read(list(read_rows(lines)), code, form)


def _read(rows: list[tuple[int, Cells]], code: str, form: Definition) -> Read:
    head, columns = _columns(rows)
    _must_be_of(code, rows)
    read = Read()
    for number, cells in rows:
        if number > head and (item := _text(cells, columns["code"])):
            place = {"row": number, "found": item}
            if item not in form.by_code:
                raise SheetError(_("Row %(row)d: the form has no item “%(found)s”.") % place + near(item, form.by_code))
            if item in read.written:
                raise SheetError(_("Row %(row)d: item “%(found)s” stands twice; keep one row.") % place)
            read.written[item] = _cell(cells, columns, number)
            read.places[item] = xl_rowcol_to_cell(number - 1, columns["value"])
    if not read.written:
        raise SheetError(_("There is no item below the headings. Fill in the workbook of this return and send it back."))
    return read


def _columns(rows: list[tuple[int, Cells]]) -> tuple[int, dict[str, int]]:
    """Return the row of the headings and where each column stands, whatever language the workbook was made in."""
    names = dict(_all_headings())
    for number, cells in rows[:LOOKED_AT]:
        columns = {names[text]: place for place in range(len(cells)) if (text := _text(cells, place)) in names}
        if {"code", "value"} <= set(columns):
            return number, columns
    wanted = headings()
    raise SheetError(
        _("The headings “%(code)s” and “%(value)s” were not found. Fill in the workbook of this return and send it back.")
        % {"code": wanted["code"], "value": wanted["value"]}
    )


def _all_headings() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        with override(language):
            yield from ((label, name) for name, label in headings().items())


def _must_be_of(code: str, rows: list[tuple[int, Cells]]) -> None:
    """A number above the headings must be this return's; a list without one is taken for it."""
    found = {text for _number, cells in rows[:HEAD_ROW] for place in range(len(cells)) if (text := _text(cells, place))}
    others = sorted(text for text in found if text[:1] == code[:1] and len(text) == len(code) and "-" in text and text != code)
    if others and code not in found:
        words = _("The workbook is that of %(found)s; this return is %(wanted)s.")
        raise SheetError(words % {"found": others[0], "wanted": code})


def _text(cells: Cells, place: int | None) -> str:
    cell = cells[place] if place is not None and place < len(cells) else ""
    if isinstance(cell, bool):
        return said_yes() if cell else said_no()
    return shown(cell).strip()


def _cell(cells: Cells, columns: Mapping[str, int], number: int) -> Written:
    said = _text(cells, columns.get("not_applicable")).lower()
    if said and said not in YES | NO:
        raise SheetError(_("Row %(row)d: “%(found)s” says neither yes nor no whether the item does not apply.") % {
            "row": number, "found": said,
        })
    return Written(_text(cells, columns["value"]), said in YES, _text(cells, columns.get("note")))
