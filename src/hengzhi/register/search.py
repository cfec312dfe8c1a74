"""Search in Chinese text from one character up, on SQLite and PostgreSQL alike.

A text becomes overlapping pairs of characters, each run closed by its last character alone: 冰箱门 gives 冰箱 箱门 门. A word
of several characters is then a phrase of pairs, a single character the beginning of a token. Letters and digits stay
whole words.
"""

import re
from collections.abc import Iterator

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from hengzhi.register.models import Record, SearchText

RUN = re.compile(r"(?P<han>[\u3400-\u9fff\uf900-\ufaff]+)|(?P<word>[0-9a-z]+)")
MATCH = {
    "sqlite": "SELECT rowid FROM register_search WHERE register_search MATCH %s",
    "postgresql": "SELECT record_id FROM register_searchtext WHERE words::tsvector @@ %s::tsquery",
}


def tokens(text: str) -> Iterator[str]:
    """Yield what a text is found by, in order."""
    for run in RUN.finditer(text.lower()):
        if run["word"]:
            yield run["word"]
        else:
            yield from _pairs(run["han"])
            yield run["han"][-1]


def _pairs(han: str) -> list[str]:
    return [han[at : at + 2] for at in range(len(han) - 1)]


def stored(text: str) -> str:
    """Return a text as this database keeps it for search: tokens in order, with their places on PostgreSQL."""
    if connection.vendor == "sqlite":
        return " ".join(tokens(text))
    places: dict[str, list[int]] = {}
    for place, token in enumerate(tokens(text), start=1):
        places.setdefault(token, []).append(min(place, 16_383))
    return " ".join(f"'{token}':{','.join(map(str, at))}" for token, at in places.items())


def note(record: Record, text: str) -> None:
    """Let a record be found by a text, in place of what it was found by before."""
    SearchText.objects.update_or_create(record=record, defaults={"words": stored(text)})


def search_text(record: Record, text: str) -> SearchText:
    """Return the unsaved row by which a new record is found."""
    return SearchText(record=record, words=stored(text))


def found(records: QuerySet[Record], text: str) -> QuerySet[Record]:
    """Keep the records that hold every word of a search, whatever stands between the words."""
    query = _query(text)
    if not query:
        return records.none()
    return records.filter(pk__in=RawSQL(MATCH[connection.vendor], [query]))  # noqa: S611 - fixed text, bound value


def _query(text: str) -> str:
    phrases = [_phrase(run["han"]) if run["han"] else [run["word"]] for run in RUN.finditer(text.lower())]
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{" ".join(phrase)}"{"*" if _is_open(phrase) else ""}' for phrase in phrases)
    parts = (" <-> ".join(f"'{token}'{':*' if _is_open(phrase) else ''}" for token in phrase) for phrase in phrases)
    return " & ".join(f"({part})" for part in parts)


def _phrase(han: str) -> list[str]:
    return _pairs(han) or [han]


def _is_open(phrase: list[str]) -> bool:
    """Say whether more may follow: after a single character or an unfinished word, not after pairs."""
    return len(phrase) == 1 and (len(phrase[0]) == 1 or phrase[0].isascii())

