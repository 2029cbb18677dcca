from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.channel import Channel
from policies.models.sending import Sending
from policies.models.signing import Signing
from policies.models.signing import random_name as random_name  # noqa: PLC0414 - under this name a migration knows it


class Webhook(Signing):
    """An address that is told, signed, when something takes effect that its channel may know of.

    `kinds` are those of publications (none named: all). Its secret is derived from `name` and `generation` and stands nowhere;
    until `overlap_until` the generation before signs as well. `turned_at` is up to when it was told of what began or ended by
    itself, `aged_at` up to when of checks that became due; `failing_since` the first attempt that failed since something
    arrived last.
    """

    class Reason(models.TextChoices):
        BY_HAND = "by_hand"
        UNREACHABLE = "unreachable"
        GONE = "gone"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    kinds = models.JSONField(default=list)
    description = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField()
    turned_at = models.DateTimeField()
    aged_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)

    class Meta:
        ordering = ["channel__slug", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_reason="")
                | Q(disabled_at__isnull=False, disabled_reason__in=["by_hand", "unreachable", "gone"]),
                name="webhook_disabled_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.pk}"

    @property
    def state(self) -> str:
        """`on`, `failing` since what was sent last did not arrive, or `off`."""
        return "off" if self.disabled_at else "failing" if self.failing_since else "on"


class WebhookDelivery(Sending):
    """What one webhook is told of one cause, once: `key` names the cause. Written in the transaction that brings it about.

    `cards` are those it is about, None any of them: it waits for earlier ones about one of these. `since` is from when on the
    three days count in which it is tried. `message` names it to the receiver, the same however often it is sent.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=36, unique=True)
    key = models.CharField(max_length=80)
    payload = models.JSONField()
    cards = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "key"], name="webhook_delivery_once")]
        indexes = [models.Index(fields=["webhook", "id"], condition=Q(next_at__isnull=False), name="webhook_delivery_waiting")]

    def __str__(self) -> str:
        return f"{self.key} to {self.webhook_id}"

    @property
    def state(self) -> str:
        """`arrived`, `waiting` for the next try, or `given_up`."""
        return "arrived" if self.sent_at else "waiting" if self.next_at else "given_up"


class WebhookAttempt(models.Model):
    """One try to deliver: what the receiver answered (`status` and the first bytes), or why there was no answer."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status or self.error}"
