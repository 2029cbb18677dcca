"""Which source version a translation was made for."""

from collections.abc import Mapping
from typing import Any


def with_made_for(form: Mapping[str, Any], base: Mapping[str, Any], base_number: int) -> dict[str, Any]:
    """Mark translations that were left as they were while the source text changed: they still render the older version.

    `form` and `base` are contents of a card; a translation that was edited, or says itself what it was made for, is left alone.
    """
    source = form["source"]
    old = base["languages"]
    if _said(form["languages"][source]) == _said(old.get(source, {})) and form.get("rules") == base.get("rules"):
        return dict(form)
    languages = {
        language: {**texts, "made_for": texts.get("made_for") or old[language].get("made_for") or base_number}
        if language != source and language in old and _said(texts) == _said(old[language])
        else texts
        for language, texts in form["languages"].items()
    }
    return {**form, "languages": languages}


def _said(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in texts.items() if key != "made_for"}
