from django.conf import settings
from django.db import models

from policies.models.fields import Named, SlugField


class Topic(Named, models.Model):
    """A field of policy, such as returns; `queue` is where its unanswered questions go.

    `owner` answers for what has nobody else: cards whose owner has left, reviews that nobody takes up.
    """

    slug = SlugField(unique=True)
    names = models.JSONField(default=dict)
    queue = SlugField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="topics", null=True)
    allows_self_approval = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.slug
