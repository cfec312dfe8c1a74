"""Reads one workbook into a file of rows, as a process of its own: `python -m hengzhi.exchange.unpack BOOK ROWS`.

A small workbook may claim a table that fills any memory, and the library then ends its process. Here that is this one,
which may use MEMORY_BYTES and imports nothing of the site. It prints what it found as JSON, or why it could not.
"""

import json
import resource
import sys
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

MEMORY_BYTES = 1536 * 1024 * 1024
COLUMNS = 256


def main(book: str, rows: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        print(json.dumps(unpack(Path(book), Path(rows))))
    except PasswordError:
        print(json.dumps({"problem": "locked"}))
    except CalamineError:
        print(json.dumps({"problem": "damaged"}))


def unpack(book: Path, rows: Path) -> dict:
    """Write the rows of the first visible sheet that has any; row 1 of the sheet is line 1."""
    with book.open("rb") as file, rows.open("w", encoding="utf-8") as out:
        sheet = first_sheet(CalamineWorkbook.from_filelike(file))
        if sheet is None:
            return {"problem": "empty"}
        width = sheet.start[1] + sheet.width
        if width > COLUMNS:
            return {"problem": "wide", "width": width}
        before = [""] * sheet.start[1]
        lines = 0
        for row in sheet.iter_rows():
            lines += 1
            is_empty = row.count("") == len(row)
            out.write("[]\n" if is_empty else json.dumps([*before, *row], ensure_ascii=False, default=written) + "\n")
        return {"sheet": sheet.name, "lines": lines}


def first_sheet(book: CalamineWorkbook):
    for metadata in book.sheets_metadata:
        if metadata.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(metadata.name)
            if sheet.start is not None:
                return sheet
    return None


def written(cell: object) -> object:
    """Return what JSON has no type for: a day or an instant by its name, anything else as text."""
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return str(cell)


if __name__ == "__main__":
    main(*sys.argv[1:])
