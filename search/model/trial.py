"""How every known way of asking fares when it is left out: which card would then have come first. Numbers only, no texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.model.encoder import digest_of
from search.model.examples import Example
from search.model.ridge import Ridge

NEAREST_COUNTS = 0.5  # Of the nearest example's kernel, in the raw score that the lines are drawn by.
TOLD_BY = 3
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tried:
    """A row for each question that was left out, in a fixed order.

    `keys` stand for card, language and text, so that the same question is known again in another model. `owners` are its cards,
    `firsts` those that came first, `places` where its own came, from 0; `own` and `best` are the scores of both, `numbers` its
    place in the card's list, `languages` its place in the model's sorted languages.
    """

    keys: NDArray[np.uint64]
    owners: Numbers
    firsts: Numbers
    places: Numbers
    own: Floats
    best: Floats
    numbers: Numbers
    languages: Numbers
    raw: Floats

    def of(self, language: int) -> tuple[Floats, Numbers]:
        """The raw score of each question of a language, and the place of its card."""
        rows = self.languages == language
        return self.raw[rows], self.places[rows]


def try_out(
    examples: Sequence[Example],
    languages: Sequence[str],
    kernel: Floats,
    owners: Numbers,
    groups: Numbers,
    fitted: Ridge,
) -> Tried:
    """Each is left out together with its translations. Only questions of cards that keep others in the same language: what has
    no second example says nothing of what people will ask.
    """
    spoken = np.array([languages.index(example.language) for example in examples])
    # The title is often part of no question; it teaches, but is no example of what people write.
    chosen = [_rows(examples, number, spoken, owners, fitted.left_out.shape[1]) for number in range(len(languages))]
    rows = np.concatenate(chosen) if chosen else np.empty(0, np.int64)
    scores = fitted.left_out[rows]
    own = scores[np.arange(len(rows)), owners[rows]]
    others = groups[rows][:, None] != groups[None]
    best = scores.max(axis=1, initial=-1)
    return Tried(
        keys=np.array([_key(examples[row]) for row in rows.tolist()], np.uint64),
        owners=owners[rows],
        firsts=scores.argmax(axis=1) if len(rows) else np.empty(0, np.int64),
        places=(scores > own[:, None]).sum(axis=1),
        own=own,
        best=best,
        numbers=np.array([examples[row].place for row in rows.tolist()], np.int64),
        languages=spoken[rows],
        raw=best + NEAREST_COUNTS * np.where(others, kernel[rows], 0).max(axis=1, initial=0),
    )


def key_of(card: str, language: str, text: str) -> int:
    """Stands for a question of a card in 64 bits."""
    return int.from_bytes(digest_of(f"{card}\n{language}\n{text}")[:8], "big")


def _rows(examples: Sequence[Example], language: int, spoken: Numbers, owners: Numbers, cards: int) -> Numbers:
    asked = np.array([example.is_asked for example in examples]) & (spoken == language)
    told = np.bincount(owners[asked], minlength=cards) >= TOLD_BY
    return np.flatnonzero(asked & told[owners] & np.array([example.place > 0 for example in examples]))


def _key(example: Example) -> int:
    return key_of(example.card, example.language, example.text)
