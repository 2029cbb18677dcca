"""Sending starts at once after a publication, not with the next beat."""

from typing import Any

from django.utils import timezone

from policies.models import WebhookDelivery
from policies.nudge import nudge
from policies.tasks import send_webhooks


def follow_publication(**_: Any) -> None:
    """Receives `publication_committed`. Where nobody is to be told anything, nothing is asked of the worker."""
    if WebhookDelivery.objects.filter(sent_at=None, next_at__lte=timezone.now(), webhook__disabled_at=None).exists():
        nudge(send_webhooks)
