"""What finding gives: cards with the reasons why they were found, and what the list as a whole tells."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from policies.listed import AnyCard
from search.marks import NO_MARKS, Marks

Kind = Literal["title", "question", "text", "synonym", "corrected", "completed", "best_bet", "spelling"]
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a card was found: what was typed, and what of the card it led to, both as they stand there.

    `title`, `question` and `text` say where the words stand: `found` is the title, the question a customer asks, or the words
    in its other texts. `synonym`, `corrected` and `completed` say which word was taken for the one typed. `spelling` is a title
    that shares no word and is written much alike; `best_bet` one that a knowledge manager put first for these words.
    """

    kind: Kind
    typed: str
    found: str


@dataclass(frozen=True)
class Hit:
    """A visible card (with `live_version_id`), its score and confidence from 0 to 1, and the language whose texts matched.

    One that `is_pinned` comes first because a knowledge manager says so, whatever its words.
    """

    card: AnyCard
    score: float
    confidence: float
    language: str
    is_pinned: bool = False
    why: Callable[[], tuple[Reason, ...]] = tuple

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is on the list, looked up in the database's texts when first asked for."""
        return self.why()


@dataclass(frozen=True, slots=True)
class Filters:
    """Only cards of this topic (its slug), in this state of trust, with texts in this language; None asks for nothing."""

    topic: str | None = None
    trust: str | None = None
    language: str | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Around:
    """What is true of the list as a whole.

    `is_fallback` tells that the index could not be asked (another day, no index) and the database was; `is_complete` that
    everything was looked at: false when time ran out, or when more was typed than is read. `mean` gives the text with its
    unknown words replaced by known ones. `count` gives how many cards the list would have with one topic or one state of trust
    among the best few hundred. `marks` are the words that led to the cards, for `highlight.highlighted`.
    """

    is_fallback: bool = False
    is_complete: bool = True
    mean: Callable[[], str | None] = lambda: None
    count: Callable[[], Counts] = lambda: {"topic": {}, "trust": {}}
    marks: Marks = NO_MARKS


class Hits(list[Hit]):
    """Best first, with what is true of the list as a whole; see `Around`."""

    def __init__(self, hits: Iterable[Hit] = (), around: Around | None = None):
        super().__init__(hits)
        self.around = around or Around()

    @property
    def is_fallback(self) -> bool:
        return self.around.is_fallback

    @property
    def is_complete(self) -> bool:
        return self.around.is_complete

    @cached_property
    def did_you_mean(self) -> str | None:
        """The text as it was perhaps meant, in words of the cards that were found."""
        return self.around.mean()

    @cached_property
    def counts(self) -> Counts:
        """`{"topic": {slug: n}, "trust": {state: n}}`, counted when first asked for."""
        return self.around.count()

    @property
    def marks(self) -> Marks:
        return self.around.marks
