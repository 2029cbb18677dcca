"""The table of contents: topics with what an audience may see of them."""

from dataclasses import dataclass

from policies.answers import answer_for, find_cards, visible_cards
from policies.manner import manner_of
from policies.moment import Moment
from policies.reply import Reply


@dataclass(frozen=True, slots=True)
class TopicCards:
    """A topic by its name in the language asked for, and what its cards say while nothing is known."""

    topic: str
    name: str
    replies: tuple[Reply, ...]


def topics_with_cards(audience: str, language: str, at: Moment, *, channel: str) -> list[TopicCards]:
    """In the topics' order; within one, cards that decide something come before those that only explain."""
    ordered = visible_cards(audience, at).order_by("topic__position", "topic__slug", "slug")
    cards = find_cards(ordered.values_list("slug", flat=True), audience, at).values()
    manner = manner_of(channel, audience, at)
    replies: dict[tuple[str, str], list[Reply]] = {}
    for card in cards:
        reply = answer_for(card, {}, language, at, audience=audience, **manner)
        replies.setdefault((card.topic.slug, card.topic.name(language)), []).append(reply)
    return [
        TopicCards(slug, name, tuple(sorted(found, key=lambda reply: not reply.picks)))
        for (slug, name), found in replies.items()
    ]
