from django.conf import settings
from django.db import models


class Event(models.Model):
    """Who did what to which thing, when, from where, before and after. Append-only, by a trigger in the database.

    `number` counts from 1 without gaps. `seal` is the SHA-256 of everything else in the row and of the seal before it, which
    `previous` repeats; see `events.seal_of`.
    """

    number = models.BigIntegerField(unique=True)
    action = models.CharField(max_length=40)
    thing = models.CharField(max_length=120, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events", null=True)
    at = models.DateTimeField(db_index=True)
    origin = models.CharField(max_length=120, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.thing}"
