"""What the index knows of a card: one document per card and language, for one audience."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.db.models import QuerySet

from policies.answers import INTERNAL, visible_cards
from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.facts import PLACEHOLDER, fill, quoted_facts
from policies.models import Card, Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from search.analysis import field_language, grams, terms

# How much a word counts by where it stands. Customers' own words weigh as much as the title; every other text supports them.
TITLE, QUESTION, SHORT, TEXT = 3, 3, 2, 1
AT_ONCE = 500


@dataclass(frozen=True)
class CardDocument:
    """`card` is its slug. `stamp` says of which version and facts it was made; with the same key and stamp it is the same."""

    card: str
    language: str
    stamp: str
    title: str
    questions: tuple[str, ...] = ()
    short: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.card}:{self.language}"

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """All ways of asking that are known: the title first."""
        return (self.title, *self.questions)

    @property
    def words_field(self) -> str:
        return words_field(self.language)

    @property
    def grams_field(self) -> str:
        return grams_field(self.language)

    def words(self) -> tuple[dict[str, int], list[list[str]]]:
        """Stems with the sum of their weights, and the different stems of each example."""
        examples = [terms(example, self.language) for example in self.examples]
        weights: dict[str, int] = {}
        for found, weight in ((examples[0], TITLE), (chain.from_iterable(examples[1:]), QUESTION)):
            _count(weights, found, weight)
        _count(weights, terms(self.short, self.language), SHORT)
        _count(weights, terms(self.text, self.language), TEXT)
        return weights, [list(dict.fromkeys(example)) for example in examples]

    def grams(self) -> list[list[str]]:
        """The different letter pieces of each example."""
        return [list(dict.fromkeys(grams(example))) for example in self.examples]


def _count(weights: dict[str, int], found: Iterable[str], weight: int) -> None:
    for term, count in Counter(found).items():
        weights[term] = weights.get(term, 0) + weight * count


def words_field(language: str) -> str:
    return f"words_{field_language(language)}"


def grams_field(language: str) -> str:
    return f"grams_{field_language(language)}"


def stamp_of(version: int, facts: Mapping[str, int]) -> str:
    """A version's id and those of the facts it quotes."""
    return " ".join([str(version), *(f"{slug}={facts[slug]}" for slug in sorted(facts))])


def documents_of_cards(slugs: Iterable[str], *, audience: str, at: Moment) -> Iterator[CardDocument]:
    """The documents of those of these cards that the audience may see."""
    ordered = sorted(slugs)
    for start in range(0, len(ordered), AT_ONCE):
        cards = visible_cards(audience, at, ordered[start : start + AT_ONCE])
        yield from documents_for(cards, audience=audience, at=at)


def documents_for(cards: QuerySet[Card], *, audience: str, at: Moment) -> Iterator[CardDocument]:
    """The documents of these cards, which come from `visible_cards` for the same audience and moment; some hundreds at once."""
    for versions in versions_of(cards):
        facts = in_force(Subject.Kind.FACT, {slug for version in versions for slug in version.typed.facts}, at)
        for version in versions:
            yield from documents_of(version, facts, with_notes=audience == INTERNAL)


def versions_of(cards: QuerySet[Card]) -> Iterator[list[Version]]:
    """The versions in force of cards that `visible_cards` gave, some hundreds at a time."""
    live = sorted(cards.order_by().values_list("live_version_id", flat=True))
    for start in range(0, len(live), AT_ONCE):
        yield list(
            Version.objects.filter(pk__in=live[start : start + AT_ONCE]).select_related("subject").order_by("subject_id")
        )


def documents_of(
    version: Version, in_force_now: Mapping[str, Version], *, with_notes: bool, only: str | None = None
) -> Iterator[CardDocument]:
    """One for each language of a card's version, or for `only` one, with the facts in force."""
    content: CardContent = version.typed
    versions = {slug: in_force_now[slug] for slug in content.facts if slug in in_force_now}
    stamp = stamp_of(version.pk, {slug: fact.pk for slug, fact in versions.items()})
    facts = {slug: fact.typed for slug, fact in versions.items()}
    fields = ["body", *(f"texts.{rule.key}" for rule in content.rules), *(["notes"] if with_notes else [])]
    for language, texts in content.languages.items():
        if only not in (None, language):
            continue
        # What a translation of an older meaning says is served no more; how customers ask in that language stays true.
        is_outdated = texts.made_for is not None and texts.made_for < version.meaning_number and language != content.source
        rendered = {} if is_outdated else version.rendered[language]
        yield CardDocument(
            card=version.subject.slug,
            language=language,
            stamp=stamp,
            title=texts.title,
            questions=texts.questions,
            short=_text(rendered, ["short"], facts, language),
            text=_text(rendered, fields, facts, language),
            facts=tuple(sorted(content.facts)),
        )


def _text(
    rendered: Mapping[str, Mapping[str, str]], fields: Iterable[str], facts: Mapping[str, FactContent], language: str
) -> str:
    return "\n".join(_filled(rendered[field]["text"], facts, language) for field in fields if field in rendered)


def _filled(text: str, facts: Mapping[str, FactContent], language: str) -> str:
    """The text with its numbers. A card is found even while a fact it quotes is missing."""
    if all(slug in facts for slug in quoted_facts(text)):
        return fill(text, facts, language)
    return PLACEHOLDER.sub("", text)
