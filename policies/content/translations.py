"""Which source version a translation was made for."""

from collections.abc import Mapping
from typing import Any

OLDER = 0  # In a file: made for a source older than the one beside it. Numbers mean nothing to another database.


def source_changed(form: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
    """Does the source text, or a rule, differ from the base's?"""
    said = form["languages"][form["source"]]
    return _said(said) != _said(base["languages"].get(form["source"], {})) or form.get("rules") != base.get("rules")


def with_made_for(form: Mapping[str, Any], base: Mapping[str, Any], base_number: int) -> dict[str, Any]:
    """Mark translations that were left as they were while the source text changed: they still render the older version.

    `form` and `base` are contents of a card. A translation that says a number itself, or was edited, is left alone.
    """
    old, now_older = base["languages"], source_changed(form, base)

    def marked(language: str, texts: Mapping[str, Any]) -> Mapping[str, Any]:
        is_left = language != form["source"] and language in old and _said(texts) == _said(old[language])
        if not is_left or texts.get("made_for", OLDER) != OLDER:
            return texts
        made_for = old[language].get("made_for", base_number if now_older else texts.get("made_for"))
        return texts if made_for is None else {**texts, "made_for": made_for}

    return {**form, "languages": {language: marked(language, texts) for language, texts in form["languages"].items()}}


def up_to_date_in(form: Mapping[str, Any], meaning_number: int, number: int) -> dict[str, Any]:
    """The content of an older version, to be said again as version `number`: what was up to date then is made for that one."""

    def marked(language: str, texts: Mapping[str, Any]) -> Mapping[str, Any]:
        is_outdated = texts.get("made_for", meaning_number) < meaning_number
        return texts if is_outdated or language == form["source"] else {**texts, "made_for": number}

    return {**form, "languages": {language: marked(language, texts) for language, texts in form["languages"].items()}}


def for_files(form: Mapping[str, Any], meaning_number: int) -> dict[str, Any]:
    """As it is exported: outdated translations are marked as older, all others not at all."""

    def marked(texts: Mapping[str, Any]) -> Mapping[str, Any]:
        rest = _said(texts)
        return {**rest, "made_for": OLDER} if texts.get("made_for", meaning_number) < meaning_number else rest

    return {**form, "languages": {language: marked(texts) for language, texts in form["languages"].items()}}


def _said(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in texts.items() if key != "made_for"}
