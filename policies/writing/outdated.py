"""Translations that lag behind the meaning of their source, with what changed in the source since."""

from collections.abc import Collection
from dataclasses import dataclass

from policies.content.diff import Span, word_diff
from policies.content.files import write_card
from policies.models import Version
from policies.moment import Moment
from policies.outlines import outlines


@dataclass(frozen=True, slots=True)
class Outdated:
    """A live card whose translation is not served because it renders version `made_for`; `spans` is the source's
    change since.
    """

    version: Version
    language: str
    made_for: int
    spans: tuple[Span, ...]


def outdated_translations(at: Moment) -> list[Outdated]:
    """Every translation of a live card that was made for an older meaning, the longest waiting first."""
    return [
        Outdated(version, language, made_for, _change(version, made_for))
        for version, languages in lagging_cards(at)
        for language, made_for in languages.items()
    ]


def lagging_cards(at: Moment, subjects: Collection[int] | None = None) -> list[tuple[Version, dict[str, int]]]:
    """Cards in force whose translations lag behind, with those languages; of these subjects, or of all."""
    late = {one.version: one.outdated for one in outlines(at) if one.outdated and (subjects is None or one.subject in subjects)}
    versions = Version.objects.select_related("subject__owner", "subject__topic").in_bulk(list(late))
    return [(versions[pk], languages) for pk, languages in late.items()]


def outdated_in(version: Version) -> dict[str, int]:
    """Languages of a card's version that are not served, each with the version its text was made for."""
    content = version.typed
    return {
        language: texts.made_for
        for language, texts in sorted(content.languages.items())
        if language != content.source and texts.made_for is not None and texts.made_for < version.meaning_number
    }


def _change(version: Version, made_for: int) -> tuple[Span, ...]:
    older = Version.objects.select_related("subject").filter(subject=version.subject_id, number=made_for).first()
    source = version.typed.source
    before = write_card(None, older.typed).get(source, "") if older else ""
    return tuple(word_diff(before, write_card(None, version.typed)[source]))
