"""Uploads below HENGZHI_HOME/imports: of each, the file of its rows, sealed with the vault's key.

Lists hold people's names and numbers. The upload itself is gone as soon as its rows are read; the rows are gone when the
import is done, but for those that were refused.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from django.conf import settings

from hengzhi.exchange.files import Found, unpack
from hengzhi.register.vault.files import key_name_of, open_sealed, seal_file
from hengzhi.register.vault.keys import current_key

ROWS, PLAIN = ".rows", ".plain"
# A plain file this old belongs to a process that was killed while reading an upload.
ABANDONED_SECONDS = 3600


def folder() -> Path:
    return Path(settings.HENGZHI_HOME) / "imports"


def rows_of(code: str) -> Path:
    """Return where the sealed rows of an import lie."""
    return folder() / (code + ROWS)


def keep(file: BinaryIO, name: str, code: str) -> tuple[str, Found]:
    """Keep the rows of an upload under the code of its import, sealed; return its SHA-256 and what it is.

    Raises FileError. No plain copy is left, whatever happens but a kill; what that leaves, `clear_away` removes.
    """
    folder().mkdir(parents=True, exist_ok=True)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    with _plain_file() as upload, _plain_file() as rows:
        with upload.open("wb") as out:
            copyfileobj(file, out)
        found = unpack(upload, name, rows)
        with rows.open("rb") as lines:
            seal_file(lines, rows_of(code))
    return digest, found


@contextmanager
def _plain_file() -> Iterator[Path]:
    handle, name = tempfile.mkstemp(suffix=PLAIN, dir=folder())
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def opened(code: str) -> TextIOWrapper:
    """Return the rows of an import as lines."""
    return open_sealed(rows_of(code))


def keep_only(code: str, numbers: Collection[int], heading_row: int) -> None:
    """Keep of the rows of an import those down to the headings and some others; the rest become empty rows."""
    with opened(code) as lines, _plain_file() as kept:
        with kept.open("w", encoding="utf-8") as out:
            for number, line in enumerate(lines, start=1):
                out.write(line if number <= heading_row or number in numbers else "[]\n")
        with kept.open("rb") as rows:
            seal_file(rows, rows_of(code))


def seal_anew() -> int:
    """Seal with the key in use what is sealed with another; return how many files."""
    old = [path for path in sorted(folder().glob("*" + ROWS)) if key_name_of(path) != current_key().name]
    for path in old:
        with open_sealed(path) as lines:
            seal_file(lines.buffer, path)
    return len(old)


def remove(code: str) -> None:
    """Remove the rows of an import."""
    rows_of(code).unlink(missing_ok=True)


def clear_away(needed: Collection[str]) -> int:
    """Remove rows no import needs and plain files a killed process left; return how many files went."""
    now = time.time()
    gone = [path for path in folder().glob("*" + ROWS) if path.name.removesuffix(ROWS) not in needed]
    gone += [
        path for suffix in (PLAIN, ".part") for path in folder().glob("*" + suffix)
        if now - path.stat().st_mtime > ABANDONED_SECONDS
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
