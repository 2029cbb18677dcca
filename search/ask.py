"""Asking in one's own words: a sure answer, a choice of candidates, or a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings

from policies.answers import answer_for, answers_for
from policies.assumed import may_assume
from policies.content.rules import Context
from policies.escalations import DEFAULT_QUEUE, NO_ANSWER, message_for
from policies.languages import offered_language
from policies.models import Topic
from policies.moment import Moment
from policies.reply import Escalation, Reply
from policies.trust.ladder import SERVES_ALL, Ladder
from search.find import Hit
from search.hints import Hint, context_of, hints_for
from search.nearest import ANSWER_FROM, SUGGEST_FROM
from search.propose import propose
from search.recognise import language_of

Band = Literal["answer", "suggest", "escalate"]
CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card the question may be about, in the words of its answer. Scores order; they are no probabilities."""

    card: str
    title: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question: a reply if the band is `answer`, an escalation if `escalate`, candidates in the other two.

    `hints` are what the question says of the order, as far as the card asks for it and nobody had said it; `context` is what
    the reply is about: what was given, and the hints too if `is_assumed`.
    """

    question: str
    language: str
    confidence: float
    band: Band
    candidates: tuple[Candidate, ...]
    reply: Reply | None
    escalation: Escalation | None
    hints: tuple[Hint, ...] = ()
    context: Context = field(default_factory=dict)
    is_assumed: bool = False


def ask(
    question: str,
    *,
    language: str | None = None,
    context: Context,
    audience: str,
    at: Moment,
    customer: str = "",
    ladder: Ladder = SERVES_ALL,
    offered: tuple[str, ...] = (),
) -> Asked:
    """Answer a question in anyone's words, in the language given or else recognised, or in one of those `offered`.

    The same question, language and revision always lead to the same card. What the question says of the order is only assumed
    where it cannot change outcome, offer or money; else it is asked for, and the hint says what will probably be answered.
    """
    spoken = language or language_of(question, list(settings.CONTENT_LANGUAGES))
    hits = propose(question, audience=audience, language=spoken, at=at, limit=CANDIDATES)
    confidence = hits[0].confidence if hits else 0.0
    band = band_of(confidence)
    who: dict[str, Any] = {"audience": audience, "ladder": ladder, "offered": offered}
    told = _told(hits[0], question, spoken, context, at, {**who, "customer": customer}) if band == "answer" else {}
    return Asked(
        question=question,
        language=spoken,
        confidence=round(confidence, 3),
        band=band,
        candidates=() if band == "escalate" else tuple(_candidates(hits, spoken, at, who)),
        reply=told.get("reply"),
        escalation=_escalation(hits, offered_language(spoken, offered)) if band == "escalate" else None,
        hints=told.get("hints", ()),
        context=told.get("context", context),
        is_assumed=told.get("is_assumed", False),
    )


def _told(hit: Hit, question: str, language: str, context: Context, at: Moment, who: Mapping[str, Any]) -> dict[str, Any]:
    """The reply in the context given, or, where it may be assumed, in that of the hints as well."""
    reply = answer_for(hit.card, context, language, at, **who)
    wanted = [pick.need.dimension for pick in reply.picks]
    hints = hints_for(question, language, at, known=context, wanted=wanted)
    told: dict[str, Any] = {"reply": reply, "hints": hints, "context": context}
    if reply.status != "needs_context" or not hints:
        return told
    if not may_assume(hit.card, context, language, at, offered=who["offered"]):
        return told
    assumed = {**context_of(hints, at), **context}
    other = answer_for(hit.card, assumed, language, at, **who)
    return {"reply": other, "hints": hints, "context": assumed, "is_assumed": True} if other.status == "answered" else told


def queue_for(question: str, *, language: str, audience: str, at: Moment) -> str:
    """Where questions like this one are answered by people."""
    return _escalation(propose(question, audience=audience, language=language, at=at, limit=CANDIDATES), language).queue


def band_of(confidence: float) -> Band:
    """What such a confidence is good for."""
    return "answer" if confidence >= ANSWER_FROM else "suggest" if confidence >= SUGGEST_FROM else "escalate"


def _candidates(hits: list[Hit], language: str, at: Moment, who: Mapping[str, Any]) -> Sequence[Candidate]:
    replies = answers_for([hit.card for hit in hits], {}, language, at, **who)
    return [
        Candidate(hit.card.slug, reply.wording.title, reply.wording.short_text, round(hit.score, 3))
        for hit, reply in zip(hits, replies, strict=True)
    ]


def _escalation(hits: list[Hit], language: str) -> Escalation:
    """A person takes over: those who look after what the question is nearest to, else after the first topic."""
    topic = hits[0].card.topic if hits else Topic.objects.first()
    return Escalation(NO_ANSWER, topic.queue if topic else DEFAULT_QUEUE, message_for(NO_ANSWER, language))
