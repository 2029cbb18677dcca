"""What each channel says of a card in one context: the same words, marked as such, or what happens instead, and what will."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies.answers import answer_for, find_card
from policies.content.rules import Context
from policies.manner import manner_of
from policies.models import Card, Channel
from policies.moment import Moment
from policies.reply import Reply
from policies.terms import terms_of
from policies.trust.consequences import Turn, consequences_of
from policies.trust.due import standings


@dataclass(frozen=True, slots=True)
class OnChannel:
    """`reply` is what the channel says; None when it may not see the card or is switched off.

    `is_same` tells that its answer has the digest of the one it stands beside; `turns` is what comes if nobody verifies it.
    """

    channel: Channel
    reply: Reply | None
    is_off: bool
    is_same: bool
    turns: Sequence[Turn]


def on_channels(card: Card, context: Context, language: str, at: Moment, *, beside: Reply) -> list[OnChannel]:
    """Every channel, those for customers first. What is asked is the same of each; what they may say is their own."""
    seen = {audience: find_card(card.slug, audience, at) for audience in Channel.Audience.values}
    (standing,) = standings([card.slug], at)
    turns = {found.channel.pk: found.turns for found in consequences_of(standing, at)}
    channels = sorted(Channel.objects.all(), key=lambda channel: (channel.is_internal, channel.slug))
    return [_on(channel, seen, context, language, at, beside, turns.get(channel.pk, ())) for channel in channels]


def _on(
    channel: Channel,
    seen: Mapping[str, Card | None],
    context: Context,
    language: str,
    at: Moment,
    beside: Reply,
    turns: Sequence[Turn],
) -> OnChannel:
    found, is_off = seen[channel.audience], terms_of(channel.slug, at).is_disabled
    if found is None or is_off:
        return OnChannel(channel, None, is_off, is_same=False, turns=())
    manner = manner_of(channel.slug, channel.audience, at)
    reply = answer_for(found, context, language, at, audience=channel.audience, **manner)
    is_same = reply.answer is not None and beside.answer is not None and reply.answer.digest == beside.answer.digest
    return OnChannel(channel, reply, is_off, is_same, turns)
