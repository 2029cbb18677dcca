"""For which order stage, in which language, does a topic have an answer? What is missing there, a customer asks in vain."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policies.content.outline import STAGE
from policies.figures.addresses import address
from policies.figures.figure import Cell, Column, Figure, Row
from policies.memory import recall
from policies.models import Dimension, Topic
from policies.moment import Moment
from policies.outlines import outlines
from policies.trust.tally import tally

LIST, HOLES = "overview_cards", "overview_holes"
Place = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Hole:
    """A topic with no answer for a stage in a language; `elsewhere` are the languages that have one."""

    topic: Topic
    stage: str
    language: str
    elsewhere: tuple[str, ...]


def stages(language: str) -> list[tuple[str, str]]:
    """The order stages and what they are called, in their order; none in a store that does not ask for them."""
    dimension = Dimension.objects.filter(slug=STAGE).first()
    return [(value, dimension.label(value, language)) for value in dimension.domain.options] if dimension else []


def coverage(at: Moment, language: str) -> Figure:
    """A row for each topic and language, a column for each stage: how many cards have an answer there."""
    there = stages(language)
    counts = {place: len(slugs) for place, slugs in covering(at).items()}
    return Figure(
        "coverage",
        _("What is covered"),
        _("How many cards of a topic have an answer for an order at this stage, in this language. “None” is what customers miss."),
        _("Language"),
        tuple(Column(stage, label) for stage, label in there),
        tuple(
            Row(f"{topic.slug}/{tag}", name, _cells(topic, tag, [stage for stage, _label in there], counts), topic.name(language))
            for topic in topics_in_use(at)
            for tag, name in settings.CONTENT_LANGUAGES.items()
        ),
    )


def covering(at: Moment) -> dict[Place, tuple[str, ...]]:
    """The slugs of the cards that answer, by topic, stage and language; kept for the epoch. What is empty is not there."""
    known = recall(at)
    if "coverage" not in known:
        known["coverage"] = _covering(at)
    found: dict[Place, tuple[str, ...]] = known["coverage"]
    return found


def topics_in_use(at: Moment) -> list[Topic]:
    """Those with a card in force."""
    used = {card.topic for card in tally(at)}
    return [topic for topic in Topic.objects.all() if topic.pk in used]


def holes(at: Moment, language: str) -> list[Hole]:
    """Every place without an answer, topic by topic."""
    return list(_holes(at, [stage for stage, _label in stages(language)]))


def _holes(at: Moment, there: list[str]) -> Iterator[Hole]:
    found, tags = covering(at), list(settings.CONTENT_LANGUAGES)
    for topic in topics_in_use(at):
        for stage in there:
            spoken = tuple(tag for tag in tags if (topic.pk, stage, tag) in found)
            yield from (Hole(topic, stage, tag, spoken) for tag in tags if tag not in spoken)


def _covering(at: Moment) -> dict[Place, tuple[str, ...]]:
    cards = {card.version: card for card in tally(at)}
    there = [stage for stage, _label in stages("en")]
    places: dict[Place, list[str]] = {}
    for one in outlines(at):
        card = cards.get(one.version)
        if card is None:
            continue
        answered, languages = [stage for stage in there if one.outline.answers_at(stage)], one.languages
        for stage in answered:
            for tag in languages:
                places.setdefault((card.topic, stage, tag), []).append(card.slug)
    return {place: tuple(sorted(slugs)) for place, slugs in places.items()}


def _cells(topic: Topic, tag: str, there: list[str], counts: dict[Place, int]) -> dict[str, Cell]:
    return {stage: _cell(topic, tag, stage, counts.get((topic.pk, stage, tag), 0)) for stage in there}


def _cell(topic: Topic, tag: str, stage: str, count: int) -> Cell:
    page = LIST if count else HOLES
    return Cell(count, address(page, topic=topic.slug, stage=stage, language=tag))
