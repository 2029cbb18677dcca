from django.conf import settings
from django.db import models

from policies.models.fields import SlugField


class Image(models.Model):
    """A picture that texts may show, written anew by `content.pixels`. `name` is made of its bytes, which never change."""

    name = SlugField(unique=True)
    data = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.title
