"""In which language a card speaks, and why if it is not the one asked for."""

from collections.abc import Sequence

from policies.languages import match_language
from policies.models import Version
from policies.reply import Fallback


def language_served(version: Version, requested: str, offered: Sequence[str]) -> tuple[str, Fallback | None]:
    """The language that is served, and why if it is another than the one asked for.

    `offered` are the languages that the channel may be answered in, the preferred one first; empty means all.
    """
    here = [tag for tag in version.typed.languages if not offered or tag in offered]
    if offered and match_language(requested, offered) is None:
        reason = "not_offered"
    elif (language := match_language(requested, here)) is None:
        reason = "not_translated"
    elif _is_outdated(version, language):
        reason = "outdated"
    else:
        return language, None
    served = _instead(version, offered)
    return served, None if served == requested else Fallback(served, reason)


def _instead(version: Version, offered: Sequence[str]) -> str:
    """The source, which is never outdated; or, where it is not offered, the first language offered that is good.

    A card that is in none of the languages offered speaks its source all the same: that is better than silence, and said.
    """
    source: str = version.typed.source
    if not offered or source in offered:
        return source
    good = (tag for tag in offered if tag in version.typed.languages and not _is_outdated(version, tag))
    return next(good, source)


def _is_outdated(version: Version, language: str) -> bool:
    """Was this translation made for an older meaning?"""
    content = version.typed
    made_for = content.languages[language].made_for
    return language != content.source and made_for is not None and made_for < version.meaning_number
