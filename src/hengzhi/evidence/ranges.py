"""A stretch of a file, for browsers that ask for the rest of a download or for one page of a PDF."""

import re
from dataclasses import dataclass
from typing import BinaryIO

ASKED = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Stretch:
    """The bytes from `first` to `last`, both counted from 0 and included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def stretch(header: str, size: int) -> Stretch | None:
    """Return the stretch a Range header asks of `size` bytes, None where it asks for all or for what we do not cut.

    Raises ValueError when no byte of it exists.
    """
    asked = ASKED.fullmatch(header)
    if not asked or asked[0] == "bytes=-":
        return None
    if asked[1]:
        first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
    else:
        first, last = max(0, size - int(asked[2])), size - 1
    if first > last:
        raise ValueError(header)
    return Stretch(first, last)


class Window:
    """Reads one stretch of a file and no further; closing it closes the file."""

    def __init__(self, file: BinaryIO, part: Stretch) -> None:
        self.file, self.left = file, part.length
        file.seek(part.first)

    def read(self, size: int) -> bytes:
        found = self.file.read(min(size, self.left))
        self.left -= len(found)
        return found

    def close(self) -> None:
        self.file.close()
