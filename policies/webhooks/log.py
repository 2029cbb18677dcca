"""What became of what webhooks were told."""

from django.db.models import QuerySet

from policies.models import Webhook, WebhookDelivery


def webhooks_of(channel: str = "") -> QuerySet[Webhook]:
    """All, or those of one channel."""
    found = Webhook.objects.select_related("channel", "created_by")
    return found.filter(channel__slug=channel) if channel else found


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """The newest first, with every try."""
    return webhook.deliveries.select_related("webhook").prefetch_related("tries").order_by("-pk")
