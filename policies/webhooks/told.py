"""What webhooks are to be told: written down in the transaction that brings it about, so that no lost nudge loses it.

A message is thin: which lines of the log took effect, as `/changes` shows them to the channel's audience. What is said now the
receiver asks for. Cf. Standard Webhooks, "Payload structure".
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from policies.change import Change, changes_in
from policies.models import Publication, Webhook, WebhookDelivery

RECORDED, BEGAN, ENDED, TEST = "changes.recorded", "changes.began", "changes.ended", "webhook.test"
DUE, EXPIRED = "trust.due", "trust.expired"


def write_down(publications: Sequence[Publication]) -> None:
    """That these lines, of one revision, were written. Call inside the act's transaction, which holds the log's lock."""
    webhooks = list(Webhook.objects.select_related("channel"))
    if webhooks:
        number = publications[0].number
        write_of(webhooks, publications, RECORDED, f"{number}", publications[0].recorded_at, number)


def write_of(
    webhooks: Iterable[Webhook], entries: Sequence[Publication], kind: str, key: str, at: datetime, revision: int
) -> None:
    """A delivery for each webhook whose channel may know of one of these lines; once for each key.

    Also for those that are switched off: they go on from there when they are switched on again.
    """
    known: dict[str, tuple[Change, ...]] = {}
    deliveries: list[WebhookDelivery] = []
    for webhook in webhooks:
        audience = webhook.channel.audience
        if audience not in known:
            known[audience] = changes_in(entries, audience)
        deliveries += deliveries_of(webhook, known[audience], kind, key, at, revision)
    WebhookDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def deliveries_of(
    webhook: Webhook, changes: Iterable[Change], kind: str, key: str, at: datetime, revision: int
) -> Iterator[WebhookDelivery]:
    """One about those of the changes that the webhook wants to be told of, or none. Not saved yet."""
    found = [change for change in changes if not webhook.kinds or change.kind in webhook.kinds]
    if found:
        data = {"channel": webhook.channel.slug, "revision": revision, "changes": [_plain(change) for change in found]}
        yield delivery_of(webhook, key, {"type": kind, "timestamp": at.isoformat(), "data": data}, _cards(found))


def delivery_of(webhook: Webhook, key: str, payload: Mapping[str, Any], cards: list[str] | None) -> WebhookDelivery:
    """Not saved yet; due at once."""
    now, message = timezone.now(), f"msg_{secrets.token_hex(16)}"
    when = {"created_at": now, "since": now, "next_at": now}
    return WebhookDelivery(webhook=webhook, message=message, key=key, payload=payload, cards=cards, **when)


def _plain(change: Change) -> dict[str, Any]:
    """As JSON has it."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(change).items()}


def _cards(changes: Iterable[Change]) -> list[str] | None:
    """All that these are about; None when one of them may touch any card."""
    cards = set[str]()
    for change in changes:
        if change.cards is None:
            return None
        cards.update(change.cards)
    return sorted(cards)
