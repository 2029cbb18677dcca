"""For which order stage, in which language, does a topic have an answer? What is missing there, a customer asks in vain."""

from collections import Counter
from collections.abc import Iterator, Mapping
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

LIST, HOLES, KEY = "overview_cards", "overview_holes", "coverage"
Place = tuple[int, str, str]  # A topic, a stage, a language.
Alike = tuple[int, tuple[str, ...], frozenset[str]]  # A topic, the stages and the languages for which a card answers.


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
    there, counts = stages(language), counts_at(at)
    return Figure(
        "coverage",
        _("What is covered"),
        _("How many cards of a topic have an answer for an order at this stage, in this language."),
        _("Language"),
        tuple(Column(stage, label) for stage, label in there),
        tuple(
            Row(
                f"{topic.slug}/{tag}",
                name,
                _cells(topic, tag, [stage for stage, _label in there], counts),
                topic.name(language),
            )
            for topic in topics_in_use(at)
            for tag, name in settings.CONTENT_LANGUAGES.items()
        ),
    )


def counts_at(at: Moment) -> Counter[Place]:
    """How many cards answer, by topic, stage and language."""
    counts: Counter[Place] = Counter()
    for (topic, answered, languages), slugs in _alike(at).items():
        for stage in answered:
            for tag in languages:
                counts[topic, stage, tag] += len(slugs)
    return counts


def covering(at: Moment, topic: str, stage: str, language: str) -> list[str]:
    """The slugs of the cards of a topic that answer for the stage in the language."""
    pk = Topic.objects.filter(slug=topic).values_list("pk", flat=True).first()
    found = (slugs for key, slugs in _alike(at).items() if key[0] == pk and stage in key[1] and language in key[2])
    return sorted(slug for slugs in found for slug in slugs)


def topics_in_use(at: Moment) -> list[Topic]:
    """Those with a card in force."""
    used = {card.topic for card in tally(at)}
    return [topic for topic in Topic.objects.all() if topic.pk in used]


def holes(at: Moment, language: str) -> list[Hole]:
    """Every place without an answer, topic by topic."""
    return list(_holes(at, [stage for stage, _label in stages(language)]))


def _holes(at: Moment, there: list[str]) -> Iterator[Hole]:
    counts, tags = counts_at(at), list(settings.CONTENT_LANGUAGES)
    for topic in topics_in_use(at):
        for stage in there:
            spoken = tuple(tag for tag in tags if counts[topic.pk, stage, tag])
            yield from (Hole(topic, stage, tag, spoken) for tag in tags if tag not in spoken)


def _alike(at: Moment) -> Mapping[Alike, list[str]]:
    """The slugs of all cards in force by topic, stages and languages; kept for the epoch."""
    known = recall(at)
    if KEY not in known:
        known[KEY] = _read(at)
    found: Mapping[Alike, list[str]] = known[KEY]
    return found


def _read(at: Moment) -> dict[Alike, list[str]]:
    cards = {card.version: card for card in tally(at)}
    there = [stage for stage, _label in stages("en")]
    answered: dict[int, tuple[str, ...]] = {}  # Outlines that are alike are one object.
    found: dict[Alike, list[str]] = {}
    for one in outlines(at):
        if id(one.outline) not in answered:
            answered[id(one.outline)] = tuple(stage for stage in there if one.outline.answers_at(stage))
        card = cards[one.version]
        found.setdefault((card.topic, answered[id(one.outline)], one.languages), []).append(card.slug)
    return found


def _cells(topic: Topic, tag: str, there: list[str], counts: Counter[Place]) -> dict[str, Cell]:
    return {stage: _cell(topic, tag, stage, counts[topic.pk, stage, tag]) for stage in there}


def _cell(topic: Topic, tag: str, stage: str, count: int) -> Cell:
    page = LIST if count else HOLES
    return Cell(count, address(page, topic=topic.slug, stage=stage, language=tag))
