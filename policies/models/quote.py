from django.db import models

from policies.models.fields import SlugField
from policies.models.version import Version


class Quote(models.Model):
    """A version quotes a fact or an offer, asks about a dimension, links to a card, or shows an image.

    Derived from its content when saved.
    """

    class Kind(models.TextChoices):
        FACT = "fact"
        OFFER = "offer"
        DIMENSION = "dimension"
        CARD = "card"
        IMAGE = "image"
        SHOWN = "shown", "Image shown to customers"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="quotes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    slug = SlugField()

    class Meta:
        ordering = ["kind", "slug"]
        indexes = [models.Index(fields=["kind", "slug"], name="quote_of")]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "slug"], name="quote_once_a_version"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["fact", "offer", "dimension", "card", "image", "shown"]), name="quote_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind} {self.slug}"
