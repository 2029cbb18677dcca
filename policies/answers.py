"""The single source of answers. Every channel says what `answer_for` gives, and nothing else makes an answer."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from policies.content.conditions import Value
from policies.content.document import CardContent, Rule
from policies.content.rules import Context
from policies.content.variants import TooManyRows, likely_values
from policies.dimensions import dimensions_at
from policies.escalations import message_for, notice_for
from policies.listed import AnyCard, Listed, listed_in_force
from policies.memory import recall
from policies.models import Card, Channel, Dimension, Subject, Version
from policies.moment import Moment
from policies.offers import choose, possible_offers
from policies.publishing import in_force, now
from policies.reply import Answer, Escalation, Need, Notice, Option, Pick, Reply, Wording
from policies.said import Said, fields_of
from policies.speaking import language_served
from policies.trust.basis import basis_of, prepare_trust
from policies.trust.ladder import ESCALATE, NOTICE, SERVES_ALL, Ladder

PUBLIC, INTERNAL = Channel.Audience.PUBLIC, Channel.Audience.INTERNAL


def visible_cards(audience: str, at: Moment, slugs: Collection[str] | None = None) -> QuerySet[Card]:
    """The only door to cards: those in force at the moment that this audience may see, with `live_version_id`.

    With `slugs` those of these few, without looking at what the others were or are. A public channel never sees a card that is
    internal today, not even by asking for a day on which it was or will be public.
    """
    some = Card.objects.all() if slugs is None else Card.objects.filter(kind=Subject.Kind.CARD, slug__in=slugs)
    cards = some.live_at(at)
    if audience == INTERNAL:
        return cards
    internal_today = some.live_at(now()).with_live_audience(INTERNAL)
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
    prepare_trust(versions.values(), at)
    return {slug: _card(versions[slug]) for slug in wanted if slug in versions}


def list_cards(slugs: Iterable[str], audience: str, at: Moment) -> dict[str, Listed]:
    """The same cards as `find_cards` gives, as lists need them: without their texts, and with their trust prepared."""
    wanted = list(dict.fromkeys(slugs))
    found = listed_in_force(wanted, at)
    if audience == PUBLIC:
        today = listed_in_force(wanted, now())
        hidden = {one.slug for one in (*found.values(), *today.values()) if one.audience != PUBLIC}
        found = {slug: one for slug, one in found.items() if slug not in hidden}
    prepare_trust(found.values(), at)
    return found


def answer_for(
    card: AnyCard,
    context: Context,
    language: str,
    at: Moment,
    *,
    audience: str = PUBLIC,
    customer: str = "",
    ladder: Ladder = SERVES_ALL,
    offered: tuple[str, ...] = (),
) -> Reply:
    """What is said about this card in this context, in this language, at this moment.

    `card` comes from `visible_cards` for the same audience and moment; `context` from `context.read_context`. The answer
    depends on card, context, language and moment alone; the audience decides only what stands beside it (notes, offers), the
    customer only which offer is made after it, and the channel's ladder whether an answer whose verification is late is given.
    `offered` are the languages that the channel may be answered in, all of them if empty: another one is answered in one of
    those.
    """
    known = recall(at)
    key = ("reply", card.slug, tuple(sorted(context.items())), language, audience, offered)
    if key not in known:
        version = in_force(Subject.Kind.CARD, [card.slug], at)[card.slug]
        known[key] = reply_of(version, context, language, at, audience=audience, offered=offered)
    reply: Reply = known[key]
    trust = reply.basis.trust_at(at.at)
    step = ladder.step(card.risk, trust.state)
    if step == ESCALATE:
        reply = _handed_over(reply, trust.state)
    return replace(
        reply,
        trust=trust,
        step=step,
        notice=Notice(trust.state, notice_for(reply.wording.language)) if step == NOTICE else None,
        offer=choose(reply.offers, customer, at),
        revision=at.revision,
        as_of=at.at,
    )


def answers_for(cards: Sequence[AnyCard], context: Context, language: str, at: Moment, **who: Any) -> list[Reply]:
    """What is said about each of these cards; see `answer_for`. Read at once, they take a fraction of the time."""
    if recall(at) is recall(at):  # Where nothing is kept, reading ahead would be reading twice.
        versions = in_force(Subject.Kind.CARD, [card.slug for card in cards], at)
        in_force(Subject.Kind.FACT, {slug for version in versions.values() for slug in version.facts}, at)
    return [answer_for(card, context, language, at, **who) for card in cards]


def _handed_over(reply: Reply, state: str) -> Reply:
    """A person takes over, and of the card no more is given than its title."""
    language = reply.wording.language
    return replace(
        reply,
        status="escalate",
        answer=None,
        needs=(),
        offers=(),
        escalation=Escalation(state, reply.queue, message_for(state, language)),
        wording=Wording(language, reply.wording.title, "", "", "", reply.wording.notes_text, reply.wording.notes_html),
    )


def _card(version: Version) -> Card:
    card = version.subject.card
    card.live_version_id = version.pk
    return card


def reply_of(
    version: Version, context: Context, language: str, at: Moment, *, audience: str, offered: tuple[str, ...] = ()
) -> Reply:
    """What this version says, with no offer chosen yet: the one in force, or a draft that its author looks at."""
    content: CardContent = version.typed
    basis = basis_of(version, at)
    served, fallback = language_served(version, language, offered)
    said = said_of(version, served, at)
    dimensions = dimensions_at(at, said.domains)
    verdict = _decide(said, context)
    return Reply(
        status=verdict.status,
        card=version.subject.slug,
        answer=verdict.answer,
        requested_language=language,
        fallback=fallback,
        needs=tuple(_need(dimensions[name], served) for name in verdict.needs),
        picks=tuple(_pick(dimension, context, served) for dimension in dimensions.values()),
        offer=None,
        escalation=_escalation(verdict, version, served),
        queue=version.subject.topic.queue,
        basis=basis,
        trust=basis.trust_at(at.at),
        wording=said.where(likely_values(said.facts, context)).wording(with_notes=audience == INTERNAL),
        languages=tuple(sorted(tag for tag in content.languages if not offered or tag in offered)),
        revision=at.revision,
        as_of=at.at,
        offers=possible_offers(verdict.offers, context, served, at, audience=audience),
        version_id=version.pk,
        offered=offered,
    )


def said_of(version: Version, language: str, at: Moment) -> Said:
    """What a version in force says in one of its languages, prepared once for the epoch."""
    known = recall(at)
    key = ("said", version.pk, language)
    if key not in known:
        facts = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, version.typed.facts, at).items()}
        said = Said(version, language, facts)
        dimensions = dimensions_at(at, said.dimensions())
        said.domains = {name: dimension.domain for name, dimension in dimensions.items()}
        known[key] = said
    found: Said = known[key]
    return found


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the rules say. `reason` is why a person takes over, `offers` what each rule that can still win would offer."""

    status: str
    answer: Answer | None = None
    rule: Rule | None = None
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    reason: str = ""


def _decide(said: Said, context: Context) -> _Verdict:
    """What to say, what to ask for, or why nobody but a person can say. A fact that is not in force is never guessed."""
    if not said.has_bounds:
        return _Verdict("escalate", reason="fact_missing")
    try:
        decision = said.table.decide(context, said.says)
    except TooManyRows:  # A fact got more values since the card was handed in.
        return _Verdict("escalate", reason="too_many_values")
    if decision.needs:
        return _Verdict("needs_context", needs=decision.needs)
    if decision.rule is None:
        return _Verdict("escalate", reason="not_covered")
    rule, texts = said.rule(decision.rule), said.texts(decision.rule)
    if not texts.has(*fields_of(rule)):
        return _Verdict("escalate", rule=rule, reason="fact_missing")
    if rule is None:
        return _Verdict("answered", texts.answer(None))
    could_win = [said.rules[said.rows[key].rule] for key in decision.possible]
    offers = tuple(slug for slug in rule.offers if all(slug in other.offers for other in could_win))
    reason = "rule" if rule.escalate else ""
    return _Verdict("escalate" if rule.escalate else "answered", texts.answer(rule), rule, offers=offers, reason=reason)


def _need(dimension: Dimension, language: str) -> Need:
    options = tuple(Option(value, dimension.label(value, language)) for value in dimension.domain.options)
    return Need(dimension.slug, dimension.kind, dimension.question(language), options)


def _pick(dimension: Dimension, context: Context, language: str) -> Pick:
    value: Value | Any = context.get(dimension.slug, "")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Pick(_need(dimension, language), dimension.name(language), text)


def _escalation(verdict: _Verdict, version: Version, language: str) -> Escalation | None:
    if not verdict.reason:
        return None
    queue = verdict.rule.escalate.queue if verdict.rule and verdict.rule.escalate else version.subject.topic.queue
    if verdict.reason == "rule" and verdict.answer is not None:
        return Escalation(verdict.reason, queue, verdict.answer.text)
    return Escalation(verdict.reason, queue, message_for(verdict.reason, language))
