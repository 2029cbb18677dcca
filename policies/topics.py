"""The table of contents: topics with what an audience may see of them."""

from dataclasses import dataclass

from policies.answers import answer_for, find_cards, visible_cards
from policies.manner import manner_of
from policies.memory import recall
from policies.moment import Moment
from policies.reply import Reply

MOST = 30


@dataclass(frozen=True, slots=True)
class TopicCards:
    """A topic by its name in the language asked for, and what its first cards say while nothing is known.

    `others` is how many cards more it has: they are found by searching.
    """

    topic: str
    name: str
    replies: tuple[Reply, ...]
    others: int = 0


def topics_with_cards(audience: str, language: str, at: Moment, *, channel: str) -> list[TopicCards]:
    """In the topics' order; within one, cards that decide something come before those that only explain.

    Of each topic the first `MOST` by name: what it takes must not grow with the store. Kept for the epoch.
    """
    known, key = recall(at), ("topics", audience, language, channel)
    if key not in known:
        known[key] = _topics(audience, language, at, channel)
    found: list[TopicCards] = known[key]
    return found


def _topics(audience: str, language: str, at: Moment, channel: str) -> list[TopicCards]:
    ordered = visible_cards(audience, at).order_by("topic__position", "topic__slug", "slug")
    slugs: dict[str, list[str]] = {}
    for topic, slug in ordered.values_list("topic__slug", "slug"):
        slugs.setdefault(topic, []).append(slug)
    cards = find_cards([slug for found in slugs.values() for slug in found[:MOST]], audience, at)
    manner = manner_of(channel, audience, at)
    topics = []
    for topic, found in slugs.items():
        shown = [cards[slug] for slug in found[:MOST] if slug in cards]
        replies = [answer_for(card, {}, language, at, audience=audience, **manner) for card in shown]
        if shown:
            replies.sort(key=lambda reply: not reply.picks)
            topics.append(TopicCards(topic, shown[0].topic.name(language), tuple(replies), len(found) - len(shown)))
    return topics
