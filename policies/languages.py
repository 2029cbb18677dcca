"""Language tags: which of the languages at hand serves the one asked for."""

import re
from collections.abc import Iterable

from policies.content.problems import ContentError

TAG = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$")


def read_language(text: str, field: str = "lang") -> str:
    """A BCP 47 tag of language, script and region, in its usual case. Raises ContentError for anything else."""
    if not TAG.fullmatch(text):
        raise ContentError.one(field, "language", "Write a language tag such as en, pt-BR or ru.")
    language, *rest = text.split("-")
    parts = [part.title() if len(part) == 4 else part.upper() for part in rest]
    return "-".join([language.lower(), *parts])


def match_language(requested: str, available: Iterable[str]) -> str | None:
    """The same tag, else the first of the same language (`pt` and `pt-PT` are served by `pt-BR`), else None."""
    tags = sorted(available)
    if requested in tags:
        return requested
    primary = requested.split("-")[0]
    return next((tag for tag in tags if tag.split("-")[0] == primary), None)
