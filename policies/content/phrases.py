"""The words by which a dimension is recognised in what customers write: phrases for each of its values, in each language.

A phrase is a few words as customers write them; endings, accents and small words between them do not matter. In a phrase of a
number or a date one place stands for what is read: `{day}` ("10 days ago", "yesterday", "12 November"), `{span}` ("10 days",
"two weeks") or `{number}`. A phrase that begins with a word for "not" needs that word; any other must not have it before it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from policies.content.language import Language
from policies.content.problems import ContentError
from policies.content.text import Line

PLACES = ("{day}", "{span}", "{number}")
PLACE = re.compile(r"\{[^{}]*\}")
WORD = re.compile(r"[^\W_]")
MOST_WORDS = 8
TAKES = {"number": PLACES, "date": ("{day}",)}


def _is_phrase(text: str) -> str:
    if not WORD.search(PLACE.sub("", text)):
        raise ValueError("Write at least one word.")
    if len(text.split()) > MOST_WORDS:
        raise ValueError(f"Write at most {MOST_WORDS} words.")
    return " ".join(text.split())


Phrase = Annotated[Line, StringConstraints(max_length=80), AfterValidator(_is_phrase)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=60)]
Words = dict[Annotated[str, Field(max_length=80)], dict[Language, Phrases]]


def check_words(words: Mapping[str, Mapping[str, Sequence[str]]], kind: str, options: Sequence[str]) -> None:
    """Raises ContentError for a value that the dimension has not, a place that it cannot read, a phrase of two values."""
    values = {"choice": tuple(options), "flag": ("true", "false")}.get(kind, (kind,))
    said: dict[tuple[str, str], str] = {}
    for value, by_language in words.items():
        if value not in values:
            raise ContentError.one(f"words.{value}", "unknown_value", f"Words are for one of {', '.join(values)}.")
        for language, phrases in by_language.items():
            for phrase in phrases:
                _check(phrase, f"words.{value}.{language}", TAKES.get(kind, ()))
                other = said.setdefault((language, phrase.casefold()), value)
                if other != value:
                    message = f"“{phrase}” stands for {other} and for {value}; it can mean one only."
                    raise ContentError.one(f"words.{value}.{language}", "ambiguous", message)


def _check(phrase: str, field: str, takes: Sequence[str]) -> None:
    places = PLACE.findall(phrase)
    if not takes and places:
        raise ContentError.one(field, "place", "Only phrases of numbers and dates have a place in braces.")
    if takes and (len(places) != 1 or places[0] not in takes):
        raise ContentError.one(field, "place", f"Write exactly one of {', '.join(takes)} in “{phrase}”.")
