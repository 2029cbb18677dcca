from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.fields import SlugField


class Channel(models.Model):
    """A way by which answers leave: a chatbot, the FAQ page, the agents' desk. Its audience decides what it may be given."""

    class Audience(models.TextChoices):
        PUBLIC = "public"
        INTERNAL = "internal"

    slug = SlugField(unique=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    ladder = models.JSONField(default=dict)  # See `policies.trust.ladder`; empty: the usual one of its audience.
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]
        constraints = [models.CheckConstraint(condition=Q(audience__in=["public", "internal"]), name="channel_audience_known")]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_internal(self) -> bool:
        return self.audience == self.Audience.INTERNAL


class ChannelKey(models.Model):
    """A secret that speaks for a channel. Only its SHA-256 is kept; the key itself is shown once.

    One that may manage acts for a person, with that person's rights and under that person's name.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="keys")
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="keys", null=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.hint}…"
