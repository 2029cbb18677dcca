"""Cards as lists need them: what is in force, in little memory, without the texts.

A search looks at some dozens of cards to show ten. Reading their versions whole takes most of its time, so lists read a few
columns, and know the rest by the digest of a content that never changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from policies.content.document import CardContent
from policies.memory import SMALL, recall
from policies.models import Card, Subject, Topic, Version
from policies.models.fields import SLUG_PATTERN
from policies.models.holding import HOLDING, holding_parameters
from policies.moment import Moment
from policies.publishing import MOST_AT_ONCE, in_force

HELD_LINES = """
SELECT s.slug, s.topic_id, c.risk, v.id, v.audience, v.digest
FROM policies_subject s JOIN policies_card c ON c.subject_ptr_id = s.id JOIN policies_version v ON v.id = {holding}
WHERE s.kind = 'card' AND s.slug IN ({slugs})
"""
MOST_KEPT = 50_000
Line = tuple[str, Any, str, int, str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """Of a card's content: its languages, and the facts and offers that its trust rests on."""

    source: str
    languages: frozenset[str]
    facts: frozenset[str]
    offers: frozenset[str]

    @classmethod
    def of(cls, content: CardContent) -> "Outline":
        return cls(content.source, frozenset(content.languages), content.facts, content.offers)


_KEPT: dict[str, Outline] = {}  # By digest: equal digests mean equal contents.


@dataclass(frozen=True, slots=True)
class Listed:
    """A card in force. `pk` is that of its version, as for a version whose trust is asked for."""

    slug: str
    topic: Topic
    risk: str
    pk: int
    audience: str
    outline: Outline
    approved_at: None = None

    @property
    def live_version_id(self) -> int:
        return self.pk

    @property
    def facts(self) -> frozenset[str]:
        return self.outline.facts

    @property
    def offers(self) -> frozenset[str]:
        return self.outline.offers


AnyCard = Card | Listed


def listed_in_force(slugs: Iterable[str], at: Moment) -> dict[str, Listed]:
    """Cards in force by slug, whoever may see them; one query for those not in memory, and one more for new contents."""
    wanted = [slug for slug in dict.fromkeys(slugs) if SLUG_PATTERN.match(slug)]
    if at.release is not None:
        versions = in_force(Subject.Kind.CARD, wanted, at)
        return {slug: _of_version(version) for slug, version in versions.items()}
    known = recall(at, SMALL)
    found = {slug: known["listed", slug] for slug in wanted if ("listed", slug) in known}
    missing = [slug for slug in wanted if slug not in found]
    for start in range(0, len(missing), MOST_AT_ONCE):
        part = missing[start : start + MOST_AT_ONCE]
        read = {one.slug: one for one in _read(part, at)}
        found |= {slug: read.get(slug) for slug in part}
        known.update({("listed", slug): found[slug] for slug in part})
    return {slug: one for slug in wanted if (one := found[slug]) is not None}


def _of_version(version: Version) -> Listed:
    subject, content = version.subject, version.typed
    return Listed(subject.slug, subject.topic, subject.card.risk, version.pk, version.audience, Outline.of(content))


def _read(slugs: Sequence[str], at: Moment) -> Iterable[Listed]:
    holding = HOLDING.format(column="version_id", subject="s.id")
    with connection.cursor() as cursor:
        asked = HELD_LINES.format(holding=holding, slugs=", ".join(["%s"] * len(slugs)))
        cursor.execute(asked, [*holding_parameters(at), *slugs])
        lines: list[Line] = cursor.fetchall()
    outlines, topics = _outlines(lines), _topics({topic for _slug, topic, *_ in lines}, at)
    for slug, topic, risk, pk, audience, digest in lines:
        yield Listed(slug, topics[topic], risk, pk, audience, outlines[digest])


def _outlines(lines: Iterable[Line]) -> dict[str, Outline]:
    found = {digest: kept for *_, digest in lines if (kept := _KEPT.get(digest)) is not None}
    missing = [pk for _slug, _topic, _risk, pk, _audience, digest in lines if digest not in found]
    if len(_KEPT) > MOST_KEPT:
        _KEPT.clear()
    for digest, form in Version.objects.filter(pk__in=missing).values_list("digest", "content").order_by():
        found[digest] = _KEPT[digest] = Outline.of(CardContent.read(form))
    return found


def _topics(wanted: set[Any], at: Moment) -> dict[Any, Topic]:
    """All topics by primary key; read again where a card has just moved to one that is newer than the moment."""
    known = recall(at)
    topics: dict[Any, Topic] = known.get("topics", {})
    if not wanted <= topics.keys():
        topics = known["topics"] = {topic.pk: topic for topic in Topic.objects.select_related("owner")}
    return topics
