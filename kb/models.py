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


class Pulse(models.Model):
    """When a part was last seen at work on a host. `part` is `beat` (a worker did what the beat asks) or `follower`.

    Of a follower `revision` is what that host's index has reached.
    """

    part = models.CharField(max_length=20)
    host = models.CharField(max_length=200)
    at = models.DateTimeField()
    revision = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "host"], name="pulse_one_per_host")]

    def __str__(self) -> str:
        return f"{self.part} on {self.host}"


class Comparison(models.Model):
    """What came of asking every channel the same: how much was compared, and the whole report in both its forms."""

    at = models.DateTimeField()
    revision = models.PositiveBigIntegerField()
    compared = models.PositiveIntegerField()
    divergences = models.PositiveIntegerField()
    failures = models.PositiveIntegerField()
    seconds = models.FloatField()
    report = models.JSONField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.divergences}/{self.compared}"

    @property
    def is_clean(self) -> bool:
        return self.compared > 0 and not self.divergences and not self.failures
