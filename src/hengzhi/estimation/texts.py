"""Chinese texts as numbers: character pairs and triples without digits and punctuation, all texts in a few arrays."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOT_WORDS = re.compile(r"\d[\d.,]*\s*[年月日号时点分元个]?|[^\u3400-\u9fff\uf900-\ufaffa-z]+")
SENTENCE_ENDS = re.compile(r"[。！？；!?;\n]+")
CLAUSE_ENDS = re.compile(r"[。！？；，、：,.!?;:\n]+")
Codes = NDArray[np.uint64]


@dataclass(frozen=True)
class Grams:
    """The runs of `length` characters of many texts: `codes` one after the other, those of text i in starts[i]:starts[i+1]."""

    codes: Codes
    starts: NDArray[np.int64]

    @property
    def owners(self) -> NDArray[np.int64]:
        """Return the text each run belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def words_of(text: str) -> str:
    """Return the characters a text is compared by: Han and Latin letters in lower case; no amounts, dates and marks."""
    return NOT_WORDS.sub("", text.lower())


def without_boilerplate(texts: Sequence[str], is_counted: Sequence[bool], *, share: float, least: int) -> list[str]:
    """Drop the clauses, digits aside, that stand in more than `share` of the texts counted and in more than `least`."""
    clauses = [[words_of(clause) for clause in CLAUSE_ENDS.split(text)] for text in texts]
    counted = [set(parts) for parts, counts in zip(clauses, is_counted, strict=True) if counts]
    seen = Counter(clause for parts in counted for clause in parts)
    common = {clause for clause, count in seen.items() if count > max(least, share * len(counted))}
    return ["\n".join(clause for clause in parts if clause and clause not in common) for parts in clauses]


def grams(texts: Sequence[str], length: int) -> Grams:
    """Return the runs of `length` characters (2 or 3), none across a line break; each code holds its characters."""
    joined = "\n" * length + ("\n" * length).join(texts) + "\n" * length
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    sizes = np.fromiter((len(text) + length for text in texts), dtype=np.int64, count=len(texts))
    owners = np.concatenate([np.zeros(length, np.int64), np.repeat(np.arange(len(texts)), sizes)])
    ends = len(points) - length + 1
    codes = np.zeros(ends, np.uint64)
    is_whole = np.ones(ends, bool)
    for step in range(length):
        part = points[step : step + ends]
        codes = (codes << np.uint64(21)) | part
        is_whole &= part != ord("\n")
    counts = np.bincount(owners[:ends][is_whole], minlength=len(texts)) if len(texts) else np.zeros(0, np.int64)
    return Grams(codes[is_whole], np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))


def written(code: int, length: int) -> str:
    """Return the characters of a code."""
    return "".join(chr(int(code) >> 21 * step & 0x1FFFFF) for step in reversed(range(length)))
