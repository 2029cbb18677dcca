"""The log of deliveries is kept for a while, then forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from policies.models import WebhookDelivery


def forget_old_deliveries() -> int:
    """Gives how many. What still waits goes only if its webhook has been off for as long; `/changes` has it for ever."""
    before = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    is_over = Q(next_at=None) | Q(webhook__disabled_at__lt=before) | Q(webhook__channel__disabled_at__lt=before)
    old = WebhookDelivery.objects.filter(is_over, created_at__lt=before, since__lt=before)
    return old.delete()[1].get(WebhookDelivery._meta.label, 0)
