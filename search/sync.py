"""Bringing the index to the database's revision: what changed, everything, or a comparison of both."""

import logging
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Q, QuerySet

from policies.answers import visible_cards
from policies.models import Card, Publication, Subject, Version
from policies.moment import Moment
from policies.publishing import current_revision, in_force, now
from search import index
from search.documents import documents_for, documents_of_cards, stamp_of, versions_of
from search.folder import AUDIENCES, folder_of, locked
from search.index import Snapshot
from search.manifest import Manifest
from search.schema import schema_stamp

logger = logging.getLogger(__name__)
WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Difference:
    """Between an audience's index and the database: cards whose documents are missing, superfluous or of another version."""

    audience: str
    cards: tuple[str, ...]
    documents: int


def sync(*, seconds: float = WAIT_SECONDS) -> int:
    """Bring every audience's index to the database's revision. Returns how many cards were renewed (documents, if rebuilt).

    Cheap when there is nothing to do; waits so many seconds for other writers. Raises Busy, and whatever the file system
    raises; the manifest then stays where it was, and the next run does it all again.
    """
    return sum(_sync(audience, seconds) for audience in AUDIENCES)


def _sync(audience: str, seconds: float) -> int:
    folder = folder_of(audience)
    if _is_current(folder):
        return 0
    with locked(folder, seconds=seconds):
        at = now()
        manifest, snapshot = Manifest.read(folder), index.snapshot(folder)
        # What this process has open stays readable when the files are gone, so whether they are there is looked at anew.
        is_there = manifest is not None and manifest.schema == schema_stamp() and index.is_there(folder, manifest)
        # Committed and not noted, because the disk was full: the numbers of documents are others by now.
        if manifest is None or snapshot is None or not is_there or not snapshot.is_newest:
            return _rebuild(audience)
        cards = _changed_cards(manifest, at, snapshot)
        _renew(audience, manifest, snapshot, cards, at)
        return len(cards)


def _is_current(folder: Path) -> bool:
    manifest = Manifest.read(folder)
    if manifest is None or manifest.schema != schema_stamp() or manifest.revision != current_revision():
        return False
    return not publications_since(manifest.revision, manifest.instant, now()).exists() and index.is_there(folder, manifest)


def publications_since(revision: int, instant: datetime, at: Moment) -> QuerySet[Publication]:
    """What was published after the revision, and what was scheduled and came due or ended after the instant.

    That somebody verified or doubted a card changes no text, so neither the index nor the answer model has anything to follow.
    """
    began = Q(effective_from__gt=instant, effective_from__lte=at.at)
    ended = Q(effective_until__gt=instant, effective_until__lte=at.at)
    changed = Publication.objects.filter(Q(number__gt=revision) | began | ended)
    return changed.exclude(kind=Publication.Kind.TRUST).order_by()


def _changed_cards(manifest: Manifest, at: Moment, snapshot: Snapshot) -> set[str]:
    """The cards that changed, and those that quote a fact that changed."""
    changed = publications_since(manifest.revision, manifest.instant, at).values_list("subject__kind", "subject__slug")
    facts = {slug for kind, slug in changed if kind == Subject.Kind.FACT}
    return {slug for kind, slug in changed if kind == Subject.Kind.CARD} | snapshot.quoting(facts)


def _renew(audience: str, manifest: Manifest, snapshot: Snapshot, cards: set[str], at: Moment) -> None:
    """Replace the documents of these cards by those of their versions in force, and note how far the index follows."""
    folder = folder_of(audience)
    remove = snapshot.of_cards(cards)
    add = list(documents_of_cards(cards, audience=audience, at=at))
    if remove or add:
        index.write(folder / manifest.build, remove=remove, add=add)
    manifest.at(at, manifest.documents - len(remove) + len(add)).write(folder)


def rebuild(*, seconds: float = WAIT_SECONDS) -> int:
    """Build every audience's index anew beside the old one, then switch. Returns the number of documents."""
    total = 0
    for audience in AUDIENCES:
        with locked(folder_of(audience), seconds=seconds):
            total += _rebuild(audience)
    return total


def _rebuild(audience: str) -> int:
    """The old build stays until the next rebuild, because other processes may still be reading it; what was broken off goes."""
    folder, at = folder_of(audience), now()
    old = Manifest.read(folder)
    index.remove_builds(folder, keep={old.build} if old else ())
    build = f"{at.at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    index.create(folder / build)
    count = index.fill(folder / build, documents_for(visible_cards(audience, at), audience=audience, at=at))
    Manifest(build, at.revision, at.at, count, schema_stamp()).write(folder)
    index.remove_builds(folder, keep={build, *([old.build] if old else [])})
    return count


def check() -> list[Difference]:
    """Compare each index with the database, document by document. Changes nothing."""
    return [_difference(audience, index.snapshot(folder_of(audience)), now()) for audience in AUDIENCES]


def reconcile(*, seconds: float = WAIT_SECONDS) -> int:
    """Compare and mend. Returns how many cards were wrong."""
    total = sync(seconds=seconds)
    for audience in AUDIENCES:
        folder = folder_of(audience)
        with locked(folder, seconds=seconds):
            at, manifest, snapshot = now(), Manifest.read(folder), index.snapshot(folder)
            if manifest is None or snapshot is None:
                total += _rebuild(audience)
                continue
            try:
                wrong = set(_difference(audience, snapshot, at).cards)
            except Exception:
                # What a damaged file makes Whoosh and pickle raise cannot be listed.
                logger.exception("The %s index cannot be read through; it is built anew.", audience)
                total += _rebuild(audience)
                continue
            if wrong:
                logger.warning("The %s index differed from the database in cards %s; mended.", audience, sorted(wrong))
                _renew(audience, manifest, snapshot, wrong, at)
                total += len(wrong)
    return total


def _difference(audience: str, snapshot: Snapshot | None, at: Moment) -> Difference:
    expected = expected_stamps(audience, at)
    found = [(document.card, document.language, document.stamp) for _, document in snapshot.documents()] if snapshot else []
    wrong = {card for card, *_ in expected.symmetric_difference(found)}
    keys = Counter((card, language) for card, language, _ in found)
    doubled = {card for (card, _), count in keys.items() if count > 1}
    return Difference(audience, tuple(sorted(wrong | doubled)), len(found))


def expected_stamps(audience: str, at: Moment) -> set[tuple[str, str, str]]:
    """Card, language and stamp of every document that the index of this audience should have."""
    return _expected(visible_cards(audience, at), at)


def _expected(cards: QuerySet[Card], at: Moment) -> set[tuple[str, str, str]]:
    """Card, language and stamp of every document there should be, without rendering any text."""
    return {stamped for versions in versions_of(cards) for stamped in _stamps(versions, at)}


def _stamps(versions: Sequence[Version], at: Moment) -> Iterator[tuple[str, str, str]]:
    contents = [(version, version.typed) for version in versions]
    slugs = {slug for _, content in contents for slug in content.facts}
    facts = {slug: fact.pk for slug, fact in in_force(Subject.Kind.FACT, slugs, at).items()}
    for version, content in contents:
        stamp = stamp_of(version.pk, {slug: facts[slug] for slug in content.facts if slug in facts})
        yield from ((version.subject.slug, language, stamp) for language in content.languages)
