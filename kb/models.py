"""Rows of the edge itself; what policies say has its rows in `policies.models`."""

from django.db import models


class FirstAnswer(models.Model):
    """How a request with an Idempotency-Key was answered the first time; written in the transaction of what it did."""

    caller = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="first_answer_once_a_key")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
