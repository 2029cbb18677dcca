"""Where Whoosh meets our arrays: its writer, segments, deletions, stored documents and generations are its own; the terms of a
segment are one file of ours, because writing and reading postings one by one in Python is what makes Whoosh slow.

Built on the two doors that Whoosh has for this: a codec, which every segment remembers, and the writer's pool of postings.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import FieldWriter, TermsReader
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType
from whoosh.formats import Existence
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from search.inverted import Entry, Gathering, Inverted

EXTENSION = ".inv"


class Terms(FieldType):  # type: ignore[misc]
    """A field that takes an `Entry`, whole: the pool takes it apart."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)

    def index(self, value: Entry, **kwargs: Any) -> Iterator[tuple[bytes, int, float, Entry]]:
        yield b"", 0, 1.0, value


class ArraysCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own, but for the terms."""

    def field_writer(self, storage: Any, segment: Any) -> "_TermsWriter":
        return _TermsWriter(file_of(storage, segment))

    def terms_reader(self, storage: Any, segment: Any) -> "_NoTerms":
        return _NoTerms()


class ArraysWriter(SegmentWriter):  # type: ignore[misc]
    """Writes one segment, with what is added and what is merged into it. It locks the index, and waits for another's lock."""

    def __init__(self, index: FileIndex):
        super().__init__(index, timeout=30, delay=0.01, codec=ArraysCodec(), compound=False)
        self.pool = _Pool(self)

    def cancel(self) -> None:
        """Lets go of the lock also where files cannot be closed, because the disk is full."""
        try:
            super().cancel()
        finally:
            if not self.is_closed:
                self._finish()

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: dict[int, int] | None) -> None:
        """A segment is merged: `docmap` has the new numbers of its living documents, all of them if it is None."""
        numbers = np.full(reader.doc_count_all(), -1, np.int64)
        if docmap is None:
            numbers[:] = np.arange(startdoc, startdoc + len(numbers))
        else:
            numbers[list(docmap)] = list(docmap.values())
        self.pool.take(Inverted.read(file_of(reader.storage(), reader.segment())), numbers)


def file_of(storage: Any, segment: Any) -> Path:
    """Where the terms of a segment lie."""
    return Path(storage.folder) / str(segment.make_filename(EXTENSION))


class _Pool:
    """Stands where Whoosh collects and sorts postings."""

    def __init__(self, writer: SegmentWriter):
        self._writer = writer
        self._fields: dict[str, Gathering] = defaultdict(Gathering)

    def add(self, item: tuple[str, bytes, int, float, Entry]) -> None:
        name, _text, document, _weight, entry = item
        self._fields[name].add(document, entry)

    def take(self, merged: Inverted, numbers: Any) -> None:
        for name, arrays in merged.fields.items():
            self._fields[name].take(arrays, numbers)

    def iter_postings(self) -> Inverted:
        size = self._writer.doc_count()
        return Inverted({name: field.arrays(size) for name, field in sorted(self._fields.items())})

    def cleanup(self) -> None:
        self._fields.clear()


class _TermsWriter(FieldWriter):  # type: ignore[misc]
    def __init__(self, path: Path):
        self._path = path
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Inverted) -> None:
        items.write(self._path)

    def close(self) -> None:
        self.is_closed = True


class _NoTerms(TermsReader):  # type: ignore[misc]
    """Whoosh is never asked for terms; `search.index` maps their file."""

    def indexed_field_names(self) -> list[str]:
        """Those besides the schema's."""
        return []

    def close(self) -> None:
        """There is nothing open."""
