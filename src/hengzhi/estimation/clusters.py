"""Texts that are nearly the same, and texts about the same matter, among ten thousands of Chinese texts.

Nearly the same: equal runs of three characters, found by MinHash and checked exactly. Same matter: character pairs
weighted by how rare they are, neighbours by cosine; a group is a text with all its neighbours, so that no chain of
half-alike texts joins two matters. Common clauses (“消费者要求赔偿损失”) are dropped first. What is common is counted among
texts that are no copies of each other: a letter that three hundred people send in is not common for that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from hengzhi.estimation.texts import Grams, grams, without_boilerplate, words_of, written

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
SHINGLE = 3
HASHES = 64
BAND_ROWS = 4
SEED = 20121228
MASK = np.uint64(2**31 - 1)
LARGEST_BUCKET = 200

COMMON_CLAUSE = 0.02
COMMON_PAIR = 0.05
FEW = 20
STRONGEST_TERMS = 16
CLAUSES_SHOWN = 2


@dataclass(frozen=True)
class Cluster:
    """Texts about one matter: indexes, the most typical first, and the clauses of that one which the others share."""

    members: tuple[int, ...]
    clauses: tuple[str, ...]


def near_duplicates(texts: Sequence[str], *, least: float = 0.8) -> list[tuple[int, ...]]:
    """Return the groups of texts joined by pairs whose shares of common triples (Jaccard) are at least `least`.

    Digits and punctuation do not count. Texts of fewer than three characters belong to no group.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(words_of(text), []).append(place)
    same = [group for words, group in places.items() if len(words) >= SHINGLE]
    shingles = grams([words_of(texts[group[0]]) for group in same], SHINGLE)
    sets = [np.unique(part) for part in np.split(shingles.codes, shingles.starts[1:-1])] if same else []
    joined = _Joined(len(same))
    for bucket in _buckets(shingles):
        for place, one in enumerate(bucket):
            for other in bucket[place + 1 :]:
                if not joined.are(one, other) and _jaccard(sets[one], sets[other]) >= least:
                    joined.join(one, other)
    groups = (sorted(place for one in group for place in same[one]) for group in joined.groups())
    return [tuple(group) for group in groups if len(group) > 1]


def _buckets(shingles: Grams) -> Iterator[list[int]]:
    """Yield texts that agree in a band of their MinHash signature; very large buckets in stretches."""
    known = np.flatnonzero(np.diff(shingles.starts) > 0)
    if not len(known):
        return
    signature = _signature(shingles, known)
    for band in range(0, HASHES, BAND_ROWS):
        _values, labels = np.unique(signature[band : band + BAND_ROWS], axis=1, return_inverse=True)
        order = np.argsort(labels, kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
            for start in range(0, len(part) if len(part) > 1 else 0, LARGEST_BUCKET - 1):
                yield known[part[start : start + LARGEST_BUCKET]].tolist()


def _signature(shingles: Grams, known: Whole) -> NDArray[np.uint64]:
    """Return the smallest of each hash over the triples of each text: (hashes, texts)."""
    generator = np.random.default_rng(SEED)
    mixed = (shingles.codes ^ (shingles.codes >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(33)
    factors = generator.integers(1, 2**31 - 1, HASHES, dtype=np.uint64)
    offsets = generator.integers(0, 2**31 - 1, HASHES, dtype=np.uint64)
    rows = [np.minimum.reduceat((mixed * factor + offset) % MASK, shingles.starts[known])
            for factor, offset in zip(factors, offsets, strict=True)]
    return np.stack(rows)


def _jaccard(one: NDArray, other: NDArray) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


class _Joined:
    """Which texts have been joined, directly or through others."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, one: int) -> int:
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def are(self, one: int, other: int) -> bool:
        return self.root(one) == self.root(other)

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for one in range(len(self._parent)):
            found.setdefault(self.root(one), []).append(one)
        return list(found.values())


@dataclass(frozen=True)
class Weighted:
    """Texts as unit vectors: for text i, terms[starts[i]:starts[i+1]] with their weights; `codes` writes the terms."""

    terms: Whole
    weights: Array
    starts: Whole
    codes: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, text: int) -> tuple[Whole, Array]:
        """Return the terms of a text with their weights."""
        part = slice(self.starts[text], self.starts[text + 1])
        return self.terms[part], self.weights[part]


def weighted(texts: Sequence[str], is_counted: NDArray[np.bool_]) -> Weighted:
    """Weigh the character pairs of each text by rarity among the texts counted.

    Pairs in a single text, or in too many of those counted, say nothing and are dropped.
    """
    pairs = grams(texts, 2)
    codes, labels = np.unique(pairs.codes, return_inverse=True)
    cells, counts = np.unique(pairs.owners * max(len(codes), 1) + labels, return_counts=True)
    owners, terms = np.divmod(cells, max(len(codes), 1))
    size = is_counted.sum()
    spread = np.bincount(terms[is_counted[owners]], minlength=len(codes))
    is_shared = np.bincount(terms, minlength=len(codes)) > 1
    is_kept = (is_shared & (spread <= max(FEW, COMMON_PAIR * size)))[terms]
    owners, terms, counts = owners[is_kept], terms[is_kept], counts[is_kept]
    weights = (1 + np.log(counts)) * np.log((size + 1) / np.maximum(spread[terms], 1))
    length = np.sqrt(np.bincount(owners, weights**2, len(texts)))
    starts = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(texts)))]).astype(np.int64)
    return Weighted(terms, weights / length[owners], starts, codes)


def same_matter(texts: Sequence[str], *, least_cosine: float = 0.35, least_size: int = 5) -> list[Cluster]:
    """Return the groups of at least `least_size` texts about one matter, the largest first; a text is in one group at most.

    The text with the most neighbours of cosine `least_cosine` or more begins a group, if they are at least half as many;
    the texts as near to the middle of these neighbours belong to it. Then the same among the texts left.
    """
    is_counted = _originals(texts)
    bare = without_boilerplate(texts, is_counted, share=COMMON_CLAUSE, least=FEW)
    vectors = weighted(bare, is_counted)
    postings = _Postings(vectors)
    near = [np.flatnonzero(postings.cosine(*vectors.of(text)) >= least_cosine) for text in range(len(texts))]
    left = np.ones(len(texts), bool)
    least_near = -(-least_size // 2)
    waiting = [(1 - len(others), text) for text, others in enumerate(near) if len(others) >= least_near]
    heapify(waiting)
    found = []
    while waiting:
        size, text = heappop(waiting)
        others = near[text][left[near[text]]] if left[text] else ()
        if len(others) < least_near:
            continue
        if len(others) < 1 - size:
            heappush(waiting, (1 - len(others), text))
            continue
        middle = _middle(vectors, others)
        members = np.flatnonzero((postings.cosine(*middle) >= least_cosine) & left)
        left[text] = False
        if len(members) >= least_size:
            left[members] = False
            found.append(_cluster(bare, vectors, members, middle))
    return found


def _originals(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Say which texts are no copies of an earlier one."""
    is_original = np.ones(len(texts), bool)
    for group in near_duplicates(texts):
        is_original[list(group[1:])] = False
    return is_original


def _middle(vectors: Weighted, group: Whole) -> tuple[Whole, Array]:
    """Return the terms of a group's texts with their mean weights, as a unit vector."""
    terms, labels = np.unique(np.concatenate([vectors.of(text)[0] for text in group]), return_inverse=True)
    weights = np.bincount(labels, np.concatenate([vectors.of(text)[1] for text in group]))
    return terms, weights / np.sqrt((weights**2).sum())


class _Postings:
    """For each term the texts that have it, to compare a text with all others at once."""

    def __init__(self, vectors: Weighted) -> None:
        order = np.argsort(vectors.terms, kind="stable")
        self._owners = np.repeat(np.arange(len(vectors)), np.diff(vectors.starts))[order]
        self._weights = vectors.weights[order]
        self._ends = np.concatenate([[0], np.cumsum(np.bincount(vectors.terms, minlength=len(vectors.codes)))])
        self._size = len(vectors)

    def cosine(self, terms: Whole, weights: Array) -> Array:
        """Return the cosine of every text with a unit vector."""
        spans = [slice(self._ends[term], self._ends[term + 1]) for term in terms]
        if not spans:
            return np.zeros(self._size)
        owners = np.concatenate([self._owners[span] for span in spans])
        parts = np.concatenate([self._weights[span] * weight for span, weight in zip(spans, weights, strict=True)])
        return np.bincount(owners, parts, self._size)


def _cluster(texts: Sequence[str], vectors: Weighted, members: Whole, middle: tuple[Whole, Array]) -> Cluster:
    """Return a group with its most typical texts first."""
    terms, weights = middle
    place = np.zeros(len(vectors.codes))
    place[terms] = weights
    near = [float((place[own] * shares).sum()) for own, shares in map(vectors.of, members)]
    order = members[np.lexsort((members, -np.round(near, 9)))].tolist()
    strongest = terms[np.lexsort((terms, -weights))][:STRONGEST_TERMS]
    pairs = {written(int(vectors.codes[term]), 2) for term in strongest}
    return Cluster(tuple(order), _clauses(texts[order[0]], pairs))


def _clauses(text: str, pairs: set[str]) -> tuple[str, ...]:
    """Return the clauses of a text that hold most of these pairs of characters, the fullest first."""
    clauses = [(sum(clause[at : at + 2] in pairs for at in range(len(clause))), clause) for clause in text.split("\n")]
    return tuple(clause for held, clause in sorted(clauses, key=lambda one: -one[0])[:CLAUSES_SHOWN] if held)
