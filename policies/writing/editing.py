"""A version as the text that people edit: the same Markdown files that import reads, one per language for a card."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.content.diff import Span, word_diff
from policies.content.files import card_form, single_form, write_card, write_fact, write_offer
from policies.content.frontmatter import read_page
from policies.content.problems import ContentError
from policies.languages import read_language
from policies.models import Subject, Version

ONLY = "content"  # The name of the one text of a fact or an offer.


def texts_of(version: Version) -> dict[str, str]:
    """The texts to edit, by language (`content` for a fact or an offer), the source language first."""
    content = version.typed
    match version.subject.kind:
        case Subject.Kind.FACT:
            return {ONLY: write_fact(None, content)}
        case Subject.Kind.OFFER:
            return {ONLY: write_offer(None, content)}
    files = write_card(None, content)
    return {language: files[language] for language in sorted(files, key=lambda tag: (tag != content.source, tag))}


def form_from(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The form of the content that these texts say; empty texts are left out.

    Raises ContentError with every problem; `file` is the name of the text, `line` and `field` the place in it.
    """
    given = {name: text for name, text in texts.items() if text.strip()}
    if not given:
        raise ContentError.one("", "missing", "There is no text.")
    if kind != Subject.Kind.CARD:
        return single_form(kind, read_page(ONLY, given.get(ONLY, "")))
    return card_form({read_language(name): read_page(name, text) for name, text in given.items()})


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one text, word by word."""

    name: str
    spans: tuple[Span, ...]


def differences(old: Version | None, new: Version) -> list[Difference]:
    """Each text of `new` against `old` (nothing, if there is no older one), those that changed only."""
    before = texts_of(old) if old else {}
    after = texts_of(new)
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return [Difference(name, tuple(word_diff(was, text))) for name, was, text in pairs if was != text]
