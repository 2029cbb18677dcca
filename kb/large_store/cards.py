"""Cards in three languages, made of the demo's sentences and of what sets cases apart. The same seed and number give the same
card, whatever the size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, overload

from kb.large_store.details import choose
from kb.large_store.material import CLOSING, OPENING, Material, Sentence

SYLLABLES = "al bor ca dre el fi gan ho in jo ka lu mi no or pe qua ri sol ta um ver wil xe yo zan".split()
SHARED_BY = 12  # Cards about things of one name: a shop with many products has as many cards about each.


@dataclass(frozen=True, slots=True)
class MadeCard:
    """`content` is the form that a version stores, `rendered` what its Markdown becomes. `apart` is what sets it apart."""

    slug: str
    topic: str
    owner: str
    risk: str
    content: dict[str, Any]
    rendered: dict[str, dict[str, dict[str, str]]]
    apart: Mapping[str, tuple[str, ...]]


def make_card(number: int, material: Sequence[Material], *, seed: int) -> MadeCard:
    """The card of this number, counted from 1: what the demo says of a matter, about a kind of product and two more things."""
    random = Random(f"{seed} card {number}")
    about, beside, further = random.sample(material, 3)
    name = [name_of(number // SHARED_BY, seed)] if random.random() < 0.5 else []
    details = choose(random)
    languages, rendered, apart = {}, {}, {}
    for language in about.said:
        said = [part.said[language] for part in (about, beside, further)]
        things = apart[language] = (*name, *(detail.said[language] for detail in details))
        asked = [*random.sample(said[0].asked, 4), *random.sample(said[1].asked, 2)]
        product, second, third = things[-3:]
        heading = f"{' '.join([*name, product])}, {second}"
        # Customers name one thing or the other: each stands in a question of its own.
        named = zip(asked[1:], (f" ({third})", f" ({product})", f" ({second})", "", ""), strict=True)
        short = random.sample(said[0].sentences, 1)
        case = [_plain(detail.sentence(language)) for detail in details]
        body = [case, *(random.sample(part.sentences, min(2, len(part.sentences))) for part in said[1:])]
        languages[language] = {
            "title": f"{heading[0].upper()}{heading[1:]}: {asked[0]}",
            "questions": [f"{question}{thing}" for question, thing in named],
            "short": _source([short]),
            "body": _source(body),
        }
        rendered[language] = {"short": _rendered([short]), "body": _rendered(body), "notes": {"html": "", "text": ""}}
    risk = random.choice(("low", "medium"))
    content = {"audience": "public", "source": "en", "rules": [], "languages": languages}
    return MadeCard(f"{about.topic}-{number:06}", about.topic, about.owner, risk, content, rendered, apart)


class MadeCards(Sequence[MadeCard]):
    """The cards of these numbers, each made when it is looked at: a hundred thousand at once would take gigabytes."""

    def __init__(self, numbers: range, material: Sequence[Material], *, seed: int):
        self._numbers, self._material, self._seed = numbers, material, seed

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> MadeCard: ...
    @overload
    def __getitem__(self, place: slice) -> "MadeCards": ...
    def __getitem__(self, place: int | slice) -> "MadeCard | MadeCards":
        if isinstance(place, slice):
            return MadeCards(self._numbers[place], self._material, seed=self._seed)
        return make_card(self._numbers[place], self._material, seed=self._seed)


def name_of(number: int, seed: int) -> str:
    """A made-up name of a product, the same in all languages."""
    return "".join(Random(f"{seed} name {number}").sample(SYLLABLES, 3)).capitalize()


def _plain(text: str) -> Sentence:
    """A sentence without any sign that Markdown knows."""
    return Sentence(text, text, text)


def _source(paragraphs: list[list[Sentence]]) -> str:
    return "\n\n".join(" ".join(sentence.source for sentence in sentences) for sentences in paragraphs)


def _rendered(paragraphs: list[list[Sentence]]) -> dict[str, str]:
    html = [OPENING + " ".join(sentence.html for sentence in sentences) + CLOSING for sentences in paragraphs]
    text = [" ".join(sentence.text for sentence in sentences) for sentences in paragraphs]
    return {"html": "\n".join(html), "text": "\n\n".join(text)}
