from django.db import models
from django.db.models import Q

from policies.models.version import Version


class Feedback(models.Model):
    """How often an answer was called helpful or not on a day, by version, language and channel; nobody's name and no text."""

    class Kind(models.TextChoices):
        HELPFUL = "helpful"
        UNHELPFUL = "unhelpful"

    day = models.DateField()
    channel = models.CharField(max_length=80)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="feedback")
    language = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "channel", "version", "language", "kind"], name="feedback_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=["helpful", "unhelpful"]), name="feedback_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.kind} {self.count}"
