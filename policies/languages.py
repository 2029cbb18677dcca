"""Language tags: which of the languages at hand serves the one asked for."""

from collections.abc import Iterable, Sequence

from policies.content.language import TAG, usual_case
from policies.content.problems import ContentError

__all__ = ["TAG", "match_language", "offered_language", "read_language"]


def read_language(text: str, field: str = "lang") -> str:
    """A BCP 47 tag of language, script and region, in its usual case. Raises ContentError for anything else."""
    try:
        return usual_case(text)
    except ValueError as error:
        raise ContentError.one(field, "language", str(error)) from None


def match_language(requested: str, available: Iterable[str]) -> str | None:
    """The same tag, else the first of the same language (`pt` and `pt-PT` are served by `pt-BR`), else None."""
    tags = sorted(available)
    if requested in tags:
        return requested
    primary = requested.split("-")[0]
    return next((tag for tag in tags if tag.split("-")[0] == primary), None)


def offered_language(requested: str, offered: Sequence[str]) -> str:
    """The language of what stands in no card: the one asked for, or the first of those offered when it is none of them."""
    return requested if not offered or match_language(requested, offered) else offered[0]
