from django.conf import settings
from django.db import models
from django.db.models import F, Q

from policies.models.fields import SlugField

AGENTS = "agents"  # The channel of colleagues on the site's own pages.
MOST_REQUESTS = 1_000_000


class Channel(models.Model):
    """A way by which answers leave: a chatbot, the FAQ page, the agents' desk. Its audience decides what it may be given.

    `languages` are those it may be answered in, the preferred one first; empty means all. `allowed_origins` are the web pages
    whose scripts may call the API with its keys, written as browsers send them. Both are lists of texts.
    """

    class Audience(models.TextChoices):
        PUBLIC = "public"
        INTERNAL = "internal"

    class Kind(models.TextChoices):
        """What it is, for people and reports. Only a public widget is another thing: see `is_for_visitors`."""

        CHATBOT = "chatbot"
        FAQ = "faq"
        PANEL = "panel"
        WIDGET = "widget"
        ASSISTANT = "assistant"
        DESK = "desk"
        OTHER = "other"

    slug = SlugField(unique=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    title = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=500, blank=True)
    languages = models.JSONField(default=list, blank=True)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)  # Of each key; null: as the settings say.
    allowed_origins = models.JSONField(default=list, blank=True)
    ladder = models.JSONField(default=dict)  # See `policies.trust.ladder`; empty: the usual one of its audience.
    created_at = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=["public", "internal"]), name="channel_audience_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["chatbot", "faq", "panel", "widget", "assistant", "desk", "other"]),
                name="channel_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(requests_per_minute=None) | Q(requests_per_minute__gte=1, requests_per_minute__lte=MOST_REQUESTS),
                name="channel_rate_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_internal(self) -> bool:
        return self.audience == self.Audience.INTERNAL

    @property
    def is_for_visitors(self) -> bool:
        """Do its keys stand in pages that anybody may read? Then whoever sends one may do what a visitor of the chat may."""
        return self.kind == self.Kind.WIDGET and self.audience == self.Audience.PUBLIC

    @property
    def name(self) -> str:
        """As people call it: its title, else its slug."""
        return self.title or self.slug


class ChannelKey(models.Model):
    """A secret that speaks for a channel. Only its SHA-256 is kept; the key itself is shown once.

    One that may manage acts for a `person`, with that person's rights and under that person's name; `made_by` is who made it,
    nobody for the command. A key that was replaced has a `successor` and ends at `ends_at`. `last_used_at` is to the minute.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="keys")
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="keys", null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="made_keys", null=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    successor = models.OneToOneField("self", on_delete=models.PROTECT, related_name="predecessor", null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("created_at")), name="key_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(successor=None) | Q(ends_at__isnull=False), name="key_replaced_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.hint}…"
