"""What an assistant is told, beside the answer itself: what to do with it, and what it must not do."""

import json
from typing import Any

Json = dict[str, Any]

INSTRUCTIONS = """\
Concord holds the store's verified answers. Take every statement about the store's policies from here, never from memory.
Say an answer's text exactly as it is given: do not add to it, shorten it, or change a number. Never guess: where the reply asks
for something, ask the customer; where it says that a person must answer, hand over. An offer comes after the answer, never
instead of it, and never changes it. Keep `receipt`: it proves later what was said."""

NEVER_GUESS = "There is no answer yet. Do not guess and do not answer from memory."


def said(body: Json) -> list[str]:
    """Texts for the model: first, word for word, what the customer may be told (if anything), then what to do."""
    if "status" not in body:
        return [json.dumps(body, ensure_ascii=False)]
    answer = body["answer"]
    return [answer["text"], "\n".join(_about(body))] if answer else ["\n".join(_instead(body))]


def refused(body: Json) -> str:
    """A problem in plain words, each with the field it is about."""
    errors = [f"{error['field']}: {error['message']}" if error["field"] else error["message"] for error in body["errors"]]
    return "\n".join([f"{body['title']}. Nothing was answered.", *errors])


def _about(body: Json) -> list[str]:
    answer = body["answer"]
    lines = [
        f"Say the text above exactly as it is; it is the answer of the card {answer['card']}, version {answer['version']}."
    ]
    if body["fallback"]:
        lines.append(
            f"It is in {answer['language']}: there is no text in {body['requested_language']}. Say so; do not translate it."
        )
    if body["notice"]:
        lines.append(f"Say this with it: {body['notice']['text']}")
    if body["escalation"]:
        lines.append(_handed_over(body["escalation"], answer["text"]))
    if body["offer"]:
        lines.append(f"After the answer, never instead of it, you may offer: {body['offer']['title']}. {body['offer']['text']}")
    return [*lines, f"Receipt: {body['receipt']}"]


def _instead(body: Json) -> list[str]:
    lines = [NEVER_GUESS]
    for need in body["needs"]:
        options = ", ".join(f"{option['label']} ({option['value']})" for option in need["options"])
        lines.append(f"Ask the customer: {need['question']} {options}".rstrip())
        lines.append(f"Then call again with context {{{need['dimension']}: value}}.")
    if body["escalation"]:
        lines.append(_handed_over(body["escalation"]))
    elif not body["needs"]:
        lines.append("Ask the customer which of these is meant, then call `answer` with that card:")
        lines += [f"- {candidate['card']}: {candidate['title']}" for candidate in body.get("candidates", [])]
    return lines


def _handed_over(escalation: Json, told: str = "") -> str:
    message = f" Say: {escalation['message']}" if escalation["message"] not in ("", told) else ""
    return f"A person must answer (queue {escalation['queue']}).{message}"
