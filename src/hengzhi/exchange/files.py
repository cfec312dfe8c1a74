"""Turning an upload into a file of rows: workbooks and CSV, whatever their encoding and separator.

What a file is decides its content, not its name.
"""

import csv
import json
import subprocess
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.evidence.containers import in_zip
from hengzhi.exchange.rows import row_line
from hengzhi.exchange.unpack import COLUMNS

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
SHEETS = {"xlsx", "ods"}
SECONDS = 180
SEPARATORS = (",", ";", "\t")
SAMPLE_ROWS = 20
BLOCK_BYTES = 1024 * 1024
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}
SIGNS = {",": ",", ";": ";", "\t": "Tab"}


class FileError(HengzhiError):
    """An upload that cannot be read as a table; the text says why and what to send instead."""


@dataclass(frozen=True)
class Found:
    """What a file was found to be; `reading` says it for people, `lines` counts the rows, empty ones too."""

    reading: str
    lines: int


def unpack(path: Path, name: str, rows: Path) -> Found:
    """Write the rows of an upload to the file `rows`; raises FileError. `name` is what the sender calls it."""
    with path.open("rb") as file:
        beginning = file.read(8)
        if not beginning:
            raise FileError(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
        if beginning.startswith(ZIP):
            if not SHEETS & set(in_zip(file, name)):
                raise _no_table(name)
            return _workbook(path, name, rows)
        if beginning.startswith(OLE):
            _refuse_locked(file, name)
            return _workbook(path, name, rows)
    return _csv(path, name, rows)


def _no_table(name: str) -> FileError:
    return FileError(_("“%(name)s” is no table. Send XLSX, XLS, ODS or CSV.") % {"name": name})


def _refuse_locked(file: BinaryIO, name: str) -> None:
    file.seek(0)
    if LOCKED in file.read():
        raise _problem({"problem": "locked"}, name)


def _workbook(path: Path, name: str, rows: Path) -> Found:
    """Let another process read the workbook, so that one made to fill the memory ends that process and not this one."""
    command = [sys.executable, "-m", "hengzhi.exchange.unpack", str(path), str(rows)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired as error:
        raise _problem({"problem": "huge"}, name) from error
    found = json.loads(done.stdout) if done.returncode == 0 else {"problem": "huge"}
    if "problem" in found:
        raise _problem(found, name)
    return Found(_("sheet “%(sheet)s”") % {"sheet": found["sheet"]}, found["lines"])


def _problem(found: dict, name: str) -> FileError:
    texts = {
        "locked": _("“%(name)s” is protected by a password. Save it without one and send it again."),
        "damaged": _("“%(name)s” is damaged or no workbook. Open it, save it again as XLSX and send that."),
        "empty": _("“%(name)s” has no rows on any sheet that shows."),
        "wide": _("“%(name)s” has %(width)s columns; at most %(most)d are read. Remove those that are not needed."),
        "huge": _(
            "“%(name)s” takes too much memory to read: cells far below or beside the list hold something. "
            "Delete the rows and columns around the list, or save it as CSV."
        ),
    }
    return FileError(texts[found["problem"]] % {"name": name, "width": found.get("width"), "most": COLUMNS})


def _csv(path: Path, name: str, rows: Path) -> Found:
    encoding = _encoding(path, name)
    separator = _separator(path, name, encoding)
    count = 0
    with rows.open("w", encoding="utf-8") as out:
        for cells in _records(path, name, encoding, separator):
            if len(cells) > COLUMNS:
                raise _problem({"problem": "wide", "width": len(cells)}, name)
            out.write(row_line(cells))
            count += 1
    reading = _("CSV, %(encoding)s, separated by “%(sign)s”") % {"encoding": ENCODINGS[encoding], "sign": SIGNS[separator]}
    return Found(reading, count)


def _encoding(path: Path, name: str) -> str:
    """Return how a text is encoded: by its mark, else strictly UTF-8, else strictly GB18030."""
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning.startswith(BOM_UTF8):
        tried = ["utf-8-sig"]
    elif beginning.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        tried = ["utf-16"]
    else:
        tried = ["utf-8", "gb18030"]
    furthest = 0
    for encoding in tried:
        wrong = _wrong_line(path, encoding)
        if not wrong:
            return encoding
        furthest = max(furthest, wrong)
    raise FileError(
        _("“%(name)s”, line %(line)d, is neither UTF-8 nor GB18030 text. Save it as “CSV UTF-8” or XLSX and send it again.")
        % {"name": name, "line": furthest}
    )


def _wrong_line(path: Path, encoding: str) -> int:
    """Return the number of the first line that is no text in this encoding, 0 when all of it is."""
    decoder = getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if "\0" in text:
                return line + text[: text.index("\0")].count("\n")
            line += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return 0


def _separator(path: Path, name: str, encoding: str) -> str:
    """Return the separator by which the first rows have the most cells in common."""
    return max(SEPARATORS, key=lambda sign: _cells_in_common(path, name, encoding, sign))


def _cells_in_common(path: Path, name: str, encoding: str, separator: str) -> int:
    try:
        widths = Counter(len(cells) for cells in islice(_records(path, name, encoding, separator), SAMPLE_ROWS) if cells)
    except FileError:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _records(path: Path, name: str, encoding: str, separator: str) -> Iterator[list[str]]:
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        try:
            for cells in csv.reader(file, delimiter=separator):
                number += 1
                yield cells
        except csv.Error as error:
            raise FileError(
                _("“%(name)s”, row %(row)d: a quotation mark is opened and never closed. Mend it, or save the list as XLSX.")
                % {"name": name, "row": number + 1}
            ) from error
