"""Telling a queue's own address of what waits in it: an e-mail, a POST of JSON, or both; once each, tried again for three days.

With the question, what is known of the order, and the receipt; POSTs are signed as those of webhooks are. People of the queue
are told by notices besides.
"""

import json
import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from policies.models import Escalation, EscalationDelivery, QueueAddress
from policies.notices.outgoing import NotReached, post
from policies.queues.words import context_in_words, title_of
from policies.webhooks.signing import headers_of

Way = EscalationDelivery.Way
LEASE = timedelta(minutes=15)  # After that a worker that took a delivery is taken for dead.
LONGEST_WAIT, GIVE_UP_AFTER = timedelta(hours=6), timedelta(days=3)
MOST_AT_ONCE = 50
SECONDS = 30.0  # Of one run: others wait for the worker, too.
log = logging.getLogger(__name__)


def write_deliveries(escalation: Escalation) -> int:
    """In the transaction of the escalation. Returns how many addresses are to be told."""
    address = QueueAddress.objects.filter(queue=escalation.queue).first()
    ways = [way for way, where in ((Way.EMAIL, address.email), (Way.HOOK, address.url)) if where] if address else []
    at = escalation.created_at
    EscalationDelivery.objects.bulk_create(EscalationDelivery(escalation=escalation, way=way, next_at=at) for way in ways)
    return len(ways)


def deliver_escalations(now: datetime | None = None) -> int:
    """Send what is due. Returns how many arrived. Two at once send nothing twice."""
    at = now or timezone.now()
    due = EscalationDelivery.objects.filter(sent_at=None, next_at__lte=at).order_by("next_at", "pk")
    addresses = {address.queue: address for address in QueueAddress.objects.all()}
    until, sent, down = time.monotonic() + SECONDS, 0, set[tuple[str, str]]()
    for delivery in due.select_related("escalation__card", "escalation__version")[:MOST_AT_ONCE]:
        if time.monotonic() > until:
            break
        place = delivery.escalation.queue, delivery.way
        if place in down or not _take(delivery, at):
            continue
        if _deliver(delivery, addresses.get(delivery.escalation.queue), at):
            sent += 1
        else:
            down.add(place)  # The rest waits for the next beat, and other queues do not wait for this one.
    return sent


def as_json(escalation: Escalation, language: str) -> dict[str, Any]:
    """What an address gets: `text` for chat tools, the rest for programs."""
    return {
        "text": text_for(escalation, language),
        "type": "escalation.created",
        "escalation": escalation.pk,
        "queue": escalation.queue,
        "reason": escalation.reason,
        "channel": escalation.channel,
        "card": escalation.card.slug if escalation.card else None,
        "version": escalation.version.number if escalation.version else None,
        "revision": escalation.revision,
        "language": escalation.language,
        "question": escalation.question,
        "message": escalation.message,
        "context": escalation.context,
        "receipt": escalation.receipt or None,
        "at": escalation.created_at.isoformat(),
        "address": address_of(escalation),
    }


def text_for(escalation: Escalation, language: str) -> str:
    """In one paragraph, in the language of the queue."""
    with translation.override(language.lower()):
        said = _("A customer waits in the queue %(queue)s: “%(question)s”") % {
            "queue": escalation.queue,
            "question": escalation.question,
        }
        known = context_in_words(escalation, language)
    return " ".join(part for part in (said, known and f"({known})", address_of(escalation)) if part)


def address_of(escalation: Escalation) -> str:
    return f"{settings.CONCORD_URL}{reverse('escalation', args=(escalation.pk,))}"


def _take(delivery: EscalationDelivery, at: datetime) -> bool:
    """By compare-and-set: of two workers one gets it."""
    taken = EscalationDelivery.objects.filter(pk=delivery.pk, sent_at=None, next_at=delivery.next_at)
    return bool(taken.update(next_at=at + LEASE, attempts=F("attempts") + 1))


def _deliver(delivery: EscalationDelivery, address: QueueAddress | None, at: datetime) -> bool:
    """Send it and write down what became of it. An address that was taken away meanwhile is told nothing."""
    where = (address.email if delivery.way == Way.EMAIL else address.url) if address else ""
    if not address or not where or delivery.escalation.emptied_at:
        EscalationDelivery.objects.filter(pk=delivery.pk).update(next_at=None)
        return True
    try:
        if delivery.way == Way.EMAIL:
            letter_for(delivery.escalation, address).send()
        else:
            _post(delivery, address, at)
    except (NotReached, OSError, ValueError) as error:  # The last two are the mail server's.
        _failed(delivery, address, f"{type(error).__name__}: {error}"[:300], at)
        return False
    EscalationDelivery.objects.filter(pk=delivery.pk).update(sent_at=at, next_at=None)
    if address.last_error:
        QueueAddress.objects.filter(pk=address.pk).update(last_error="")
    return True


def _post(delivery: EscalationDelivery, address: QueueAddress, at: datetime) -> None:
    """The same `webhook-id` however often it is sent. Raises NotReached."""
    body = json.dumps(as_json(delivery.escalation, address.language), ensure_ascii=False, sort_keys=True).encode()
    message = f"escalation_{address.name}_{delivery.escalation_id}"
    post(address.url, body, {"Content-Type": "application/json", **headers_of(address, message, body, at)})


def _failed(delivery: EscalationDelivery, address: QueueAddress, error: str, at: datetime) -> None:
    log.warning("The address of queue %s was not reached: %s", address.queue, error)
    QueueAddress.objects.filter(pk=address.pk).update(last_error=error)
    is_over = at - delivery.escalation.created_at >= GIVE_UP_AFTER
    wait = min(timedelta(minutes=2 ** min(delivery.attempts, 10)), LONGEST_WAIT)
    EscalationDelivery.objects.filter(pk=delivery.pk, sent_at=None).update(next_at=None if is_over else at + wait)


def letter_for(escalation: Escalation, address: QueueAddress) -> EmailMessage:
    """In the language of the queue. The Message-ID is the escalation's, so that a repeat can be recognised."""
    with translation.override(address.language.lower()):
        asked = {
            "escalation": escalation,
            "title": title_of(escalation, address.language),
            "known": context_in_words(escalation, address.language),
            "address": address_of(escalation),
            "site": settings.CONCORD_URL,
        }
        subject = _("Question %(number)s in the queue %(queue)s") % {"number": escalation.pk, "queue": escalation.queue}
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
        headers = {"Message-ID": f"<concord-escalation-{escalation.pk}@{host}>", "Auto-Submitted": "auto-generated"}
        body = render_to_string("email/escalation.txt", asked)
        return EmailMessage(f"Concord: {subject}", body, to=[address.email], headers=headers)
