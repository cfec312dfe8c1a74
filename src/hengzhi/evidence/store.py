"""The contents of all evidence, each kept once under its SHA-256, on the backend that STORAGES names."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import SEEK_END
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.evidence.models import Evidence

# What is younger may belong to an upload that is still running.
LEFT_BEHIND = timedelta(hours=24)


class ContentError(HengzhiError):
    """A content that should be kept is missing or has changed."""


@dataclass(frozen=True)
class Content:
    """A content in the store; `size` in bytes."""

    sha256: str
    size: int


def store() -> Storage:
    return storages["evidence"]


def place(sha256: str) -> str:
    """Return where a content lies: in one of 256 folders by its first two digits."""
    return f"{sha256[:2]}/{sha256}"


def keep(file: BinaryIO) -> Content:
    """Put a content into the store; it is there whole when this returns.

    A content that is there already is written again: its date is renewed, so that a sweep running just now leaves it
    for the row about to be made.
    """
    content = Content(_digest(file), file.seek(0, SEEK_END))
    file.seek(0)
    store().save(place(content.sha256), File(file))
    return content


def opened(evidence: Evidence) -> File:
    """Open a content for reading; raises ContentError when it is not in the store."""
    try:
        return store().open(place(evidence.sha256))
    except FileNotFoundError as error:
        raise ContentError(
            _("The content of “%(name)s” is missing from the store. Tell the administrator; a backup holds it.")
            % {"name": evidence.name}
        ) from error


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(at: datetime) -> int:
    """Remove what has lain a day and belongs to no row; return how many files that were.

    That is what killed uploads and withdrawn evidence leave. `at` is real time, also in a demonstration.
    """
    removed = 0
    for folder in _folders():
        wanted = set(Evidence.objects.filter(sha256__startswith=folder).values_list("sha256", flat=True))
        for name in store().listdir(folder)[1]:
            path = f"{folder}/{name}"
            if name not in wanted and store().get_modified_time(path) < at - LEFT_BEHIND:
                store().delete(path)
                removed += 1
    return removed


def _folders() -> list[str]:
    """Return the folders of the store, none where nothing was kept yet."""
    try:
        return store().listdir("")[0]
    except FileNotFoundError:
        return []


def damaged() -> Iterator[tuple[Evidence, str]]:
    """Read every content and yield the evidence whose content is missing or not what it was, with what is wrong."""
    for evidence in Evidence.objects.select_related("record").order_by("pk").iterator():
        try:
            with opened(evidence) as file:
                found = _digest(file)
        except ContentError:
            yield evidence, "missing"
            continue
        if found != evidence.sha256:
            yield evidence, f"changed: its digest is {found}"
