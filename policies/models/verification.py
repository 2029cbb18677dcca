from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.version import Version


class Verification(models.Model):
    """A dated act about a version's truth, bound to that version. Append-only; the last one before an instant counts.

    `how`: `review` (it was approved), `verify` (somebody said "still right" with sources), `carried` (a cosmetic change: what
    the version before it had), `doubt` (flags, a second look or a verifier said "not right"; due from then on).
    `facts` are the digests of the facts it quotes as they were then, `offers` those that were in force: when one changes, the
    verification is due. `answers`: `[{"thing": "rule:not-shipped", "is_right": true, "source": "..."}]`.
    """

    class How(models.TextChoices):
        REVIEW = "review"
        VERIFY = "verify"
        CARRIED = "carried"
        DOUBT = "doubt"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="verifications")
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verifications", null=True)
    at = models.DateTimeField()
    revision = models.BigIntegerField()
    verified_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    answers = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    offers = models.JSONField(default=list)
    seconds = models.PositiveIntegerField(null=True)
    is_bulk = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["version", "revision"], name="verification_of_version")]
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=["review", "verify", "carried", "doubt"]), name="verification_how_known"
            ),
            models.CheckConstraint(condition=Q(expires_at__gte=models.F("due_at")), name="verification_expires_after_due"),
        ]

    def __str__(self) -> str:
        return f"{self.how} of {self.version_id}"


class SecondLook(models.Model):
    """A verification that somebody else looks at again, because of how it was made or by chance."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        OVERTURNED = "overturned"

    verification = models.OneToOneField(Verification, on_delete=models.PROTECT, related_name="second_look")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_looks", null=True)
    created_at = models.DateTimeField()
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["open", "confirmed", "overturned"]), name="second_look_state_known"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(by__isnull=False, at__isnull=False), name="second_look_by_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} look at {self.verification_id}"


class Flag(models.Model):
    """Somebody says that a card is wrong, outdated or unclear, until somebody resolves it."""

    class Kind(models.TextChoices):
        WRONG = "wrong"
        OUTDATED = "outdated"
        UNCLEAR = "unclear"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    comment = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags", null=True)
    at = models.DateTimeField(db_index=True)
    resolution = models.TextField(blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["wrong", "outdated", "unclear"]), name="flag_kind_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}"


class Served(models.Model):
    """How many answers left by a channel on a day, by version, language, trust and status: what the score is made of."""

    day = models.DateField()
    channel = models.CharField(max_length=80)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="served")
    language = models.CharField(max_length=20, default="")  # Empty: counted before languages were.
    trust = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "channel", "version", "language", "trust", "status"], name="served_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.count}"
