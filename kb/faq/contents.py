"""What customers find in the questions and answers: the public cards by topic, kept for as long as nothing changes."""

from dataclasses import dataclass
from typing import cast

from policies.answers import PUBLIC, answer_for, find_cards, visible_cards
from policies.channels import FAQ
from policies.manner import manner_of
from policies.memory import recall
from policies.models import Card
from policies.moment import Moment
from policies.reply import Reply
from policies.terms import languages_of
from policies.topics import topics_with_cards

MOST_BESIDE = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A card by its title. `language` is the one it is served in, which `is_fallback` tells is not the one asked for."""

    card: str
    title: str
    language: str
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Section:
    topic: str
    name: str
    questions: tuple[Question, ...]
    others: int = 0


Contents = tuple[Section, ...]


def contents(language: str, at: Moment) -> Contents:
    """All topics with their first questions."""
    known, key = recall(at), ("faq", "contents", language)
    if key not in known:
        known[key] = tuple(
            Section(topic.topic, topic.name, tuple(map(_question, topic.replies)), topic.others)
            for topic in topics_with_cards(PUBLIC, language, at, channel=FAQ)
        )
    return cast(Contents, known[key])


def beside(card: Card, language: str, at: Moment) -> tuple[Question, ...]:
    """The first few other questions of the card's topic."""
    known, key = recall(at), ("faq", "beside", card.topic.slug, language)
    if key not in known:
        slugs = visible_cards(PUBLIC, at).filter(topic=card.topic).order_by("slug").values_list("slug", flat=True)
        cards = find_cards(slugs[: MOST_BESIDE + 1], PUBLIC, at).values()
        manner = manner_of(FAQ, PUBLIC, at)
        known[key] = tuple(_question(answer_for(each, {}, language, at, audience=PUBLIC, **manner)) for each in cards)
    found = cast(tuple[Question, ...], known[key])
    return tuple(question for question in found if question.card != card.slug)[:MOST_BESIDE]


def languages_spoken(card: Card, at: Moment) -> list[str]:
    """The languages in which this card is really served, the preferred one first: each has a page of its own."""
    manner = manner_of(FAQ, PUBLIC, at)
    asked = {tag: answer_for(card, {}, tag, at, audience=PUBLIC, **manner) for tag in languages_of(FAQ, at)}
    return [tag for tag, reply in asked.items() if reply.fallback is None and reply.wording.language == tag]


def first_language(languages: list[str]) -> str:
    """Which of these whoever speaks none of them is shown."""
    return "en" if "en" in languages else languages[0]


def _question(reply: Reply) -> Question:
    return Question(reply.card, reply.wording.title, reply.wording.language, reply.fallback is not None)
