"""Finding the headings of a list and what each means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from hengzhi.exchange.cells import shown
from hengzhi.exchange.contract import Column
from hengzhi.exchange.names import folded
from hengzhi.exchange.rows import read_rows

LOOKED_AT = 10
ORNAMENTS = "*★:"
UNIT = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True)
class Heading:
    """The row the headings stand in, and their texts by column; 0 when the file has no row at all."""

    row: int
    texts: tuple[str, ...]


def find_heading(lines: Iterable[str], columns: Iterable[Column]) -> Heading:
    """Return the row among the first ten that holds the most known headings.

    Where none is known it is the first row with two texts or more, so that a title above the list is passed over.
    """
    known = _words(columns)
    candidates = [
        Heading(number, tuple(shown(cell).strip() for cell in cells))
        for number, cells in islice(read_rows(lines), LOOKED_AT)
    ]
    return max(candidates, key=lambda heading: (_hits(heading, known), min(_filled(heading), 2)), default=Heading(0, ()))


def _hits(heading: Heading, known: Mapping[str, str]) -> int:
    return len({known[bare(text)] for text in heading.texts if bare(text) in known})


def _filled(heading: Heading) -> int:
    return sum(bool(text) for text in heading.texts)


def bare(text: str) -> str:
    """Return a heading without the signs people put around it and the unit behind it."""
    return UNIT.sub("", folded(text).strip(ORNAMENTS)).strip(ORNAMENTS)


def _words(columns: Iterable[Column]) -> dict[str, str]:
    """Return the column meant by each known heading; a column's own names go before other words for it."""
    words: dict[str, str] = {}
    columns = list(columns)
    for column in columns:
        words |= {bare(word): column.name for word in (column.zh, column.en)}
    for column in columns:
        for word in column.also:
            words.setdefault(bare(word), column.name)
    return words


def match(texts: Sequence[str], columns: Iterable[Column]) -> dict[str, int]:
    """Return which column of the file each column is, by its heading; a heading that stands twice matches nothing."""
    words = _words(columns)
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if bare(text) in words:
            places.setdefault(words[bare(text)], []).append(place)
    exact = {name: _own_name(name, found, texts, columns) for name, found in places.items()}
    return {name: place for name, place in exact.items() if place is not None}


def _own_name(name: str, places: Sequence[int], texts: Sequence[str], columns: Iterable[Column]) -> int | None:
    """Return the one place there is, or the one whose heading is the column's own name."""
    if len(places) == 1:
        return places[0]
    column = next(column for column in columns if column.name == name)
    own = [place for place in places if bare(texts[place]) in {bare(column.zh), bare(column.en)}]
    return own[0] if len(own) == 1 else None


def repeated(texts: Sequence[str]) -> list[str]:
    """Return the headings that stand more than once, in order."""
    filled = [text for text in texts if text]
    return [text for text in dict.fromkeys(filled) if filled.count(text) > 1]


def letter(place: int) -> str:
    """Return the letters a spreadsheet has for a column: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
