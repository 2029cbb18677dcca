import uuid

from django.db import models


def random_name() -> str:
    """128 random bits, so that no two webhooks ever have the same secret, also after a backup was restored."""
    return uuid.uuid4().hex


class Signing(models.Model):
    """An address that is told things which are signed; see `policies.webhooks.signing`."""

    name = models.CharField(max_length=32, unique=True, default=random_name)
    generation = models.PositiveIntegerField(default=1)
    overlap_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True
