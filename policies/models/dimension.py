from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from policies.content.samples import Domain
from policies.models.fields import Named, SlugField


class Dimension(Named, models.Model):
    """Something that can be known of a customer's order. `questions` is what a customer is asked, per language.

    `options` (of a choice, in natural order) are `{"value": "placed", "labels": {"en": "Placed"}}`. `words` are the phrases by
    which a value is recognised in a question, per value and language; see `content.phrases`.
    """

    class Kind(models.TextChoices):
        CHOICE = "choice"
        NUMBER = "number"
        FLAG = "flag"
        DATE = "date"

    slug = SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    names = models.JSONField(default=dict)
    questions = models.JSONField(default=dict)
    options = models.JSONField(default=list)
    minimum = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    maximum = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    unit = models.CharField(max_length=10, blank=True)
    position = models.PositiveIntegerField(default=0)
    words = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["choice", "number", "flag", "date"]), name="dimension_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def domain(self) -> Domain:
        """What the decision table needs to know of this dimension."""
        return Domain(
            options=tuple(option["value"] for option in self.options),
            minimum=_plain(self.minimum),
            maximum=_plain(self.maximum),
            is_whole=self.unit in ("", "day", "hour"),
        )

    def question(self, language: str) -> str:
        return self.questions.get(language) or self.questions.get("en") or self.name(language)

    def label(self, value: str, language: str) -> str:
        """How an option reads. An unknown value reads as it is."""
        labels: dict[str, str] = next((option["labels"] for option in self.options if option["value"] == value), {})
        return labels.get(language) or labels.get("en") or value


class FormerDimension(models.Model):
    """A dimension as it was before the revision `until`, so that what was answered then can be said again. Append-only."""

    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="former")
    until = models.BigIntegerField()
    fields = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["until"]
        constraints = [models.UniqueConstraint(fields=["dimension", "until"], name="former_dimension_once_a_revision")]

    def __str__(self) -> str:
        return f"{self.dimension_id} before {self.until}"


def _plain(number: Decimal | None) -> Decimal | None:
    """Without the zeros that the column adds; never as 3.65E+3."""
    if number is None:
        return None
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()
