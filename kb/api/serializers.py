"""The contract's JSON, made of what `policies.reply` holds. Plain functions: nothing here decides anything."""

from dataclasses import asdict
from typing import Any

from policies.models import Dimension, Topic
from policies.moment import Moment
from policies.reply import Answer, Need, Reply
from policies.trust.basis import Trust
from search.ask import Asked
from search.find import Hit
from search.shown_hints import ShownHint, shown_hints

Json = dict[str, Any]


def reply_json(reply: Reply, *, receipt: str | None, is_internal: bool) -> Json:
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
        "notice": asdict(reply.notice) if reply.notice else None,
        "revision": reply.revision,
        "as_of": reply.as_of,
        "receipt": receipt,
    }
    if is_internal:
        body["notes"] = {"text": reply.wording.notes_text, "html": reply.wording.notes_html}
    return body


def asked_json(asked: Asked, at: Moment, *, receipt: str | None, is_internal: bool) -> Json:
    """A reply when one is sure enough, else the same fields empty; with what was asked and what else it may be about."""
    if asked.reply is not None:
        body = reply_json(asked.reply, receipt=receipt, is_internal=is_internal)
    else:
        body = _no_reply_json(asked, at, receipt=receipt, is_internal=is_internal)
    candidates = [asdict(candidate) for candidate in asked.candidates]
    known = {"question": asked.question, "confidence": asked.confidence, "candidates": candidates}
    return {**body, **known, "hints": [hint_json(shown) for shown in shown_hints(asked)]}


def answer_json(answer: Answer) -> Json:
    return {**asdict(answer), "digest": answer.digest}


def need_json(need: Need) -> Json:
    options = [{"value": option.value, "label": option.label} for option in need.options]
    return {"dimension": need.dimension, "kind": need.kind, "question": need.question, "options": options}


def hint_json(shown: ShownHint) -> Json:
    """All that a page needs to show it, and to let somebody choose otherwise."""
    hint, need = shown.hint, need_json(shown.pick.need)
    said = {"name": shown.pick.name, "value": hint.value, "label": shown.label, "words": hint.words}
    return {**need, **said, "start": hint.start, "end": hint.end, "is_assumed": shown.is_assumed}


def trust_json(trust: Trust) -> Json:
    return {"state": trust.state, "verified_at": trust.verified_at, "due_at": trust.due_at}


def hit_json(hit: Hit, reply: Reply) -> Json:
    return {
        "card": reply.card,
        "title": reply.wording.title,
        "text": reply.wording.short_text,
        "language": reply.wording.language,
        "score": round(hit.score, 3),
        "trust": trust_json(reply.trust),
        "reasons": [{"kind": why.kind, "typed": why.typed, "found": why.found} for why in hit.reasons],
    }


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


def _no_reply_json(asked: Asked, at: Moment, *, receipt: str | None, is_internal: bool) -> Json:
    body: Json = {
        "status": "escalate" if asked.escalation else "suggest",
        "answer": None,
        "requested_language": asked.language,
        "fallback": None,
        "needs": [],
        "offer": None,
        "escalation": asdict(asked.escalation) if asked.escalation else None,
        "trust": None,
        "notice": None,
        "revision": at.revision,
        "as_of": at.at,
        "receipt": receipt,
    }
    if is_internal:
        body["notes"] = None
    return body


def _offer_json(reply: Reply, *, is_internal: bool) -> Json | None:
    """The reason for an offer is the store's own business."""
    if reply.offer is None:
        return None
    offer = asdict(reply.offer)
    if not is_internal:
        del offer["reason"]
    return offer
