"""Keeping files on the local disk so that a file is there whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"
CHUNK_BYTES = 1024 * 1024


class LocalFiles(FileSystemStorage):
    """Files below HENGZHI_HOME/files; one of the same name is replaced, which for content-addressed files renews its date."""

    base_url = None

    @property
    def base_location(self) -> str:
        return os.fspath(Path(settings.HENGZHI_HOME) / "files")

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File) -> str:
        """Write beside the place under a name of its own, down to the disk, then put it there in one step."""
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(suffix=UNFINISHED, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks(CHUNK_BYTES):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(target)
        except OSError:
            Path(part).unlink(missing_ok=True)
            raise
        _keep_name(target.parent)
        return name


def _keep_name(folder: Path) -> None:
    """Have a renaming in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
