"""Language tags as content carries them: language, script and region of BCP 47 (RFC 5646), in their usual case."""

import re
from functools import lru_cache
from typing import Annotated

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")


def usual_case(tag: str) -> str:
    """`PT-br` as `pt-BR`. Raises ValueError for what is no tag."""
    if not TAG.fullmatch(tag):
        raise ValueError("Write a language tag such as en, pt-BR or ru.")
    language, *rest = tag.split("-")
    parts = [part.title() if len(part) == 4 else part.upper() for part in rest]
    return "-".join([language.lower(), *parts])


@lru_cache(maxsize=200)
def locale_of(language: str) -> Locale:
    """How the language writes numbers and dates; the region may be one that nobody has described. Raises ValueError."""
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except UnknownLocaleError:
            continue
    raise ValueError(f"Nobody has described how {language} writes numbers and dates.")


def _written(tag: str) -> str:
    if usual_case(tag) != tag:
        raise ValueError(f"Write this language as {usual_case(tag)}.")
    locale_of(tag)
    return tag


Language = Annotated[str, AfterValidator(_written)]
