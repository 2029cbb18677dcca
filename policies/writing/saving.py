"""What is derived from content when it is saved: rendered texts and the audience."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.offer import OfferContent
from policies.content.problems import ContentError
from policies.content.rendering import render_all

Rendering = dict[str, dict[str, dict[str, str]]]


def audience_of(form: Mapping[str, Any]) -> str:
    """Facts and offers have no audience of their own: they are seen only through answers."""
    return str(form.get("audience", "public"))


def rendered(content: CardContent | FactContent | OfferContent) -> Rendering:
    """HTML and plain text of every Markdown text: `{language: {field: {"html", "text"}}}`."""
    if isinstance(content, FactContent):
        return {}
    if isinstance(content, OfferContent):
        texts = [(language, "text", text) for language, text in content.texts.items()]
    else:
        texts = [(language, field, text) for language, said in content.languages.items() for field, text in said.markdown()]
    try:
        pairs = render_all([text for _, _, text in texts])
    except ContentError as error:
        fields = [_field(content, language, field) for language, field, _ in texts]
        raise ContentError(replace(problem, field=fields[int(problem.field)]) for problem in error.problems) from None
    result: Rendering = {}
    for (language, field, _), both in zip(texts, pairs, strict=True):
        result.setdefault(language, {})[field] = {"html": both["html"], "text": both["text"]}
    return result


def _field(content: CardContent | OfferContent, language: str, field: str) -> str:
    return f"languages.{language}.{field}" if isinstance(content, CardContent) else f"texts.{language}"
