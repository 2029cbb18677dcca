"""The question of a must-read: the same options in each language, one of them right."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from policies.arguments import require_text
from policies.content.document import CardContent
from policies.content.problems import ContentError

FEWEST, MOST = 2, 6
LONGEST = 300


def read_question(given: Mapping[str, Any], right: int | None, content: CardContent) -> dict[str, Any]:
    """`{language: {"text", "options"}}` as given, without what is empty. Raises ContentError naming the field."""
    question: dict[str, Any] = {}
    for language, said in given.items():
        if language not in content.languages:
            raise ContentError.one(f"question.{language}", "language", _("The card does not speak this language."))
        question[language] = _one(f"question.{language}", said)
    if not question:
        return {}
    if content.source not in question:
        message = _("Ask in the card's own language, too: who reads another one without a question of its own is asked in it.")
        raise ContentError.one(f"question.{content.source}", "missing", message)
    counts = {len(said["options"]) for said in question.values()}
    if len(counts) > 1:
        raise ContentError.one("question", "options", _("Give the same options in every language, in the same order."))
    if right is None or not 0 <= right < counts.pop():
        raise ContentError.one("right", "missing", _("Say which of the options is right."))
    return question


def _one(field: str, said: Any) -> dict[str, Any]:
    text = str(said.get("text", "")).strip()
    options = [str(option).strip() for option in said.get("options", []) if str(option).strip()]
    if not text:
        raise ContentError.one(f"{field}.text", "missing", _("Write the question."))
    for part in (text, *options):
        require_text(field, part, LONGEST)
    if not FEWEST <= len(options) <= MOST or len(set(options)) < len(options):
        message = _("Give between %(fewest)s and %(most)s different options.") % {"fewest": FEWEST, "most": MOST}
        raise ContentError.one(f"{field}.options", "options", message)
    return {"text": text, "options": options}
