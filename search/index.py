"""The only door to Whoosh's files: writing with a lock, reading from snapshots that never change."""

import logging
import shutil
import threading
import weakref
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader, TermNotFound

from search.corpus import NOTHING, Corpus, Numbers, Weights
from search.documents import CardDocument
from search.manifest import NAME, Manifest
from search.schema import FACTS, document_from, fields_of, schema

logger = logging.getLogger(__name__)
ATTEMPTS = 4
SEGMENTS_OF_A_SIZE = 8
MAX_REMEMBERED_TERMS = 200_000


class Segment:
    """One of Whoosh's immutable segments. What was read from it stays true for ever, so later snapshots go on using it."""

    def __init__(self, reader: Any):
        self.reader = reader
        self.size: int = reader.doc_count_all()
        self.terms: dict[tuple[str, str], tuple[Numbers, Weights]] = {}
        self.field_lengths: dict[str, Weights] = {}
        self.documents: dict[int, CardDocument] = {}
        self.vocabularies: dict[str, list[str]] = {}
        self._lock = threading.Lock()  # Whoosh's readers share one position in the file.
        # Whoosh opens these columns when they are first read, and takes one that is gone meanwhile for empty.
        reader.stored_fields(0)
        for field in reader.schema.names():
            reader.doc_field_length(0, field)
        # Other threads may still be looking into an old snapshot, so files are closed only when nobody can any more.
        weakref.finalize(self, reader.close)

    def postings(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """With the documents that were alive when first read; the snapshot leaves out those that died since."""
        key = field, term
        if key not in self.terms:
            with self._lock:
                if len(self.terms) >= MAX_REMEMBERED_TERMS:
                    self.terms = {}
                self.terms[key] = self._read(field, term)
        return self.terms[key]

    def _read(self, field: str, term: str) -> tuple[Numbers, Weights]:
        try:
            matcher = self.reader.postings(field, term.encode())
        except TermNotFound:
            return NOTHING
        numbers, weights = [], []
        while matcher.is_active():
            numbers.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        return np.array(numbers, np.int64), np.array(weights, np.float64)

    def lengths(self, field: str) -> Weights:
        if field not in self.field_lengths:
            with self._lock:
                lengths = [self.reader.doc_field_length(number, field) or 0 for number in range(self.size)]
            self.field_lengths[field] = np.array(lengths, np.float64)
        return self.field_lengths[field]

    def document(self, number: int) -> CardDocument:
        if number not in self.documents:
            with self._lock:
                self.documents[number] = document_from(self.reader.stored_fields(number)["document"])
        return self.documents[number]

    def vocabulary(self, field: str) -> list[str]:
        if field not in self.vocabularies:
            with self._lock:
                self.vocabularies[field] = sorted(term.decode() for term in self.reader.lexicon(field))
        return self.vocabularies[field]


class Snapshot(Corpus):
    """The index as it was when opened. Whatever is written afterwards is seen by the next snapshot only.

    Raises FileNotFoundError when something is committed while it is being opened.
    """

    def __init__(self, path: Path, manifest: Manifest, older: "Snapshot | None" = None):
        super().__init__()
        self.manifest = manifest
        known: dict[str, Segment] = older.segments if older and older.manifest.build == manifest.build else {}
        self.segments: dict[str, Segment] = {}
        dead: list[bool] = []
        files = FileIndex(FileStorage(path), schema())
        generation = files.latest_generation()
        for leaf in _leaves(files):
            name = leaf.segment().segment_id()
            dead += [leaf.is_deleted(number) for number in range(leaf.doc_count_all())]
            if name in known:
                leaf.close()
            self.segments[name] = known.get(name) or Segment(leaf)
        if files.latest_generation() != generation:
            raise FileNotFoundError("Something was committed meanwhile, and what it replaced may be gone.")
        self._parts = list(self.segments.values())
        sizes = [part.size for part in self._parts]
        self._starts = [sum(sizes[:position]) for position in range(len(sizes))]
        self.size = sum(sizes)
        self._alive = ~np.array(dead, bool)

    def postings(self, field: str, term: str) -> tuple[Numbers, Weights]:
        found = [(start, *part.postings(field, term)) for start, part in zip(self._starts, self._parts, strict=True)]
        numbers = np.concatenate([start + numbers for start, numbers, _ in found] or [NOTHING[0]])
        weights = np.concatenate([weights for _, _, weights in found] or [NOTHING[1]])
        alive = self._alive[numbers]
        return numbers[alive], weights[alive]

    def lengths(self, field: str) -> Weights:
        return np.concatenate([part.lengths(field) for part in self._parts] or [NOTHING[1]]) * self._alive

    def vocabulary(self, field: str) -> list[str]:
        return sorted({term for part in self._parts for term in part.vocabulary(field)})

    def document(self, number: int) -> CardDocument:
        position = bisect_left(self._starts, number + 1) - 1
        return self._parts[position].document(number - self._starts[position])

    def documents(self) -> Iterator[tuple[int, CardDocument]]:
        """All living documents with their numbers."""
        return ((int(number), self.document(int(number))) for number in np.flatnonzero(self._alive))

    def quoting(self, facts: Iterable[str]) -> set[str]:
        """The cards whose documents quote one of these facts."""
        return {self.document(int(number)).card for fact in facts for number in self.postings(FACTS, fact)[0]}


def _leaves(files: FileIndex) -> Iterator[Any]:
    """Readers of the index's segments."""
    reader = files.reader()
    return (leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())


_snapshots: dict[Path, tuple[tuple[int, int, int], Snapshot]] = {}


def snapshot(folder: Path) -> Snapshot | None:
    """The newest snapshot of an audience's index, or None when none can be read. One `stat` when nothing changed."""
    for _ in range(ATTEMPTS):
        try:
            return _opened(folder)
        except FileNotFoundError:
            # Nothing was ever written; or another process committed while the files were being opened, so look again.
            continue
        except Exception as error:
            # What half a file makes Whoosh and pickle raise cannot be listed. The database answers, reconcile rebuilds.
            logger.warning("The index in %s cannot be read: %s", folder, repr(error))
            break
    return None


def _opened(folder: Path) -> Snapshot | None:
    stat = (folder / NAME).stat()
    mark = stat.st_ino, stat.st_mtime_ns, stat.st_size
    known = _snapshots.get(folder)
    if known is not None and known[0] == mark:
        return known[1]
    manifest = Manifest.read(folder)
    if manifest is None or not (folder / manifest.build).is_dir():
        return None
    opened = Snapshot(folder / manifest.build, manifest, known[1] if known else None)
    _snapshots[folder] = mark, opened
    return opened


def forget() -> None:
    """Open every index anew at the next look."""
    _snapshots.clear()


def create(path: Path) -> None:
    """An empty index in a new directory, for its owner's eyes only."""
    path.mkdir(parents=True, mode=0o700)
    FileIndex.create(FileStorage(path), schema())


def write(path: Path, *, remove: Iterable[int] = (), add: Iterable[CardDocument] = ()) -> None:
    """Remove documents by number (of a snapshot with nothing written since) and add others, in one commit."""
    writer = FileIndex(FileStorage(path), schema()).writer(timeout=30, delay=0.01, compound=False)
    try:
        for number in remove:
            writer.delete_document(number)
        for document in add:
            writer.add_document(**fields_of(document))
        writer.commit(mergetype=merge_tiers)
    except BaseException:
        writer.cancel()
        raise


def merge_tiers(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: eight segments of a size become one; large ones are left alone until half of them is deleted."""
    kept, tiers = [], dict[int, list[Any]]()
    for segment in segments:
        living = segment.doc_count_all() - segment.deleted_count()
        if living and living * 2 >= segment.doc_count_all():
            tiers.setdefault(int(log(living, SEGMENTS_OF_A_SIZE)), []).append(segment)
        elif living:
            _merge(writer, segment)
    for tier in tiers.values():
        if len(tier) < SEGMENTS_OF_A_SIZE:
            kept += tier
        else:
            for segment in tier:
                _merge(writer, segment)
    return kept


def _merge(writer: Any, segment: Any) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    writer.add_reader(reader)
    reader.close()


def remove_builds(folder: Path, keep: Collection[str]) -> None:
    """Delete the directories of builds that are no longer used."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
