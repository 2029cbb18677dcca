"""Sending what webhooks are to be told: at least once, signed, and in order for each card.

A delivery waits for earlier ones to the same webhook about one of its cards, until they have arrived or were given up; what may
touch any card waits for all, and all wait for it. A worker that is killed after sending and before writing that down sends
again, with the same `webhook-id`.
"""

import json
import time
from datetime import datetime, timedelta
from random import shuffle

from django.utils import timezone

from policies.models import Webhook, WebhookAttempt, WebhookDelivery
from policies.notices.outgoing import Answered, NotReached, post
from policies.sending import GIVE_UP_AFTER, next_try, take
from policies.webhooks.giving_up import give_up
from policies.webhooks.signing import headers_of
from policies.webhooks.told import TEST

LEASE = timedelta(minutes=2)  # A try takes ten seconds and looking up a name; then a worker that took one is taken for dead.
SPREAD = 0.2
SECONDS, SECONDS_EACH = 30.0, 10.0  # Of one run, and for each webhook: others wait for the worker, too.
MOST_READ = 2000
MOST_OF_ANSWER = 300
GONE = 410


def deliver() -> int:
    """Send what is due. Returns how many arrived. Workers side by side send nothing twice and keep the order."""
    until, arrived = time.monotonic() + SECONDS, 0
    trials = WebhookDelivery.objects.filter(key__startswith=TEST, sent_at=None, next_at__lte=timezone.now())
    for trial in trials.select_related("webhook__channel")[:MOST_READ]:
        if time.monotonic() > until:
            break
        if take(trial, timezone.now(), LEASE):
            send_trial(trial)
    webhooks = list(Webhook.objects.filter(disabled_at=None, channel__disabled_at=None))
    shuffle(webhooks)  # So that none is always the last.
    for webhook in webhooks:
        arrived += _deliver_to(webhook, min(until, time.monotonic() + SECONDS_EACH))
    return arrived


def send(delivery: WebhookDelivery) -> WebhookAttempt:
    """One try, with a line in the log."""
    webhook, at, began = delivery.webhook, timezone.now(), time.monotonic()
    body = json.dumps(delivery.payload, ensure_ascii=False, sort_keys=True).encode()
    headers = {"Content-Type": "application/json", **headers_of(webhook, delivery.message, body, at)}
    answered: Answered | None
    try:
        answered, error = post(webhook.url, body, headers), ""
    except NotReached as why:
        answered, error = why.answered, _kept(str(why))
    return WebhookAttempt.objects.create(
        delivery=delivery,
        at=at,
        milliseconds=int((time.monotonic() - began) * 1000),
        status=answered.status if answered else None,
        answer=_kept(answered.body) if answered else "",
        error=error,
    )


def send_trial(delivery: WebhookDelivery) -> WebhookAttempt:
    """One that this worker has taken: once, also where the webhook is off; what becomes of it changes nothing else."""
    tried = send(delivery)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(sent_at=None if tried.error else tried.at, next_at=None)
    return tried


class _Held:
    """The cards of which something earlier has not arrived yet."""

    def __init__(self) -> None:
        self.cards, self.is_any = set[str](), False

    def has(self, cards: list[str] | None) -> bool:
        return self.is_any or (bool(self.cards) if cards is None else not self.cards.isdisjoint(cards))

    def add(self, cards: list[str] | None) -> None:
        self.is_any = self.is_any or cards is None
        self.cards.update(cards or ())


def _deliver_to(webhook: Webhook, until: float) -> int:
    """Until something does not arrive: then the rest waits for the next run."""
    held, arrived = _Held(), 0
    waiting = webhook.deliveries.filter(sent_at=None, next_at__isnull=False).exclude(key__startswith=TEST)
    for row in waiting.order_by("pk").only("cards", "next_at", "attempts")[:MOST_READ]:
        if held.is_any or time.monotonic() > until:
            break
        now = timezone.now()
        is_due = row.next_at is not None and row.next_at <= now
        if held.has(row.cards) or not is_due or not take(row, now, LEASE):
            held.add(row.cards)
            continue
        delivery = WebhookDelivery.objects.select_related("webhook__channel", "webhook__created_by").get(pk=row.pk)
        if delivery.webhook.disabled_at is not None or not _settle(delivery, send(delivery)):
            break
        arrived += 1
    return arrived


def _settle(delivery: WebhookDelivery, tried: WebhookAttempt) -> bool:
    """Write down what became of it. Whoever lost the lease meanwhile writes nothing."""
    webhook = delivery.webhook
    mine = WebhookDelivery.objects.filter(pk=delivery.pk, sent_at=None, next_at=delivery.next_at)
    if not tried.error:
        mine.update(sent_at=tried.at, next_at=None)
        Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=False).update(failing_since=None)
        return True
    failing_since = webhook.failing_since or tried.at
    Webhook.objects.filter(pk=webhook.pk, failing_since=None).update(failing_since=failing_since)
    mine.update(next_at=_next(delivery, tried.at, failing_since))
    if tried.status == GONE:
        give_up(webhook, Webhook.Reason.GONE)
    elif tried.at - failing_since >= GIVE_UP_AFTER:
        give_up(webhook, Webhook.Reason.UNREACHABLE)
    return False


def _next(delivery: WebhookDelivery, at: datetime, failing_since: datetime) -> datetime | None:
    """None when it is given up: only where others arrive. Where nothing does, all waits until somebody switches it on again."""
    is_over = at - delivery.since >= GIVE_UP_AFTER and at - failing_since < GIVE_UP_AFTER
    return None if is_over else next_try(delivery, at, SPREAD)


def _kept(text: str) -> str:
    """The beginning; PostgreSQL takes no zero bytes."""
    return text.replace("\0", "\ufffd")[:MOST_OF_ANSWER]
