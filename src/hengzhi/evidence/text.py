"""Telling plain text from other bytes, in constant memory."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK_BYTES = 256 * 1024
ENCODINGS = ("utf-8", "gb18030")
UNPRINTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def is_text(file: BinaryIO) -> bool:
    """Say whether all of a file reads as UTF-8 or GB 18030 without control characters."""
    return any(all(not UNPRINTED.search(part) for part in _read(file, encoding)) for encoding in _fitting(file))


def _fitting(file: BinaryIO) -> Iterator[str]:
    for encoding in ENCODINGS:
        try:
            for _part in _read(file, encoding):
                pass
        except UnicodeDecodeError:
            continue
        yield encoding


def _read(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the text in pieces; raises UnicodeDecodeError."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := file.read(CHUNK_BYTES):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
