"""Words and letters of texts as TF-IDF, and how alike a text is to each of many examples.

Stems and their pairs are one half, pieces of two to five letters inside words the other; each half has length one. Features are
known by a checksum, so that no text is stored and nothing depends on the process. Scikit-learn's formulas: sublinear frequency,
smooth inverse document frequency.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis import terms, words

Floats = NDArray[np.float32]
Halves = list[tuple[NDArray[np.uint32], NDArray[np.int64]]]
LETTERS = range(2, 6)
HALF = np.float32(0.5**0.5)
OFTEN, AT_ONCE = 48, 2_000_000  # From how many examples on a feature is a column, and how many pairs are added at a time.


@dataclass(frozen=True, slots=True)
class Features:
    """An inverted file: feature `codes[i]` stands in `rows[starts[i]:starts[i + 1]]` with these weights. `size` examples."""

    size: int
    codes: NDArray[np.uint32]
    rarity: Floats
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: Floats

    @classmethod
    def fit(cls, texts: Sequence[tuple[str, str]]) -> Self:
        """From texts, each with its language."""
        halves = [_counted(*text) for text in texts]
        present = np.concatenate([codes for pair in halves for codes, _ in pair] or [np.empty(0, np.uint32)])
        codes, frequency = np.unique(present, return_counts=True)
        rarity = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        weights = [_weights(counts, rarity[np.searchsorted(codes, found)]) for pair in halves for found, counts in pair]
        sizes = [sum(len(found) for found, _ in pair) for pair in halves]
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
        order = np.argsort(present, kind="stable")
        flat = np.concatenate(weights or [np.empty(0, np.float32)]).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
        return cls(len(texts), codes, rarity, starts, rows[order], flat[order])

    def alike(self, text: str, language: str) -> Floats:
        """The cosine of the text with every example, from 0 to 1."""
        found: list[tuple[NDArray[np.int32], Floats]] = []
        for half in halves_of(text, language):
            codes, counts = np.unique(half, return_counts=True)
            places = np.minimum(np.searchsorted(self.codes, codes), max(len(self.codes) - 1, 0))
            is_known = self.codes[places] == codes if len(self.codes) else np.zeros(len(codes), bool)
            weights = _weights(counts[is_known], self.rarity[places[is_known]])
            for place, weight in zip(places[is_known].tolist(), weights, strict=True):
                part = slice(self.starts[place], self.starts[place + 1])
                found.append((self.rows[part], self.weights[part] * weight))
        if not found:
            return np.zeros(self.size, np.float32)
        rows, weights = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return np.bincount(rows, weights, minlength=self.size).astype(np.float32)

    def among(self) -> Floats:
        """The cosine of every example with every other, as `alike` gives it for one: rows and columns are examples.

        What few examples have is added pair by pair, what many have as columns of a matrix; so it takes a second and no minute.
        """
        total, counts = np.zeros((self.size, self.size), np.float32), np.diff(self.starts)
        often = np.flatnonzero(counts >= OFTEN)
        for columns in np.array_split(often, max(len(often) // 512, 1)):
            block = np.zeros((self.size, len(columns)), np.float32)
            for column, code in enumerate(columns.tolist()):
                part = slice(self.starts[code], self.starts[code + 1])
                block[self.rows[part], column] = self.weights[part]
            total += block @ block.T
        flat = total.reshape(-1)
        for count in np.unique(counts[counts < OFTEN]).tolist():
            codes = np.flatnonzero(counts == count)
            for some in np.array_split(codes, len(codes) * count * count // AT_ONCE + 1):
                at = self.starts[some][:, None] + np.arange(count)
                rows, weights = self.rows[at].astype(np.int64), self.weights[at]
                pairs = rows[:, :, None] * self.size + rows[:, None, :]
                np.add.at(flat, pairs.ravel(), (weights[:, :, None] * weights[:, None, :]).ravel())
        return total


def halves_of(text: str, language: str) -> Iterator[NDArray[np.uint32]]:
    """The checksums of a text's words and pairs of words, and those of its letters."""
    stems = terms(text, language)
    yield _codes([*stems, *(f"{first} {second}" for first, second in pairwise(stems))])
    edged = [f"_{word}_" for word in words(text)]
    yield _codes([f"-{word[at : at + n]}" for word in edged for n in LETTERS for at in range(len(word) - n + 1)])


@lru_cache(maxsize=8192)
def _counted(text: str, language: str) -> Halves:
    """Each half's codes and how often they stand there; remembered, because most texts are the same at the next fit."""
    return [np.unique(half, return_counts=True) for half in halves_of(text, language)]


def _codes(features: Sequence[str]) -> NDArray[np.uint32]:
    return np.array([crc32(feature.encode("utf-8", "surrogatepass")) for feature in features], np.uint32)


def _weights(counts: NDArray[np.int64], rarity: Floats) -> Floats:
    weights = ((1 + np.log(counts)) * rarity).astype(np.float32)
    length = np.sqrt((weights * weights).sum())
    return weights / length * HALF if length else weights
