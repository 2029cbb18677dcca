"""The terms of many documents as flat arrays: gathered while documents are added, written as one file, read by mapping it.

A field has, for each of its terms in alphabetical order, the numbers of the documents it stands in, and its weight in each; for
each document its length and, for each example of it, the different terms that the example consists of (its pieces). Reading
one term is a slice of the file; nothing is parsed, and what was read stays readable when the file is deleted.
"""

import json
import mmap
import os
import weakref
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Ints = NDArray[Any]
MAGIC = b"Concord1"
SEPARATOR = "\n"  # Stands in no term.
ALIGNED = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """What a document has in one field: `weights` are whole numbers by term, `pieces` the different terms of each example.

    Without weights of its own a term weighs as much as there are examples with it.
    """

    weights: Mapping[str, int] | None
    pieces: Sequence[Iterable[str]] = ()


@dataclass(frozen=True, eq=False)
class FieldArrays:
    """`numbers[starts[i]:starts[i + 1]]` are the documents with term i, in order, `weights` likewise.

    `pieces[examples[e]:examples[e + 1]]` are the terms of example e; document d has the examples `of[d]:of[d + 1]`.
    """

    letters: Ints
    starts: Ints
    numbers: Ints
    weights: Ints
    lengths: Ints
    pieces: Ints
    examples: Ints
    of: Ints

    @cached_property
    def terms(self) -> list[str]:
        text = self.letters.tobytes().decode()
        return text.split(SEPARATOR) if len(self.starts) > 1 else []

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """The letters of its terms."""
        return frozenset(self.letters.tobytes().decode()) - {SEPARATOR}

    @cached_property
    def only_terms(self) -> list[str]:
        """The one term of each document, for a field that has one in each."""
        of = np.empty(len(self.numbers), np.int64)
        of[self.numbers] = np.arange(len(self.numbers))
        return [self.terms[place] for place in of.tolist()]

    @cached_property
    def spans(self) -> Ints:
        """`pieces[spans[d]:spans[d + 1]]` are those of all examples of document d."""
        return self.examples[self.of]

    @cached_property
    def sizes(self) -> Ints:
        """Of how many pieces each example consists."""
        return np.diff(self.examples)

    @cached_property
    def counts(self) -> Ints:
        """In how many documents each term stands."""
        return np.diff(self.starts)

    def counts_among(self, alive: NDArray[np.bool_]) -> Ints:
        """In how many living documents each term stands."""
        return self._less(self.counts, np.flatnonzero(~alive[self.numbers]))

    def counts_less(self, counts: Ints, documents: Iterable[int]) -> Ints:
        """The same once these few documents, which were counted, live no more."""
        gone = [np.flatnonzero(self.numbers == document) for document in documents]
        return self._less(counts, np.concatenate(gone)) if gone else counts

    def _less(self, counts: Ints, places: Ints) -> Ints:
        terms = self.starts.searchsorted(places, side="right") - 1
        return counts - np.bincount(terms, minlength=len(counts))


NO_FIELD = FieldArrays(*(np.zeros(size, np.int64) for size in (0, 1, 0, 0, 0, 0, 1, 1)))


class Given(dict[str, int]):
    """Gives each term the next number when it is first asked for."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class Gathering:
    """One field of documents that are being added, in the order of their numbers."""

    def __init__(self) -> None:
        self._known = Given()
        self._terms, self._weights = array("I"), array("I")
        self._documents, self._sizes = array("I"), array("I")
        self._pieces, self._piece_sizes = array("I"), array("I")
        self._example_counts: dict[int, int] = {}
        self._lengths: dict[int, int] = {}
        self._taken: list[tuple[Ints, Ints, Ints]] = []

    def add(self, document: int, entry: Entry) -> None:
        pieces = [self._ids(piece) for piece in entry.pieces]
        weights: dict[int, int]
        if entry.weights is None:
            weights = Counter(chain.from_iterable(pieces))
        else:
            weights = dict(zip(self._ids(entry.weights), entry.weights.values(), strict=True))
        self._terms.extend(weights.keys())
        self._weights.extend(weights.values())
        self._documents.append(document)
        self._sizes.append(len(weights))
        self._lengths[document] = sum(weights.values())
        self._example_counts[document] = len(pieces)
        self._pieces.extend(chain.from_iterable(pieces))
        self._piece_sizes.extend(map(len, pieces))

    def take(self, old: FieldArrays, numbers: Ints) -> None:
        """Take documents over. `numbers` has the new number of each old document, in their order; -1 for what is left out."""
        documents = numbers[old.numbers]
        kept = documents >= 0
        ids = np.array(self._ids(old.terms), np.int64)
        terms = np.repeat(ids, old.counts)
        self._taken.append((terms[kept], documents[kept], old.weights[kept]))
        for document, new in enumerate(numbers[: len(old.lengths)].tolist()):
            first, last = old.of[document], old.of[document + 1]
            if new >= 0 and (old.lengths[document] or last > first):
                self._lengths[new] = int(old.lengths[document])
                self._example_counts[new] = int(last - first)
                self._piece_sizes.extend(np.diff(old.examples[first : last + 1]).tolist())
                self._pieces.extend(ids[old.pieces[old.examples[first] : old.examples[last]]].tolist())

    def arrays(self, size: int) -> FieldArrays:
        """All of it, for so many documents; terms without a document are gone."""
        added = (np.array(self._terms, np.int64), np.repeat(self._documents, self._sizes), np.array(self._weights, np.int64))
        terms, documents, weights = (np.concatenate(part) for part in zip(added, *self._taken, strict=True))
        counts = np.bincount(terms, minlength=len(self._known))
        ordered = sorted((term, number) for term, number in self._known.items() if counts[number])
        place = np.zeros(len(self._known), np.int64)
        place[[number for _term, number in ordered]] = np.arange(len(ordered))
        order = np.argsort(place[terms], kind="stable")  # Documents of one term were added in the order of their numbers.
        lengths = np.zeros(size, np.int64)
        lengths[list(self._lengths)] = list(self._lengths.values())
        examples = np.zeros(size, np.int64)
        examples[list(self._example_counts)] = list(self._example_counts.values())
        return FieldArrays(
            letters=np.frombuffer(SEPARATOR.join(term for term, _number in ordered).encode(), np.uint8),
            starts=_ends(counts[[number for _term, number in ordered]]),
            numbers=documents[order].astype(np.int32),
            weights=_small(weights[order]),
            lengths=lengths,
            pieces=_small(place[np.array(self._pieces, np.int64)]),
            examples=_ends(np.array(self._piece_sizes, np.int64)),
            of=_ends(examples),
        )

    def _ids(self, terms: Iterable[str]) -> list[int]:
        return list(map(self._known.__getitem__, terms))


class Inverted:
    """The fields of some documents. Safe to share between threads, because nothing in it changes."""

    def __init__(self, arrays: Mapping[str, FieldArrays], file: BinaryIO | None = None):
        self.fields = arrays
        self._file, self._size = file, os.fstat(file.fileno()).st_size if file else 0
        if file:
            weakref.finalize(self, file.close)

    @property
    def is_whole(self) -> bool:
        """False once somebody cut the file: the system ends a process that reads what is mapped and not there any more."""
        return self._file is None or os.fstat(self._file.fileno()).st_size >= self._size

    def field(self, name: str) -> FieldArrays:
        return self.fields.get(name, NO_FIELD)

    def write(self, path: Path) -> None:
        """The bytes are on the disk when it returns."""
        header: dict[str, dict[str, tuple[str, int, int]]] = {}
        blocks, offset = [], 0
        for name, arrays in self.fields.items():
            header[name] = {}
            for item in fields(arrays):
                block = np.ascontiguousarray(getattr(arrays, item.name))
                header[name][item.name] = (block.dtype.str, offset, len(block))
                padded = block.tobytes() + bytes(-block.nbytes % ALIGNED)
                blocks.append(padded)
                offset += len(padded)
        written = json.dumps(header).encode()
        written += b" " * (-len(written) % ALIGNED)
        with path.open("wb") as file:
            file.write(MAGIC + len(written).to_bytes(ALIGNED, "little") + written)
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ValueError for what is no such file, or not all of it."""
        file = path.open("rb")
        try:
            return cls(_fields_in(file, path), file)
        except BaseException:
            file.close()
            raise


def _fields_in(file: BinaryIO, path: Path) -> dict[str, FieldArrays]:
    mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    if mapped[:ALIGNED] != MAGIC:
        raise ValueError(f"{path} is no file of terms.")
    start = 2 * ALIGNED + int.from_bytes(mapped[ALIGNED : 2 * ALIGNED], "little")
    header = json.loads(bytes(mapped[2 * ALIGNED : start]))
    blocks = mapped[start:]
    return {name: FieldArrays(**{part: _block(blocks, *at) for part, at in of.items()}) for name, of in header.items()}


def _block(blocks: memoryview, kind: str, offset: int, size: int) -> Ints:
    return np.frombuffer(blocks, np.dtype(kind), size, offset)


def _ends(sizes: Ints) -> Numbers:
    """Where each of the sizes begins, and where the last ends."""
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])


def _small(numbers: Ints) -> Ints:
    return numbers.astype(np.uint16 if not len(numbers) or numbers.max() < 65_536 else np.uint32)
