"""From text to the words that are compared: folded, cut, stemmed. The same for cards and for questions."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain

from whoosh.lang import stemmer_for_language, stopwords_for_language

STEMMED = ("en", "pt", "ru")
PLAIN = "xx"
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# All combining marks go, except the breve of й, which is a letter of its own and not an accent.
MARKS = re.compile(r"(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f]")
# Without accents these endings hide from the Portuguese stemmer, which knows them only as ção, ções, ão and ões.
PORTUGUESE_ENDINGS = (("coes", "ção"), ("cao", "ção"), ("oes", "ão"), ("ao", "ão"))
# Words that whoosh calls empty and that yet tell questions apart ("where is it" from "how long does it take").
TELLING = {
    "en": set("no not after before where when how why who what which off out up down again more".split()),
    "pt": set("nao sem depois quando quem qual ja mais como".split()),
    "ru": set("не нет без после перед когда где куда зачем нельзя больше два кто".split()),
}
GRAMS = (3, 4)


def field_language(tag: str) -> str:
    """The language whose words are compared with each other: `pt` for `pt-BR`; one for all that we cannot stem."""
    primary = tag.partition("-")[0].lower()
    return primary if primary in STEMMED else PLAIN


def fold(text: str) -> str:
    """Lower case without accents and invisible characters: é is e, ё is е; й stays й. Idempotent."""
    if text.isascii():
        return text.lower()
    visible = text if text.replace("\n", " ").isprintable() else _visible(text)
    bare = MARKS.sub("", unicodedata.normalize("NFKD", visible).casefold())
    return unicodedata.normalize("NFC", MARKS.sub("", unicodedata.normalize("NFKD", bare)))


def _visible(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf" or letter in "\u200c\u200d")


def words(text: str) -> list[str]:
    """The folded words of a text in their order, apostrophes taken out (`don't` is `dont`)."""
    return list(_words(text))


@lru_cache(maxsize=1_000)
def _words(text: str) -> tuple[str, ...]:
    """Texts are taken apart twice in a row: into stems and into letters."""
    folded = fold(text)
    found = WORD.findall(folded)
    if "'" in folded or "’" in folded:
        return tuple(word.replace("'", "").replace("’", "") for word in found)
    return tuple(found)


def terms(text: str, language: str) -> list[str]:
    """Stems of the words that tell something; of all words when none does (`where is it`)."""
    folded, primary = _words(text), field_language(language)
    stop = stop_words(primary)
    telling = [word for word in folded if word not in stop] or folded
    return [stem(word, primary) for word in telling]


def grams(text: str) -> Iterator[str]:
    """Pieces of three and four letters inside each word, whose ends count as a letter. They forgive slips and endings."""
    return chain.from_iterable(map(_grams_of, _words(text)))


@lru_cache(maxsize=50_000)
def _grams_of(word: str) -> tuple[str, ...]:
    edged = f"_{word}_"
    return tuple(edged[start : start + size] for size in GRAMS for start in range(len(edged) - size + 1))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word, folded."""
    if language == PLAIN:
        return word
    if language == "pt":
        bare, accented = next((pair for pair in PORTUGUESE_ENDINGS if word.endswith(pair[0])), ("", ""))
        word = word.removesuffix(bare) + accented
    return fold(_stemmer(language)(word))


@lru_cache(maxsize=len(STEMMED))
def _stemmer(language: str) -> Callable[[str], str]:
    stemmer: Callable[[str], str] = stemmer_for_language(language)
    return stemmer


@lru_cache(maxsize=len(STEMMED) + 1)
def stop_words(language: str) -> frozenset[str]:
    """Folded words that tell nothing of what a question is about."""
    if language == PLAIN:
        return frozenset()
    empty = {"".join(words(word)) for word in stopwords_for_language(language)}
    return frozenset(empty - TELLING[language])
