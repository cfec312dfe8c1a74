"""Words of a file that stand for a name of our lists: each said once for the whole file, and remembered.

`means` has, by column and folded word, the name or code it stands for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.core.packs import WrongValue
from hengzhi.exchange.cells import shown
from hengzhi.exchange.check import Row
from hengzhi.exchange.contract import Column, Sender
from hengzhi.exchange.names import folded, plain_text

WORDS_KEPT = 200
LONGEST = 80

Means = Mapping[str, Mapping[str, str]]


class WordList:
    """Collects, row by row, the words of list columns that are not known or that somebody has said the meaning of."""

    def __init__(self, columns: Iterable[Column], mapping: Mapping[str, int], means: Means) -> None:
        self.places = {column.name: mapping[column.name] for column in columns if column.offered and column.name in mapping}
        self.means = means
        self.found: dict[tuple[str, str], dict] = {}

    def add(self, row: Row) -> set[str]:
        """Note a row's words; return the columns whose unknown word stood in a row above and needs no fault of its own."""
        wanted = {fault.column: fault.wanted for fault in row.faults}
        return {name for name, place in self.places.items() if not self._is_first(name, place, row, wanted)}

    def _is_first(self, name: str, place: int, row: Row, wanted: Mapping[str, str]) -> bool:
        written = plain_text(shown(row.cells[place]))[:LONGEST] if place < len(row.cells) else ""
        meaning = self.means.get(name, {}).get(folded(written), "")
        if not written or not (meaning or name in wanted):
            return True
        entry = self.found.setdefault((name, folded(written)), {
            "column": name, "word": written, "means": meaning, "wanted": wanted.get(name, ""), "count": 0,
        })
        entry["count"] += 1
        return entry["count"] == 1

    def entries(self) -> list[dict]:
        """Return the words, those that are not known first and the most frequent of them on top."""
        ranked = sorted(self.found.values(), key=lambda entry: (bool(entry["means"]), -entry["count"]))
        return ranked[:WORDS_KEPT]


def meanings(
    columns: Sequence[Column], given: Iterable[tuple[str, str, str]], known: Means, on: date
) -> dict[str, dict[str, str]]:
    """Return what words mean by column, once somebody has chosen: `given` has column, word and meaning, "" for none.

    Raises Refused for a meaning that is not in the column's list.
    """
    lists = {column.name: set(column.offered(on)) for column in columns if column.offered}
    means = {name: dict(words) for name, words in known.items()}
    for name, word, meaning in given:
        if not meaning:
            means.get(name, {}).pop(folded(word), None)
        elif meaning in lists.get(name, set()) or means.get(name, {}).get(folded(word)) == meaning:
            means.setdefault(name, {})[folded(word)] = meaning
        else:
            raise Refused(_("“%(found)s” is not in the list any more. Reload the page.") % {"found": meaning})
    return {name: words for name, words in means.items() if words}


def name_of(column: Column, meaning: str, offered: Iterable[str], sender: Sender) -> str:
    """Return a meaning by its name in the reader's language, where it was said as a code or in another language."""
    names = list(offered)
    value = _read(column, meaning, sender)
    if not meaning or meaning in names or value is None:
        return meaning
    return next((name for name in names if _read(column, name, sender) == value), meaning)


def _read(column: Column, written: str, sender: Sender) -> object:
    try:
        return column.read(written, {}, sender)
    except WrongValue:
        return None


def together(*books: Means) -> dict[str, dict[str, str]]:
    """Return several books of words as one; the later ones say more."""
    return {name: dict(_pairs(name, books)) for name in dict.fromkeys(name for book in books for name in book)}


def _pairs(name: str, books: Iterable[Means]) -> Iterator[tuple[str, str]]:
    for book in books:
        yield from ((folded(word), meaning) for word, meaning in book.get(name, {}).items())
