"""The only door to Whoosh's files: writing with a lock, reading from snapshots that never change."""

import logging
import shutil
import threading
import weakref
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from search.arrays import ArraysCorpus
from search.codec import ArraysWriter, file_of
from search.documents import CardDocument
from search.field import Living
from search.inverted import Inverted
from search.manifest import NAME, Manifest
from search.schema import CARD, FACTS, document_from, fields_of, schema

logger = logging.getLogger(__name__)
ATTEMPTS = 4
SEGMENTS_OF_A_SIZE = 8
MOST_AT_ONCE = 60_000
MOST_DOCUMENTS = 2_000  # Of each segment, whose stored part is kept in memory.


class Segment:
    """One of Whoosh's immutable segments. What was read from it stays true for ever, so later snapshots go on using it."""

    def __init__(self, reader: Any):
        self.reader = reader
        self.size: int = reader.doc_count_all()
        self.terms = Inverted.read(file_of(reader.storage(), reader.segment()))
        self._documents: OrderedDict[int, CardDocument] = OrderedDict()
        self._lock = threading.Lock()  # Whoosh's readers share one position in the file.
        # Whoosh opens this column when it is first read, and takes one that is gone meanwhile for empty.
        reader.stored_fields(0)
        self._files = _files_of(reader)
        # Other threads may still be looking into an old snapshot, so files are closed only when nobody can any more.
        weakref.finalize(self, reader.close)

    @property
    def is_there(self) -> bool:
        """Are its files where they were, and as large? Whoever opens them now finds what this process found."""
        return _files_of(self.reader) == self._files

    def document(self, number: int) -> CardDocument:
        with self._lock:
            if number in self._documents:
                self._documents.move_to_end(number)
                return self._documents[number]
            found = document_from(self.reader.stored_fields(number)["document"])
            self._documents[number] = found
            if len(self._documents) > MOST_DOCUMENTS:
                self._documents.popitem(last=False)
        return found


class Snapshot(ArraysCorpus):
    """The index as it was when opened. Whatever is written afterwards is seen by the next snapshot only.

    Raises FileNotFoundError when something is committed while it is being opened.
    """

    def __init__(self, path: Path, manifest: Manifest, older: "Snapshot | None" = None):
        self.manifest = manifest
        is_same = older is not None and older.manifest.build == manifest.build
        known: dict[str, Segment] = older.segments if older and is_same else {}
        self.segments: dict[str, Segment] = {}
        parts: list[tuple[Inverted, int, Living]] = []
        self._index = files = FileIndex(_storage(path), schema())
        self.generation = files.latest_generation()
        for leaf in _leaves(files):
            name = leaf.segment().segment_id()
            if name in known:
                leaf.close()
            segment = self.segments[name] = known.get(name) or Segment(leaf)
            parts.append((segment.terms, segment.size, _living(leaf.segment(), segment.size)))
        if not self.is_newest:
            raise FileNotFoundError("Something was committed meanwhile, and what it replaced may be gone.")
        super().__init__(parts, older._vocabularies if older and is_same else {})
        self._segments = list(self.segments.values())
        self._alive = [alive for _part, _size, alive in parts]

    @property
    def is_newest(self) -> bool:
        """Was nothing committed since it was opened?"""
        return bool(self._index.latest_generation() == self.generation)

    @property
    def is_whole(self) -> bool:
        """Are all its files as they were?"""
        return all(segment.terms.is_whole for segment in self._segments)

    def document(self, number: int) -> CardDocument:
        position, local = self.place(number)
        return self._segments[position].document(local)

    def documents(self) -> Iterator[tuple[int, CardDocument]]:
        """All living documents with their numbers."""
        for start, segment, alive in zip(self._starts, self._segments, self._alive, strict=True):
            for local in range(segment.size) if alive is None else np.flatnonzero(alive).tolist():
                yield start + local, segment.document(local)

    def of_cards(self, cards: Iterable[str]) -> list[int]:
        """The numbers of the living documents of these cards."""
        return [int(number) for card in cards for number in self.field(CARD).impacts(card)[0]]

    def quoting(self, facts: Iterable[str]) -> set[str]:
        """The cards whose documents quote one of these facts."""
        return {self.named(int(number)).card for fact in facts for number in self.field(FACTS).impacts(fact)[0]}


def _files_of(reader: Any) -> dict[str, int]:
    """The files of a segment with their sizes; those of its deletions, which change, lie elsewhere."""
    name = reader.segment().segment_id()
    return {path.name: path.stat().st_size for path in Path(reader.storage().folder).glob(f"*{name}*")}


def _living(segment: Any, size: int) -> Living:
    if not segment.has_deletions():
        return None
    alive = np.ones(size, bool)
    alive[list(segment.deleted_docs())] = False
    return alive


def _leaves(files: FileIndex) -> Iterator[Any]:
    """Readers of the index's segments."""
    reader = files.reader()
    return (leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())


_snapshots: dict[Path, tuple[tuple[int, int, int], Snapshot]] = {}


def snapshot(folder: Path) -> Snapshot | None:
    """The newest snapshot of an audience's index; one `stat` when nothing changed.

    When none can be opened, because the files are gone or damaged, the last one that this process has open goes on finding, as
    long as its own files are whole; else None, and the database is searched.
    """
    for _ in range(ATTEMPTS):
        try:
            opened = _opened(folder)
        except FileNotFoundError:
            # Nothing was ever written; or another process committed while the files were being opened, so look again.
            continue
        except Exception as error:
            # What half a file makes Whoosh and pickle raise cannot be listed. The database answers, sync rebuilds.
            logger.warning("The index in %s cannot be read: %s", folder, repr(error))
            break
        if opened is not None:
            return opened
        break
    known = _snapshots.get(folder)
    return known[1] if known is not None and known[1].is_whole else None


def _opened(folder: Path) -> Snapshot | None:
    stat = (folder / NAME).stat()
    mark = stat.st_ino, stat.st_mtime_ns, stat.st_size
    known = _snapshots.get(folder)
    if known is not None and known[0] == mark and known[1].is_whole:
        return known[1]
    manifest = Manifest.read(folder)
    if manifest is None or not (folder / manifest.build).is_dir():
        return None
    older = known[1] if known is not None and known[1].is_whole else None
    opened = Snapshot(folder / manifest.build, manifest, older)
    _snapshots[folder] = mark, opened
    return opened


def forget() -> None:
    """Open every index anew at the next look."""
    _snapshots.clear()


def is_there(folder: Path, manifest: Manifest) -> bool:
    """Can the build that the manifest names be opened by who has not opened it yet?"""
    known = _snapshots.get(folder)
    try:
        opened = Snapshot(folder / manifest.build, manifest, known[1] if known else None)
        return all(segment.is_there for segment in opened.segments.values())
    except Exception as error:
        logger.warning("The index in %s cannot be opened: %s", folder, repr(error))
        return False


def _storage(path: Path) -> FileStorage:
    """Without mapping what is read: the system ends a process when a mapped file is cut."""
    return FileStorage(path, supports_mmap=False)


def create(path: Path) -> None:
    """An empty index in a new directory, for its owner's eyes only."""
    path.mkdir(parents=True, mode=0o700)
    FileIndex.create(_storage(path), schema())


def fill(path: Path, documents: Iterable[CardDocument]) -> int:
    """Add all of these to an index that nobody reads yet, in segments that fit into memory while written. Returns how many."""
    rest, count = iter(documents), 0
    while part := list(islice(rest, MOST_AT_ONCE)):
        write(path, add=part)
        count += len(part)
    return count


def write(path: Path, *, remove: Iterable[int] = (), add: Iterable[CardDocument] = ()) -> None:
    """Remove documents by number (of a snapshot with nothing written since) and add others, in one commit."""
    writer = ArraysWriter(FileIndex(_storage(path), schema()))
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
