from django.db import models

from policies.models.fields import Named, SlugField


class Topic(Named, models.Model):
    """A field of policy, such as returns; `queue` is where its unanswered questions go."""

    slug = SlugField(unique=True)
    names = models.JSONField(default=dict)
    queue = SlugField()
    allows_self_approval = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.slug
