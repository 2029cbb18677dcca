"""Which engine finds: files on this host, or the database itself (`SEARCH_ENGINE`). Both behind the door of `search.corpus`."""

from django.conf import settings

from search import sync
from search.corpus import Corpus
from search.folder import AUDIENCES, folder_of
from search.index import snapshot
from search.manifest import Manifest
from search.shared import writing
from search.shared.corpus import SharedCorpus
from search.shared.tables import mirror_of
from search.sync import Difference


def is_of_host() -> bool:
    """Does each host have an index of its own, which must be kept at the database's revision there?"""
    return settings.SEARCH_ENGINE != "postgres"


def corpus_of(audience: str) -> Corpus | None:
    """What is live now, as far as the index has followed; None where there is no index."""
    if is_of_host():
        return snapshot(folder_of(audience))
    mirror = mirror_of(audience)
    return SharedCorpus(audience, mirror) if mirror is not None else None


def mirrored() -> dict[str, int | None]:
    """The revision that each audience's index holds; None where there is none."""
    mirrors = {audience: Manifest.read(folder_of(audience)) if is_of_host() else mirror_of(audience) for audience in AUDIENCES}
    return {audience: mirror.revision if mirror else None for audience, mirror in mirrors.items()}


def follow(seconds: float = sync.WAIT_SECONDS) -> int:
    """Bring the index to the database's revision. Returns how many cards were renewed (documents, if built anew).

    Waits so many seconds for other writers. Raises Busy, and whatever the file system and the database raise.
    """
    return sync.sync(seconds=seconds) if is_of_host() else writing.sync()


def reconcile() -> int:
    """Compare the index with the database and mend it. Returns how many cards were wrong."""
    return sync.reconcile() if is_of_host() else writing.reconcile()


def rebuild() -> int:
    """Build the index anew. Returns the number of documents."""
    return sync.rebuild() if is_of_host() else writing.rebuild()


def check() -> list[Difference]:
    """Compare the index with the database, document by document. Changes nothing."""
    return sync.check() if is_of_host() else writing.check()
