"""The outlines of all cards in force, for what counts over all of them.

A content never changes, so a process reads it for this once, and keeps what it read by its digest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from policies.content.outline import Outline, outline_of
from policies.memory import recall
from policies.models import Subject, Version
from policies.moment import Moment
from policies.publishing import MOST_AT_ONCE
from policies.trust.tally import tally

KEY = "outlines"
SPARE = 1000  # So many that are no longer in force are kept before they are forgotten.


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
    live = {card.version: card.subject for card in tally(at)}
    published = Version.objects.filter(subject__kind=Subject.Kind.CARD, state=Version.State.PUBLISHED)
    rows = published.order_by("approved_at", "pk").values_list("pk", "meaning_number", "digest")
    versions = [row for row in rows if row[0] in live]
    seen = _seen_with(versions)
    for pk, meaning, digest in versions:
        yield Outlined(live[pk], pk, meaning, seen[digest])


def _seen_with(versions: list[tuple[int, int, str]]) -> dict[str, Outline]:
    """Outlines by digest, with those of these versions among them."""
    seen, alike = _seen()
    missing = [pk for pk, _meaning, digest in versions if digest not in seen]
    for start in range(0, len(missing), MOST_AT_ONCE):
        part = Version.objects.filter(pk__in=missing[start : start + MOST_AT_ONCE]).order_by()
        # As text: the ORM's own reading of ten thousand contents takes four times as long.
        texts = part.annotate(text=Cast("content", TextField())).values_list("digest", "text")
        for digest, text in texts:
            outline = outline_of(orjson.loads(text))
            seen[digest] = alike.setdefault(outline, outline)
    if len(seen) > 2 * len(versions) + SPARE:
        for digest in seen.keys() - {digest for _pk, _meaning, digest in versions}:
            seen.pop(digest, None)
    return seen


@lru_cache(maxsize=1)
def _seen() -> tuple[dict[str, Outline], dict[Outline, Outline]]:
    """By the digest of the content: equal digests mean equal contents, in any database and at any time. And one object for all
    that are alike, which in a store are most.
    """
    return {}, {}
