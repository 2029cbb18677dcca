from django.db import models
from django.db.models import Q


class RiskRule(models.Model):
    """What a card's risk asks for: approvals, time for a review, how long a verification lasts, and the days of grace."""

    risk = models.CharField(max_length=10, primary_key=True)
    approvals = models.PositiveSmallIntegerField()
    review_hours = models.PositiveIntegerField()
    interval_days = models.PositiveIntegerField()
    grace_days = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(risk__in=["low", "medium", "high"]), name="risk_rule_known"),
            models.CheckConstraint(condition=Q(approvals__gte=1, approvals__lte=5), name="risk_rule_approvals"),
            models.CheckConstraint(condition=Q(interval_days__gte=1, review_hours__gte=1), name="risk_rule_positive"),
        ]

    def __str__(self) -> str:
        return self.risk
