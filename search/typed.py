"""What somebody typed into the search box, read into a small tree: words, "phrases", -not, and topic: trust: lang: filters.

Nothing else has a meaning: brackets, stars, AND and OR are signs and words like any others. The tree is made from tokens by one
regular expression that never looks back, of a text that was cut first, so its time is bounded whatever is typed.
"""

import re
from dataclasses import dataclass
from typing import Literal

from policies.languages import match_language
from search.analysis import fold, words

By = Literal["topic", "trust", "language"]
# What people call the filters, and the states of trust, in the languages of the pages; folded.
FILTERS: dict[str, By] = {
    **dict.fromkeys(("topic", "topico", "tema", "assunto", "тема"), "topic"),
    **dict.fromkeys(("trust", "confianca", "доверие"), "trust"),
    **dict.fromkeys(("lang", "language", "idioma", "lingua", "язык"), "language"),
}
STATES = {
    **dict.fromkeys(("verified", "verificado", "verificada", "проверено", "проверен"), "verified"),
    **dict.fromkeys(("due", "vencendo", "pendente", "пора", "ждет"), "due"),
    **dict.fromkeys(("expired", "vencido", "vencida", "expirado", "просрочено", "просрочен", "истек"), "expired"),
}
MOST_PHRASES, MOST_EXCLUDED, MOST_NARROWED = 4, 8, 4
QUOTES = str.maketrans(dict.fromkeys("“”„«»‟＂", '"'))
TOKEN = re.compile(r'(?P<minus>-)?(?:(?P<name>[^\W\d_]{2,20}):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """Whatever stands between blanks; it may hold several words (`wi-fi`) or none (`***`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand in this order, without others between them."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Words that must not stand so in the card: one, or a phrase."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A filter. `value` is a state, a tag, or a topic's slug or folded name; `is_not` turns it round."""

    by: By
    value: str
    is_not: bool = False


Part = Word | Phrase | Without | Narrowed


@dataclass(frozen=True, slots=True)
class Typed:
    """All parts of it hold together. `text` is what is looked up by words; `is_cut` when more was typed than is read."""

    parts: tuple[Part, ...]
    text: str
    is_cut: bool

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(part.words for part in self.parts if isinstance(part, Phrase))

    @property
    def excluded(self) -> tuple[tuple[str, ...], ...]:
        return tuple(part.words for part in self.parts if isinstance(part, Without))

    @property
    def narrowed(self) -> tuple[Narrowed, ...]:
        return tuple(part for part in self.parts if isinstance(part, Narrowed))


def read_typed(text: str, *, letters: int, languages: dict[str, str], topics: "frozenset[str] | None" = None) -> Typed:
    """Reads at most so many `letters`. `languages` are the store's tags with their names.

    `topics` are the slugs and folded names of topics; without them, any value of `topic:` is taken for one. A filter with an
    unknown name or value, a lone sign, and a quotation mark that is never closed are plain words.
    """
    cut = text[:letters]
    quoted = cut.translate(QUOTES)
    parts = [_part(token, quoted, languages, topics) for token in TOKEN.finditer(quoted)]
    if all(isinstance(part, Word) for part in parts):
        return Typed(tuple(parts), cut, len(text) > letters)
    kept, is_full = _within_limits(parts)
    return Typed(kept, _looked_up(kept, quoted), is_full or len(text) > letters)


def _part(token: re.Match[str], text: str, languages: dict[str, str], topics: frozenset[str] | None) -> Part:
    said, name = token["quoted"] if token["quoted"] is not None else token["plain"], token["name"]
    is_first = token.start() == 0 or text[token.start() - 1].isspace()
    is_not = token["minus"] is not None and is_first
    by = FILTERS.get(fold(name)) if name and is_first else None
    value = _value(by, said, languages, topics) if by else None
    if by and value:
        return Narrowed(by, value, is_not)
    found = tuple(words(said if not name else f"{name} {said}"))
    if is_not and found:
        return Without(found)
    if token["quoted"] is not None and not name and len(found) > 1:
        return Phrase(found)
    return Word(token[0].replace('"', " "))


def _value(by: By, said: str, languages: dict[str, str], topics: frozenset[str] | None) -> str | None:
    folded = fold(said.strip())
    if by == "trust":
        return STATES.get(folded)
    if by == "topic":
        return folded if folded and (topics is None or folded in topics) else None
    named = {fold(name): tag for tag, name in languages.items()} | {tag.lower(): tag for tag in languages}
    return named.get(folded) or match_language(folded, languages)


def _within_limits(parts: list[Part]) -> tuple[tuple[Part, ...], bool]:
    """The first few of each kind, and whether any was left out."""
    room: dict[type, int] = {Phrase: MOST_PHRASES, Without: MOST_EXCLUDED, Narrowed: MOST_NARROWED}
    kept: list[Part] = []
    for part in parts:
        left = room.get(type(part), 1)
        if left:
            kept.append(part)
        if type(part) in room:
            room[type(part)] = max(left - 1, 0)
    return tuple(kept), len(kept) < len(parts)


def _looked_up(parts: tuple[Part, ...], text: str) -> str:
    """The words of words and phrases. The last one may be half typed only if it stands at the end of what was typed."""
    said = " ".join(_said(part) for part in parts if isinstance(part, Word | Phrase))
    is_open = parts and isinstance(parts[-1], Word) and text[-1:].isalnum()
    return said if is_open else f"{said} "


def _said(part: Word | Phrase) -> str:
    return part.text if isinstance(part, Word) else " ".join(part.words)
