from django.db import models

from policies.models.subject import Subject, SubjectQuerySet


class Card(Subject):
    """One policy, under a slug that never changes. What it says stands in its versions."""

    class Risk(models.TextChoices):
        LOW = "low"
        MEDIUM = "medium"
        HIGH = "high"

    risk = models.CharField(max_length=10, choices=Risk.choices, default=Risk.MEDIUM)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(risk__in=["low", "medium", "high"]), name="card_risk_known"),
        ]
