from django.conf import settings
from django.db import models
from django.db.models import F, Q

from policies.models.fields import SlugField


class Release(models.Model):
    """Versions of several cards, facts and offers that are reviewed together and take effect together, from `start` to `until`.

    Without `start` it takes effect when it is published; without `until` for good.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in_review"
        APPROVED = "approved"
        PUBLISHED = "published"

    slug = SlugField(unique=True)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    start = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="releases")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "approved", "published"]), name="release_state_known"
            ),
            models.CheckConstraint(
                condition=Q(start=None) | Q(until=None) | Q(until__gt=F("start")), name="release_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.slug
