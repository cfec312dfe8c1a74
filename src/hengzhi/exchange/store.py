"""Uploads below HENGZHI_HOME/imports, each under its SHA-256, with the file of rows made from it."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File

from hengzhi.evidence.storage import LocalFiles
from hengzhi.exchange.files import Found, unpack

ROWS = ".rows"


class ImportFiles(LocalFiles):
    """Files that are there whole or not at all, readable by the server alone."""

    @property
    def base_location(self) -> str:
        return os.fspath(folder())


def folder() -> Path:
    return Path(settings.HENGZHI_HOME) / "imports"


def keep(file: BinaryIO) -> str:
    """Keep an upload and return its SHA-256."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    ImportFiles().save(digest, File(file))
    return digest


def upload_of(digest: str) -> Path:
    return folder() / digest


def rows_of(digest: str) -> Path:
    return folder() / (digest + ROWS)


def unpack_upload(digest: str, name: str) -> Found:
    """Make the file of rows of an upload, whole or not at all; raises FileError."""
    handle, part = tempfile.mkstemp(dir=folder())
    os.close(handle)
    try:
        found = unpack(upload_of(digest), name, Path(part))
        Path(part).replace(rows_of(digest))
    finally:
        Path(part).unlink(missing_ok=True)
    return found


def remove(digest: str) -> None:
    """Remove an upload and its rows."""
    for path in (upload_of(digest), rows_of(digest)):
        path.unlink(missing_ok=True)
