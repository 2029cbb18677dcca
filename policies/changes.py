"""What took effect since a revision, for whoever keeps a copy: complete, in order, and nothing an audience may not know of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from policies.models import Card, Channel, Publication, Quote, Version
from policies.publishing import current_revision

Kind = Publication.Kind


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the log. `cards` are those whose answers it may touch from `effective_from` on; None means any of them.

    `thing` names the card, fact or offer (`fact:returns.window_days`); on a public channel only a card is named.
    """

    revision: int
    kind: str
    thing: str
    version: int | None
    cards: tuple[str, ...] | None
    effective_from: datetime
    effective_until: datetime | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes after the revision asked for, up to and with `revision`; `has_more` when the log goes on after that."""

    changes: tuple[Change, ...]
    revision: int
    has_more: bool


def changes_after(revision: int, audience: str, *, limit: int) -> Changes:
    """The changes of the next `limit` revisions, each revision whole.

    Numbers are taken under the lock of the counter, so a revision that is there has all before it: who has stored N and asks
    for what is after N misses nothing.
    """
    known = current_revision()
    numbers = list(
        Publication.objects.filter(number__gt=revision, number__lte=known)
        .order_by("number")
        .values_list("number", flat=True)
        .distinct()[: limit + 1]
    )
    last = numbers[limit - 1] if len(numbers) > limit else known
    log = Publication.objects.filter(number__gt=revision, number__lte=last).select_related("subject", "version")
    entries = list(log.order_by("number", "id"))
    cards = _Cards(entries, audience)
    found = tuple(change for entry in entries if (change := _change(entry, cards, audience)) is not None)
    return Changes(found, max(last, revision), len(numbers) > limit)


class _Cards:
    """The cards that lines of the log touch, read for all of them at once."""

    def __init__(self, entries: Sequence[Publication], audience: str):
        quoted = {(entry.subject.kind, entry.subject.slug) for entry in entries if entry.subject is not None}
        published = Version.objects.filter(state=Version.State.PUBLISHED)
        if audience == Channel.Audience.PUBLIC:
            published = published.filter(audience=audience)
        named = {slug for kind, slug in quoted if kind == "card"}
        self.visible = set(Card.objects.filter(slug__in=named, versions__in=published).values_list("slug", flat=True))
        uses = Quote.objects.filter(kind__in=["fact", "offer"], slug__in={slug for _, slug in quoted}, version__in=published)
        self._users: dict[tuple[str, str], set[str]] = {}
        for kind, slug, user in uses.values_list("kind", "slug", "version__subject__slug"):
            self._users.setdefault((kind, slug), set()).add(user)

    def touched(self, kind: str, slug: str) -> tuple[str, ...]:
        if kind == "card":
            return (slug,) if slug in self.visible else ()
        return tuple(sorted(self._through(kind, slug)))

    def _through(self, kind: str, slug: str) -> Iterable[str]:
        return self._users.get((kind, slug), ())


def _change(entry: Publication, cards: _Cards, audience: str) -> Change | None:
    """None for what this audience need not, and may not, know of."""
    subject, version, kind = entry.subject, entry.version, entry.kind
    touched = None if subject is None else cards.touched(subject.kind, subject.slug)
    is_public = audience == Channel.Audience.PUBLIC
    if is_public and touched == ():
        return None
    if is_public and version is not None and version.audience != audience:
        kind, version = Kind.WITHDRAW, None  # For this audience a card that became internal is gone.
    is_named = subject is not None and (not is_public or subject.kind == "card")
    return Change(
        revision=entry.number,
        kind=kind,
        thing=f"{subject.kind}:{subject.slug}" if subject is not None and is_named else "",
        version=version.number if version is not None and is_named else None,
        cards=touched,
        effective_from=entry.effective_from,
        effective_until=entry.effective_until,
        recorded_at=entry.recorded_at,
    )
