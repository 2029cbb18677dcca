from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.card import Card
from policies.models.fields import SlugField
from policies.models.signing import Signing
from policies.models.version import Version


class Escalation(models.Model):
    """A question that a person answers: in which queue it waits, what the customer was told, and who took it.

    `question`, `message` (what the customer adds) and `note` (what became of it) are masked before they are written (see
    `policies.masking`), `customer` is a keyed hash (see `policies.customers`). All of them are emptied when their time is over
    (see `policies.retention`); `emptied_at` says when that was done. `card` and `version` are those that the receipt proves.
    """

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        CLOSED = "closed"

    queue = SlugField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=40)
    channel = SlugField()
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="escalations", null=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="escalations", null=True)
    revision = models.BigIntegerField()
    language = models.CharField(max_length=20)
    question = models.TextField()
    message = models.TextField(blank=True)
    context = models.JSONField(default=dict)
    receipt = models.TextField(blank=True)
    customer = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="escalations", null=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["queue", "created_at"], condition=~Q(state="closed"), name="escalation_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "taken", "closed"]), name="escalation_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", by=None, taken_at=None) | Q(state="closed") | Q(state="taken", by__isnull=False),
                name="escalation_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="escalation_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} in {self.queue}"


class QueueAddress(Signing):
    """Where else a queue is told of what waits in it: an e-mail address, an address that takes a signed POST, or both."""

    queue = SlugField(unique=True)
    email = models.EmailField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=10, default="en")
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["queue"]

    def __str__(self) -> str:
        return self.queue


class EscalationDelivery(models.Model):
    """An escalation told to an address of its queue, once; written in the transaction of the escalation."""

    class Way(models.TextChoices):
        EMAIL = "email"
        HOOK = "hook"

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=10, choices=Way.choices)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["next_at"], condition=Q(sent_at=None), name="escalation_unsent")]
        constraints = [
            models.UniqueConstraint(fields=["escalation", "way"], name="escalation_told_once"),
            models.CheckConstraint(condition=Q(way__in=["email", "hook"]), name="escalation_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.way} of {self.escalation_id}"
