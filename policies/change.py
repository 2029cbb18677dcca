"""What an audience may know of lines of the log: for `/changes`, and for webhooks."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from policies.models import Card, Channel, Publication, Quote, Version

Kind = Publication.Kind
Thing = tuple[str, str]  # Kind and slug.


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


def changes_in(entries: Sequence[Publication], audience: str) -> tuple[Change, ...]:
    """What these lines are to this audience; those that it need not, and may not, know of are left out."""
    cards = _Cards(entries, audience)
    return tuple(change for entry in entries if (change := _change(entry, cards, audience)) is not None)


class _Cards:
    """The cards that lines of the log touch, read for all of them at once.

    A fact reaches a card also through an offer that quotes it, and an offer through another that falls back on it.
    """

    def __init__(self, entries: Sequence[Publication], audience: str):
        changed = {(entry.subject.kind, entry.subject.slug) for entry in entries if entry.subject is not None}
        published = Version.objects.filter(state=Version.State.PUBLISHED)
        if audience == Channel.Audience.PUBLIC:
            published = published.filter(audience=audience)
        named = {slug for kind, slug in changed if kind == "card"}
        self.visible = set(Card.objects.filter(slug__in=named, versions__in=published).values_list("slug", flat=True))
        self._users: dict[Thing, set[Thing]] = {}
        wanted = {thing for thing in changed if thing[0] != "card"}
        while wanted:
            self._users |= {thing: set() for thing in wanted}
            for quoted, user in _uses(wanted, published):
                self._users[quoted].add(user)
            users = {user for thing in wanted for user in self._users[thing] if user[0] == "offer"}
            wanted = users - self._users.keys()

    def touched(self, kind: str, slug: str) -> tuple[str, ...]:
        if kind == "card":
            return (slug,) if slug in self.visible else ()
        reached, ahead = set[Thing](), {(kind, slug)}
        while ahead:
            reached |= ahead
            ahead = {user for thing in ahead for user in self._users.get(thing, ())} - reached
        return tuple(sorted(name for reached_kind, name in reached if reached_kind == "card"))


def _uses(quoted: Collection[Thing], versions: QuerySet[Version]) -> Iterator[tuple[Thing, Thing]]:
    """Which of these facts and offers are quoted by which cards and offers."""
    uses = Quote.objects.filter(kind__in=["fact", "offer"], slug__in={slug for _, slug in quoted}, version__in=versions)
    found = uses.order_by().values_list("kind", "slug", "version__subject__kind", "version__subject__slug").distinct()
    for kind, slug, user_kind, user in found:
        if (kind, slug) in quoted:
            yield (kind, slug), (user_kind, user)


def _change(entry: Publication, cards: _Cards, audience: str) -> Change | None:
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
