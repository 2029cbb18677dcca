"""Which engine finds: Whoosh's files on this host, or the database itself (`SEARCH_ENGINE`)."""

from search import sync
from search.folder import AUDIENCES, folder_of
from search.manifest import Manifest


def mirrored() -> dict[str, int | None]:
    """The revision that each audience's index holds; None where there is none."""
    manifests = {audience: Manifest.read(folder_of(audience)) for audience in AUDIENCES}
    return {audience: manifest.revision if manifest else None for audience, manifest in manifests.items()}


def follow() -> None:
    """Bring this host's index to the database's revision. Raises Busy, and whatever the file system raises."""
    sync.sync()


def reconcile() -> None:
    """Compare this host's index with the database and mend it."""
    sync.reconcile()


def rebuild() -> int:
    """Build this host's index anew. Returns the number of documents."""
    return sync.rebuild()


def differences() -> dict[str, tuple[str, ...]]:
    """For each audience the cards whose documents are not those of the database."""
    return {difference.audience: difference.cards for difference in sync.check()}


def is_of_host() -> bool:
    """Does each host have an index of its own, which must be kept at the database's revision there?"""
    return True
