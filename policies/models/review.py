from django.conf import settings
from django.db import models

from policies.models.version import Version


class Review(models.Model):
    """A reviewer's decision on a submitted version, bound to its digest. Append-only."""

    class Decision(models.TextChoices):
        APPROVE = "approve"
        REQUEST_CHANGES = "request_changes"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=20, choices=Decision.choices)
    digest = models.CharField(max_length=71)
    comment = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.decision} of {self.version_id}"
