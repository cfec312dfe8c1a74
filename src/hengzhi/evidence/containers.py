"""Looking into Office files without unpacking them: what they are, and whether they carry programs.

A ZIP's table of contents is measured before it is read, so that a small file cannot claim a table that fills the memory.
"""

import struct
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused

CHUNK_BYTES = 256 * 1024
TABLE_BYTES = 4 * 1024 * 1024
UNPACKED_BYTES = 1024 * 1024 * 1024
TYPES_BYTES = 1024 * 1024
END_OF_ZIP = b"PK\x05\x06"
ZIP64 = b"PK\x06\x07"
PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}
OPENDOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MACRO_PLACES = ("basic/", "scripts/", "xl/macrosheets/")
STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "_VBA_PROJECT": "macros", "EncryptedPackage": "locked"}
LONGEST_STREAM = 2 * max(map(len, STREAMS))


def in_zip(file: BinaryIO, name: str) -> Iterator[str]:
    """Yield what an Office file in a ZIP is; raises Refused when it is damaged, carries macros or would unpack hugely."""
    _measure(file, name)
    try:
        with ZipFile(file) as archive:
            names = {entry.filename for entry in archive.infolist()}
            size = sum(entry.file_size for entry in archive.infolist())
            types = _beginning(archive, "[Content_Types].xml", names)
            kind = _beginning(archive, "mimetype", names)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _damaged(name) from error
    if size > UNPACKED_BYTES:
        raise Refused(_("“%(name)s” would unpack to more than 1 GB. Send a smaller document.") % {"name": name})
    if _has_macros(names, types):
        raise _with_macros(name)
    yield from (code for part, code in PARTS.items() if part in names)
    yield from (code for text, code in OPENDOCUMENT.items() if kind == text)


def _measure(file: BinaryIO, name: str) -> None:
    """Refuse a ZIP whose table of contents is missing, in the form for huge archives, or larger than any document's."""
    length = file.seek(0, SEEK_END)
    file.seek(max(0, length - 65_557 - 20))
    tail = file.read()
    at = tail.rfind(END_OF_ZIP)
    if at < 0 or len(tail) - at < 22 or ZIP64 in tail[max(0, at - 20) : at]:
        raise _damaged(name)
    (table,) = struct.unpack_from("<I", tail, at + 12)
    if table > TABLE_BYTES:
        raise _damaged(name)
    file.seek(0)


def _beginning(archive: ZipFile, part: str, names: set[str]) -> bytes:
    if part not in names:
        return b""
    with archive.open(part) as file:
        return file.read(TYPES_BYTES)


def _has_macros(names: set[str], types: bytes) -> bool:
    lower = [part.lower() for part in names]
    in_place = any(part.endswith("vbaproject.bin") or part.startswith(MACRO_PLACES) for part in lower)
    return in_place or b"macroenabled" in types.lower()


def in_ole(file: BinaryIO, name: str) -> Iterator[str]:
    """Yield what an Office file of the old kind is by the names of its streams; raises Refused for macros and passwords."""
    found = {STREAMS[stream] for stream in _streams(file)}
    if "macros" in found:
        raise _with_macros(name)
    if "locked" in found:
        raise Refused(_("“%(name)s” is locked with a password. Save it without one and send it again.") % {"name": name})
    yield from sorted(found)


def _streams(file: BinaryIO) -> Iterator[str]:
    """Yield the known streams whose names stand anywhere in the file."""
    signs = {stream: stream.encode("utf-16-le") for stream in STREAMS}
    file.seek(0)
    kept = b""
    while chunk := file.read(CHUNK_BYTES):
        window = kept + chunk
        yield from (stream for stream, sign in signs.items() if sign in window)
        kept = window[-LONGEST_STREAM:]


def _damaged(name: str) -> Refused:
    return Refused(_("“%(name)s” is damaged or no document. Open it, save it again and send that.") % {"name": name})


def _with_macros(name: str) -> Refused:
    return Refused(_("“%(name)s” carries macros, which are not taken. Save it without macros, or as PDF.") % {"name": name})
