"""Queries of people who know which card they want: what sets it apart and some of its words, as they remember and type them."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from kb.large_store.cards import MadeCard
from search.analysis import field_language, stop_words, words

ALPHABETS = {"ru": "абвгдежзиклмнопрстуфхцчшыьэюя"}
SHARED, MOST_ATTEMPTS = 5, 50
LATIN = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What is typed, in which language, and the slug of the card that is meant.

    `fitting` is how many cards say all telling words as they were typed, one of them with another ending if the last is half
    typed; the mistyped word of an error counts for none. Where more than ten fit, no order can have all of them among ten.
    """

    kind: str
    query: str
    language: str
    card: str
    fitting: int


# The most and least words of each kind; of the last two, the last word is half typed, or one word has an error.
KINDS = {"1-2 words": (1, 2), "3-5 words": (3, 5), "8-12 words": (8, 12), "prefix": (2, 3), "error": (3, 5)}


def known_items(made: Sequence[MadeCard], count: int, *, seed: int) -> Iterator[KnownItem]:
    """So many of each kind, in all languages. At most `SHARED` cards say all the telling words before they are mistyped."""
    languages = list(made[0].content["languages"])
    sayings = _sayings(made, languages)
    for kind, (least, most) in KINDS.items():
        random, found = Random(f"{seed} {kind}"), 0
        for _attempt in range(MOST_ATTEMPTS * count):
            if found == count:
                break
            language = languages[found % len(languages)]
            card, saying = random.choice(made), sayings[language]
            meant = _remembered(card, language, random.randint(least, most), random)
            if 0 < saying.all_of(meant) <= SHARED:
                found += 1
                typed = _mistyped(kind, meant, language, random)
                fitting = saying.all_of(typed, is_half_typed=kind == "prefix")
                yield KnownItem(kind, " ".join(typed), language, card.slug, fitting)


def _sayings(made: Sequence[MadeCard], languages: Sequence[str]) -> dict[str, "_Saying"]:
    """One walk, so that each card is made once."""
    sayings = {language: _Saying(language) for language in languages}
    for number, card in enumerate(made):
        for language, saying in sayings.items():
            saying.add(number, card.content["languages"][language])
    return sayings


class _Saying:
    """Which cards say a word in one language, wherever it stands."""

    def __init__(self, language: str):
        self._small = stop_words(field_language(language))
        self._cards: dict[str, array[int]] = defaultdict(lambda: array("I"))  # A tenth of what sets of numbers take.

    def add(self, number: int, texts: Mapping[str, Any]) -> None:
        """In the order of numbers."""
        said = (texts["title"], *texts["questions"], texts["short"], texts["body"])
        for word in {word for text in said for word in words(text)}:
            self._cards[word].append(number)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._cards)

    def all_of(self, typed: Sequence[str], *, is_half_typed: bool = False) -> int:
        """How many cards say all of the telling words that any card says."""
        telling: list[Collection[int]] = [
            self._cards[word] for word in typed[: -1 if is_half_typed else None] if self._is_telling(word)
        ]
        if is_half_typed:
            telling.append(set().union(*(self._cards[word] for word in self._beginning(typed[-1]))))
        fewest, *others = sorted(telling, key=len) or [()]
        return len(set(fewest).intersection(*others))

    def _is_telling(self, word: str) -> bool:
        return word not in self._small and word in self._cards

    def _beginning(self, prefix: str) -> Iterator[str]:
        for place in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            if not self._sorted[place].startswith(prefix):
                return
            yield self._sorted[place]


def _remembered(card: MadeCard, language: str, count: int, random: Random) -> list[str]:
    """Some words of the title and one way of asking, in the order in which they are said, half of them telling it apart."""
    texts: Any = card.content["languages"][language]
    small = stop_words(field_language(language))
    said = list(dict.fromkeys(words(f"{texts['title']} {texts['questions'][0]}")))
    things = random.sample(card.apart[language], len(card.apart[language]))
    apart = [word for word in dict.fromkeys(words(" ".join(things))) if word not in small]
    chosen = set(apart[: (count + 1) // 2])
    others = [word for word in said if word not in apart]
    chosen |= set(random.sample(others, min(count - len(chosen), len(others))))
    return [word for word in dict.fromkeys([*said, *apart]) if word in chosen]


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
