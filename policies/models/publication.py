from django.conf import settings
from django.db import models
from django.db.models import F, Q

from policies.models.version import Version


class Counter(models.Model):
    """The last revision given out: one row, whose lock orders the publishing transactions."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Publication(models.Model):
    """One line of the append-only log of what took effect. Its number is the revision; lines of one number belong together.

    A `publish` puts its version in force from `effective_from` to `effective_until` (excluded). A `withdraw` ends what was
    recorded before it: of its version, or without a version of the whole subject, scheduled publications included. A
    `vocabulary` says that topics, dimensions, places of subjects or settings of channels changed, which answers depend on too;
    `trust` that a card was verified or doubted.
    """

    class Kind(models.TextChoices):
        PUBLISH = "publish"
        WITHDRAW = "withdraw"
        VOCABULARY = "vocabulary"
        TRUST = "trust"

    number = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.ForeignKey("policies.Subject", on_delete=models.PROTECT, related_name="publications", null=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="publications", null=True)
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="publications")

    class Meta:
        ordering = ["number", "id"]
        indexes = [
            models.Index(fields=["subject", "kind", "effective_from", "number"], name="publication_in_force"),
            # When the next of them begins or ends is asked after every publication.
            models.Index(fields=["effective_from"], name="publication_begins"),
            models.Index(fields=["effective_until"], name="publication_ends", condition=Q(effective_until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "subject"], name="publication_once_a_revision"),
            models.CheckConstraint(
                condition=Q(kind__in=["publish", "withdraw", "vocabulary", "trust"]), name="publication_kind_known"
            ),
            models.CheckConstraint(condition=~Q(kind="publish") | Q(version__isnull=False), name="publication_has_version"),
            models.CheckConstraint(condition=Q(kind="vocabulary") | Q(subject__isnull=False), name="publication_has_subject"),
            models.CheckConstraint(condition=Q(effective_from__gte=F("recorded_at")), name="publication_never_in_the_past"),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gt=F("effective_from")),
                name="publication_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.subject_id}"
