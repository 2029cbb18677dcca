"""Webhooks: made, given a new secret, switched off and on, tried, told again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice, require_text
from policies.content.problems import ContentError
from policies.events import record
from policies.models import Channel, Publication, Webhook, WebhookAttempt, WebhookDelivery
from policies.notices.outgoing import require_address
from policies.nudge import nudge
from policies.people.oversight import may_run_channels
from policies.tasks import send_webhooks
from policies.webhooks.delivering import LEASE, send_trial
from policies.webhooks.signing import USUAL_HOURS, renew
from policies.webhooks.told import TEST, delivery_of

MOST_OF_A_CHANNEL = 20


@act
def create_webhook(channel: Channel, url: str, *, by: Any, kinds: Sequence[str] = (), description: str = "") -> Webhook:
    """From now on this address is told of changes of these kinds; of all, when none is named. For its secret see `signing`.

    `by` is nobody for the command, whose user may do anything. Raises Refused, ContentError.
    """
    _require(by)
    if channel.webhooks.count() >= MOST_OF_A_CHANNEL:
        raise ContentError.one(
            "channel", "too_many", _("This channel has %(most)s webhooks already.") % {"most": MOST_OF_A_CHANNEL}
        )
    now, fields = timezone.now(), _fields(url, kinds, description)
    webhook = Webhook.objects.create(channel=channel, **fields, created_by=by, created_at=now, turned_at=now, aged_at=now)
    record("create_webhook", name_of(webhook), by=by, after=_said(webhook))
    return webhook


@act
def change_webhook(webhook: Webhook, *, url: str, kinds: Sequence[str], description: str, by: Any) -> Webhook:
    """What waits to be told goes to the new address, too. Raises Refused, ContentError."""
    _require(by)
    before, fields = _said(webhook), _fields(url, kinds, description)
    Webhook.objects.filter(pk=webhook.pk).update(**fields)
    webhook.refresh_from_db()
    record("change_webhook", name_of(webhook), by=by, before=before, after=_said(webhook))
    return webhook


@act
def rotate_secret(webhook: Webhook, *, by: Any, hours: int = USUAL_HOURS) -> Webhook:
    """A new secret. For so many hours the one before signs as well; 0 ends it at once, as for one that became known.

    Raises Refused, ContentError, Conflict when somebody has rotated it meanwhile.
    """
    _require(by)
    renew(webhook, hours)
    said = {"generation": webhook.generation, "until": webhook.overlap_until}
    record("rotate_webhook", name_of(webhook), by=by, after=said)
    return webhook


@act
def switch_webhook(webhook: Webhook, *, is_on: bool, by: Any) -> Webhook:
    """Send nothing there any more, or go on where it was: what was to be told meanwhile is sent then. Raises Refused."""
    _require(by)
    now = timezone.now()
    off = {"disabled_at": now, "disabled_reason": Webhook.Reason.BY_HAND}
    fields = {"disabled_at": None, "disabled_reason": "", "failing_since": None} if is_on else off
    if Webhook.objects.filter(pk=webhook.pk, disabled_at__isnull=not is_on).update(**fields):
        if is_on:
            _send_now(webhook.deliveries.filter(sent_at=None, next_at__isnull=False))
        was_on, is_now = {"is_on": not is_on}, {"is_on": is_on}
        record("enable_webhook" if is_on else "disable_webhook", name_of(webhook), by=by, before=was_on, after=is_now)
    webhook.refresh_from_db()
    return webhook


@act
def begin_trial(webhook: Webhook, *, by: Any) -> WebhookDelivery:
    """Have the worker send a message that is about nothing, once, also where it is switched off. Raises Refused."""
    transaction.on_commit(lambda: nudge(send_webhooks))
    return _trial(webhook, by)


def try_webhook(webhook: Webhook, *, by: Any) -> WebhookAttempt:
    """Send a message that is about nothing, once, also where it is switched off; gives what became of it. Raises Refused.

    Not inside a transaction: a receiver may take ten seconds.
    """
    return send_trial(_trial(webhook, by, taken=True))


@act
def replay_one(delivery: WebhookDelivery, *, by: Any) -> int:
    """Send one message again, as it was; it waits and is tried like a new one. Gives 1. Raises Refused."""
    return _replay(delivery.webhook, WebhookDelivery.objects.filter(pk=delivery.pk), by, message=delivery.message)


@act
def replay_since(webhook: Webhook, since: datetime, *, by: Any) -> int:
    """Send again everything from this instant on that is still in the log. Gives how many. Raises Refused."""
    deliveries = webhook.deliveries.filter(created_at__gte=since).exclude(key__startswith=TEST)
    return _replay(webhook, deliveries, by, since=since)


def name_of(webhook: Webhook) -> str:
    return f"webhook:{webhook.pk}"


def host_of(webhook: Webhook) -> str:
    return urlsplit(webhook.url).hostname or ""


@act
def _trial(webhook: Webhook, by: Any, *, taken: bool = False) -> WebhookDelivery:
    """`taken`: no other worker sends it."""
    _require(by)
    payload = {"type": TEST, "timestamp": timezone.now().isoformat(), "data": {"channel": webhook.channel.slug}}
    delivery = delivery_of(webhook, TEST, payload, [])
    delivery.key = f"{TEST}:{delivery.message}"
    if taken:
        delivery.next_at = timezone.now() + LEASE
    delivery.save(force_insert=True)
    record("test_webhook", name_of(webhook), by=by, message=delivery.message)
    return delivery


def _replay(webhook: Webhook, deliveries: Any, by: Any, **what: Any) -> int:
    _require(by)
    again = _send_now(deliveries)
    record("replay_webhook", name_of(webhook), by=by, count=again, **what)
    return again


def _send_now(deliveries: Any) -> int:
    """As if they had just been written."""
    now = timezone.now()
    transaction.on_commit(lambda: nudge(send_webhooks))
    count: int = deliveries.update(sent_at=None, next_at=now, since=now, attempts=0)
    return count


def _require(by: Any) -> None:
    if by is not None:
        may_run_channels(by).require()


def _fields(url: str, kinds: Sequence[str], description: str) -> dict[str, Any]:
    require_address(url)
    for kind in kinds:
        require_choice("kinds", kind, Publication.Kind.values)
    require_text("description", description, 200)
    return {"url": url, "kinds": sorted(set(kinds)), "description": description.strip()}


def _said(webhook: Webhook) -> dict[str, Any]:
    """For the trail. Some receivers keep a secret in the address, so only its host is written."""
    return {
        "channel": webhook.channel.slug,
        "host": host_of(webhook),
        "kinds": webhook.kinds,
        "description": webhook.description,
    }
