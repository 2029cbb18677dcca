"""In which language a question is written, as far as its letters and small words tell."""

from collections.abc import Iterable, Sequence

from policies.languages import match_language
from search.analysis import stop_words, words

DEFAULT = "en"
LETTERS = {"ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "pt": "ãõçáâàéêíóôú"}
# What people write to a shop in each language, beside the empty words.
TYPICAL = {
    "en": set("order cancel refund return shipping delivery account payment want need help hi please".split()),
    "pt": set("pedido cancelar compra reembolso devolver entrega frete conta quero preciso ajuda oi voce".split()),
}


def language_of(text: str, available: Sequence[str]) -> str:
    """The one of the available languages that the text is written in; English, else the first, when nothing tells."""
    scores = {language: _score(text, language) for language in ("en", "pt", "ru")}
    best = max(scores, key=lambda language: (scores[language], language == DEFAULT))
    return _first(available, best if scores[best] else DEFAULT)


def _score(text: str, language: str) -> float:
    folded = words(text)
    letters = sum(letter in LETTERS.get(language, "") for letter in text.lower())
    if language == "ru":
        return letters
    small = sum(word in stop_words(language) for word in folded)
    return small + 2 * sum(word in TYPICAL[language] for word in folded) + 2 * letters


def _first(available: Iterable[str], language: str) -> str:
    tags = list(available)
    return match_language(language, tags) or match_language(DEFAULT, tags) or (tags[0] if tags else DEFAULT)
