"""The log of deliveries is kept for a while, then forgotten."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from policies.models import WebhookDelivery


def forget_old_deliveries() -> int:
    """Gives how many. What still waits goes too: its webhook has been off for as long, and `/changes` has it for ever."""
    before = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    old = WebhookDelivery.objects.filter(created_at__lt=before, since__lt=before)
    return old.delete()[1].get(WebhookDelivery._meta.label, 0)
