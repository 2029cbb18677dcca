"""Queries of people who know which card they want: some of its words, as they remember and as they type them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from kb.large_store.cards import MadeCard
from search.analysis import field_language, stop_words, words

ALPHABETS = {"ru": "абвгдежзиклмнопрстуфхцчшыьэюя"}
SHARED, MOST_ATTEMPTS = 5, 50
LATIN = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What is typed, in which language, the slug of the card that is meant, and how much of it the query says."""

    kind: str
    query: str
    language: str
    card: str


# The most and least words of each kind; of the last two, the last word is half typed, or one word has an error.
KINDS = {"1-2 words": (1, 2), "3-5 words": (3, 5), "8-12 words": (8, 12), "prefix": (2, 3), "error": (3, 5)}


def known_items(made: Sequence[MadeCard], count: int, *, seed: int) -> Iterator[KnownItem]:
    """So many of each kind, in all languages. At most `SHARED` cards say all the telling words of a query."""
    languages = list(made[0].content["languages"])
    saying = {language: _cards_by_word(made, language) for language in languages}
    for kind, (least, most) in KINDS.items():
        random, found = Random(f"{seed} {kind}"), 0
        for _attempt in range(MOST_ATTEMPTS * count):
            language = languages[found % len(languages)]
            card = random.choice(made)
            typed = _remembered(words(_asked(card, language)), random.randint(least, most), random)
            telling = [saying[language][word] for word in typed if word not in stop_words(field_language(language))]
            if found < count and telling and len(set.intersection(*telling)) <= SHARED:
                found += 1
                yield KnownItem(kind, " ".join(_mistyped(kind, typed, language, random)), language, card.slug)


def _cards_by_word(made: Sequence[MadeCard], language: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, card in enumerate(made):
        texts = card.content["languages"][language]
        for text in (texts["title"], *texts["questions"], texts["short"], texts["body"]):
            for word in words(text):
                found[word].add(number)
    return found


def _asked(card: MadeCard, language: str) -> str:
    """The text that is remembered: the title and one way of asking."""
    texts: Any = card.content["languages"][language]
    return f"{texts['title']} {texts['questions'][0]}"


def _remembered(said: Sequence[str], count: int, random: Random) -> list[str]:
    """Some of the words, in the order in which they are said."""
    different = list(dict.fromkeys(said))
    chosen = set(random.sample(different, min(count, len(different))))
    return [word for word in different if word in chosen]


def _mistyped(kind: str, typed: list[str], language: str, random: Random) -> list[str]:
    if kind == "prefix":
        return [*typed[:-1], typed[-1][: max(3, len(typed[-1]) * 2 // 3)]]
    if kind == "error":
        place = max(range(len(typed)), key=lambda at: (len(typed[at]), at))
        return [*typed[:place], _slip(typed[place], ALPHABETS.get(language, LATIN), random), *typed[place + 1 :]]
    return typed


def _slip(word: str, letters: str, random: Random) -> str:
    """One letter left out, added, mistaken or exchanged with the next; never the first."""
    if len(word) < 4:
        return word
    at, letter = random.randrange(1, len(word) - 1), random.choice(letters)
    return random.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
