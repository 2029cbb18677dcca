"""The outlines of all cards in force, for what counts over all of them: read once for each content that a process has seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policies.content.outline import Outline, outline_of
from policies.memory import recall
from policies.models import Card, Version
from policies.moment import Moment
from policies.publishing import MOST_AT_ONCE

KEY = "outlines"


@dataclass(frozen=True, slots=True)
class Outlined:
    """A version in force by its primary keys, with the number of its meaning."""

    subject: int
    version: int
    meaning: int
    outline: Outline

    @property
    def languages(self) -> frozenset[str]:
        """In which it is given as asked for."""
        return self.outline.served(self.meaning)

    @property
    def outdated(self) -> dict[str, int]:
        return self.outline.outdated(self.meaning)


def outlines(at: Moment) -> tuple[Outlined, ...]:
    """Of every card in force at the moment, the longest approved first; kept for the epoch."""
    known = recall(at)
    if KEY not in known:
        known[KEY] = tuple(_read(at))
    found: tuple[Outlined, ...] = known[KEY]
    return found


def _read(at: Moment) -> Iterable[Outlined]:
    live = Card.objects.live_at(at).order_by().values("live_version_id")
    rows = Version.objects.filter(pk__in=live).order_by("approved_at", "pk")
    versions = list(rows.values_list("subject", "pk", "meaning_number", "digest"))
    seen = _seen()
    missing = [pk for _subject, pk, _meaning, digest in versions if digest not in seen]
    for start in range(0, len(missing), MOST_AT_ONCE):
        part = Version.objects.filter(pk__in=missing[start : start + MOST_AT_ONCE]).order_by()
        seen.update({digest: outline_of(content) for digest, content in part.values_list("digest", "content")})
    for subject, pk, meaning, digest in versions:
        yield Outlined(subject, pk, meaning, seen[digest])
    if len(seen) > 2 * len(versions) + 1000:  # What is no longer in force is forgotten some time.
        for digest in seen.keys() - {digest for *_keys, digest in versions}:
            seen.pop(digest, None)


@lru_cache(maxsize=1)
def _seen() -> dict[str, Outline]:
    """By the digest of the content: equal digests mean equal contents, in any database and at any time."""
    known: dict[str, Any] = {}
    return known
