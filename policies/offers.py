"""Which offer follows an answer. It is chosen after the answer and can never change it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.html import escape

from policies.content.conditions import Range
from policies.content.fact import FactContent
from policies.content.facts import fill
from policies.content.offer import OfferContent
from policies.content.rules import Context
from policies.content.variants import value_for
from policies.customers import hashes_of
from policies.languages import match_language
from policies.limits import accepted_so_far, code_for, was_made
from policies.models import Channel, Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.reply import PossibleOffer, ShownOffer


def possible_offers(
    slugs: Sequence[str], context: Context, language: str, at: Moment, *, audience: str
) -> tuple[PossibleOffer, ...]:
    """A rule's offers that are in force, that this audience may be shown and whose conditions are known to hold, each followed
    by what is made instead of it; up to the first that nothing can be in the way of.
    """
    possible: dict[str, PossibleOffer] = {}
    versions = in_force(Subject.Kind.OFFER, slugs, at)
    for slug in slugs:
        version = versions.get(slug)
        while version is not None and version.subject.slug not in possible:
            fitting = _fitting(version, context, language, at, is_internal=audience == Channel.Audience.INTERNAL)
            if fitting is None:
                break
            possible[version.subject.slug] = fitting
            if not fitting.content.is_limited:
                return tuple(possible.values())
            instead = fitting.content.fallback or ""
            version = in_force(Subject.Kind.OFFER, [instead], at).get(instead)
    return tuple(possible.values())


def choose(offers: Sequence[PossibleOffer], customer: str, at: Moment) -> ShownOffer | None:
    """The first that is made to this customer (the channel's `customer_ref`, or empty).

    Asks the database nothing of an offer without budget and cool-down; what it learns belongs to this instant and is not kept.
    """
    for offer in offers:
        shown = _made(offer, customer, at) if offer.content.is_limited else offer.shown
        if shown is not None:
            return shown
    return None


def _made(offer: PossibleOffer, customer: str, at: Moment) -> ShownOffer | None:
    """None while it cools down for this customer, when its budget is used up, and when it needs to know the customer."""
    content, hashes = offer.content, hashes_of(customer)
    if hashes and content.cool_down_days and was_made(offer.offer_id, hashes, content.cool_down_days, at.at):
        return None
    if content.budget is None:
        return offer.shown
    if content.budget.count is not None:
        return offer.shown if accepted_so_far(offer.offer_id, at.at) < content.budget.count else None
    code = code_for(offer.offer_id, content.own_codes, hashes, at.at)
    return replace(offer.shown, code=code) if code else None


def _fitting(version: Version, context: Context, requested: str, at: Moment, *, is_internal: bool) -> PossibleOffer | None:
    """None also while a fact that it quotes or uses is not in force, or has several values for what is known."""
    content: OfferContent = version.typed
    if not (is_internal or content.is_public):
        return None
    in_context = {slug: value_for(fact.typed, context) for slug, fact in in_force(Subject.Kind.FACT, content.facts, at).items()}
    facts = {slug: fact for slug, fact in in_context.items() if fact is not None}
    if not (facts.keys() >= content.facts and _holds(content, context, facts)):
        return None
    language = match_language(requested, content.titles) or content.source
    rendered = version.rendered[language]["text"]
    shown = ShownOffer(
        offer=version.subject.slug,
        kind=content.kind,
        code=content.code,
        title=content.titles[language],
        text=fill(rendered["text"], facts, language),
        html=fill(rendered["html"], facts, language, escape=escape),
        reason=content.reasons.get(language, content.reasons.get(content.source, "")) if is_internal else "",
    )
    return PossibleOffer(version.subject_id, content, shown)


def _holds(content: OfferContent, context: Context, facts: Mapping[str, FactContent]) -> bool:
    """Every condition is known to hold; what is not known does not."""
    if not all(isinstance(facts[slug].value, Decimal) for slug in content.bound_facts):
        return False
    numbers = {slug: facts[slug].number for slug in content.bound_facts}
    return all(
        name in context and (item.with_facts(numbers) if isinstance(item, Range) else item).accepts(context[name])
        for name, item in content.conditions.items()
    )
