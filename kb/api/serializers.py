"""The contract's JSON, made of what `policies.reply` holds. Plain functions: nothing here decides anything."""

from dataclasses import asdict
from typing import Any

from policies.models import Dimension, Topic
from policies.reply import Answer, Need, Reply
from policies.verification import Trust

Json = dict[str, Any]


def reply_json(reply: Reply, *, is_internal: bool) -> Json:
    """The object that `/answers` gives, and `/ask` with its own fields added."""
    body: Json = {
        "status": reply.status,
        "answer": answer_json(reply.answer) if reply.answer else None,
        "requested_language": reply.requested_language,
        "fallback": asdict(reply.fallback) if reply.fallback else None,
        "needs": [need_json(need) for need in reply.needs],
        "offer": _offer_json(reply, is_internal=is_internal),
        "escalation": asdict(reply.escalation) if reply.escalation else None,
        "trust": trust_json(reply.trust),
        "revision": reply.revision,
        "as_of": reply.as_of,
    }
    if is_internal:
        body["notes"] = {"text": reply.wording.notes_text, "html": reply.wording.notes_html}
    return body


def answer_json(answer: Answer) -> Json:
    return {**asdict(answer), "digest": answer.digest}


def need_json(need: Need) -> Json:
    options = [{"value": option.value, "label": option.label} for option in need.options]
    return {"dimension": need.dimension, "kind": need.kind, "question": need.question, "options": options}


def trust_json(trust: Trust) -> Json:
    return asdict(trust)


def topic_json(topic: Topic, language: str) -> Json:
    return {"topic": topic.slug, "name": topic.name(language)}


def dimension_json(dimension: Dimension, language: str) -> Json:
    domain = dimension.domain
    return {
        "dimension": dimension.slug,
        "kind": dimension.kind,
        "name": dimension.name(language),
        "question": dimension.question(language),
        "options": [{"value": value, "label": dimension.label(value, language)} for value in domain.options],
        "minimum": None if domain.minimum is None else float(domain.minimum),
        "maximum": None if domain.maximum is None else float(domain.maximum),
        "unit": dimension.unit or None,
    }


def language_json(entry: tuple[str, str]) -> Json:
    return {"language": entry[0], "name": entry[1]}


def _offer_json(reply: Reply, *, is_internal: bool) -> Json | None:
    """The reason for an offer is the store's own business."""
    if reply.offer is None:
        return None
    offer = asdict(reply.offer)
    if not is_internal:
        del offer["reason"]
    return offer
