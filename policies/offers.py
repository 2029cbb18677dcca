"""Which offer follows an answer. It is chosen after the answer and can never change it."""

from collections.abc import Sequence

from django.utils.html import escape

from policies.content.facts import fill
from policies.content.offer import OfferContent
from policies.languages import match_language
from policies.models import Channel, Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.reply import ShownOffer


def offer_after(slugs: Sequence[str], language: str, at: Moment, *, audience: str) -> ShownOffer | None:
    """The first of a rule's offers that is in force and that this audience may be shown."""
    is_internal = audience == Channel.Audience.INTERNAL
    versions = in_force(Subject.Kind.OFFER, slugs, at)
    allowed = (versions[slug] for slug in slugs if slug in versions)
    shown = (
        _shown(version, language, at, with_reason=is_internal) for version in allowed if is_internal or version.typed.is_public
    )
    return next(filter(None, shown), None)


def _shown(version: Version, requested: str, at: Moment, *, with_reason: bool) -> ShownOffer | None:
    """None while a fact that it quotes is not in force."""
    content: OfferContent = version.typed
    language = match_language(requested, content.titles) or content.source
    facts = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, content.facts, at).items()}
    if not facts.keys() >= content.facts:
        return None
    rendered = version.rendered[language]["text"]
    return ShownOffer(
        offer=version.subject.slug,
        kind=content.kind,
        code=content.code,
        title=content.titles[language],
        text=fill(rendered["text"], facts, language),
        html=fill(rendered["html"], facts, language, escape=escape),
        reason=content.reasons.get(language, content.reasons.get(content.source, "")) if with_reason else "",
    )
