"""The single source of answers. Every channel says what `answer_for` gives, and nothing else makes an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from policies.content.conditions import Condition, Range, Value
from policies.content.document import CardContent, Rule
from policies.content.fact import FactContent
from policies.content.facts import fill
from policies.content.rules import Context, Table, TableRule
from policies.dimensions import dimensions_at
from policies.languages import match_language
from policies.memory import recall
from policies.models import Card, Channel, Dimension, Subject, Version
from policies.moment import Moment
from policies.offers import offer_after
from policies.publishing import in_force, now
from policies.reply import Answer, Escalation, Fallback, Need, Option, Pick, Reply, Wording
from policies.verification import trust_of

PUBLIC, INTERNAL = Channel.Audience.PUBLIC, Channel.Audience.INTERNAL


def visible_cards(audience: str, at: Moment) -> QuerySet[Card]:
    """The only door to cards: those in force at the moment that this audience may see, with `live_version_id`.

    A public channel never sees a card that is internal today, not even by asking for a day on which it was or will be public.
    """
    cards = Card.objects.live_at(at)
    if audience == INTERNAL:
        return cards
    internal_today = Card.objects.live_at(now()).with_live_audience(INTERNAL)
    cards = cards.exclude(pk__in=internal_today.values("pk"))
    return cards.with_live_audience(PUBLIC)


def find_card(slug: str, audience: str, at: Moment) -> Card | None:
    """One card through the same door, without a query when this process has it in memory."""
    return find_cards([slug], audience, at).get(slug)


def find_cards(slugs: Iterable[str], audience: str, at: Moment) -> dict[str, Card]:
    """Those of the cards that `visible_cards` would give, by slug, in the order of the slugs."""
    wanted = list(dict.fromkeys(slugs))
    versions = in_force(Subject.Kind.CARD, wanted, at)
    if audience == PUBLIC:
        latest = in_force(Subject.Kind.CARD, wanted, now())
        hidden = {slug for slug, version in (*versions.items(), *latest.items()) if version.audience != PUBLIC}
        versions = {slug: version for slug, version in versions.items() if slug not in hidden}
    return {slug: _card(versions[slug]) for slug in wanted if slug in versions}


def answer_for(card: Card, context: Context, language: str, at: Moment, *, audience: str = PUBLIC) -> Reply:
    """What is said about this card in this context, in this language, at this moment.

    `card` comes from `visible_cards` for the same audience and moment; `context` from `context.read_context`. The answer depends on card,
    context, language and moment alone; the audience decides only what stands beside it (notes, offers).
    """
    known = recall(at)
    key = ("reply", card.slug, tuple(sorted(context.items())), language, audience)
    if key not in known:
        known[key] = _reply(card, context, language, at, audience)
    reply: Reply = known[key]
    verified_at = reply.trust.verified_at
    return replace(reply, trust=trust_of(verified_at, card.risk, at.at), revision=at.revision, as_of=at.at)


def _card(version: Version) -> Card:
    card = version.subject.card
    card.live_version_id = version.pk
    return card


def _reply(card: Card, context: Context, language: str, at: Moment, audience: str) -> Reply:
    version = in_force(Subject.Kind.CARD, [card.slug], at)[card.slug]
    content: CardContent = version.typed
    facts = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, content.facts, at).items()}
    served, fallback = _language(content, version, language)
    said = _Said(version, content, served, facts)
    dimensions = dimensions_at(at, (name for rule in content.rules for name in rule.conditions))
    status, answer, rule, needs = _decide(said, content, context, dimensions)
    return Reply(
        status=status,
        card=card.slug,
        answer=answer,
        requested_language=language,
        fallback=fallback,
        needs=tuple(_need(dimensions[name], served) for name in needs),
        picks=tuple(_pick(dimension, context, served) for dimension in dimensions.values()),
        offer=offer_after(rule.offers, served, at, audience=audience) if rule and answer else None,
        escalation=_escalation(status, rule, answer, version, served),
        trust=trust_of(version.approved_at, card.risk, at.at),
        wording=said.wording(with_notes=audience == INTERNAL),
        languages=tuple(sorted(content.languages)),
        revision=at.revision,
        as_of=at.at,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A version's texts in the language served, facts filled in."""

    version: Version
    content: CardContent
    language: str
    facts: Mapping[str, FactContent]

    def html(self, field: str) -> str:
        return fill(self._rendered(field)["html"], self.facts, self.language, escape=escape)

    def text(self, field: str) -> str:
        return fill(self._rendered(field)["text"], self.facts, self.language)

    def answer(self, rule: Rule | None) -> Answer:
        fields = ["short", "body"] if rule is None else [f"texts.{rule.key}"]
        return Answer(
            card=self.version.subject.slug,
            version=self.version.number,
            rule=rule.key if rule else None,
            outcome=rule.outcome if rule else "information",
            language=self.language,
            title=self.content.languages[self.language].title,
            text="\n\n".join(part for part in map(self.text, fields) if part),
            html="\n".join(part for part in map(self.html, fields) if part),
        )

    def wording(self, *, with_notes: bool) -> Wording:
        return Wording(
            language=self.language,
            title=self.content.languages[self.language].title,
            short_text=self.text("short"),
            short_html=self.html("short"),
            body_html=self.html("body"),
            notes_text=self.text("notes") if with_notes else "",
            notes_html=self.html("notes") if with_notes else "",
        )

    def _rendered(self, field: str) -> dict[str, str]:
        rendered: dict[str, str] = self.version.rendered[self.language][field]
        return rendered


Verdict = tuple[str, Answer | None, Rule | None, tuple[str, ...]]


def _decide(said: _Said, content: CardContent, context: Context, dimensions: Mapping[str, Dimension]) -> Verdict:
    """Status, answer, the rule that decided, and what is missing."""
    if not content.rules:
        return "answered", said.answer(None), None, ()
    rules = {rule.key: rule for rule in content.rules}

    def says(key: str) -> tuple[object, ...]:
        rule = rules[key]
        return rule.outcome, rule.offers, rule.escalate, said.text(f"texts.{key}")

    decision = _table(content, said.facts, dimensions).decide(context, says)
    if decision.needs:
        return "needs_context", None, None, decision.needs
    if decision.rule is None:
        return "escalate", None, None, ()
    rule = rules[decision.rule]
    return "escalate" if rule.escalate else "answered", said.answer(rule), rule, ()


def _table(content: CardContent, facts: Mapping[str, FactContent], dimensions: Mapping[str, Dimension]) -> Table:
    numbers = {slug: facts[slug].number for slug in content.bound_facts}

    def bound(condition: Condition) -> Condition:
        return condition.with_facts(numbers) if isinstance(condition, Range) else condition

    rules = [
        TableRule(rule.key, {name: bound(condition) for name, condition in rule.conditions.items()}) for rule in content.rules
    ]
    return Table(rules, {name: dimension.domain for name, dimension in dimensions.items()})


def _language(content: CardContent, version: Version, requested: str) -> tuple[str, Fallback | None]:
    """The language that is served, and why if it is not the one asked for."""
    language = match_language(requested, content.languages)
    if language is None:
        return content.source, Fallback(content.source, "not_translated")
    made_for = content.languages[language].made_for
    if language != content.source and made_for is not None and made_for < version.meaning_number:
        return content.source, Fallback(content.source, "outdated")
    return language, None


def _need(dimension: Dimension, language: str) -> Need:
    options = tuple(Option(value, dimension.label(value, language)) for value in dimension.domain.options)
    return Need(dimension.slug, dimension.kind, dimension.question(language), options)


def _pick(dimension: Dimension, context: Context, language: str) -> Pick:
    value: Value | Any = context.get(dimension.slug, "")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Pick(_need(dimension, language), dimension.name(language), text)


def _escalation(
    status: str, rule: Rule | None, answer: Answer | None, version: Version, language: str
) -> Escalation | None:
    if status != "escalate":
        return None
    if rule is not None and rule.escalate is not None and answer is not None:
        return Escalation("rule", rule.escalate.queue, answer.text)
    with override(language):
        message = _("We want to get this right, so a colleague will look at it and answer you.")
    return Escalation("not_covered", version.subject.topic.queue, message)
