from django.conf import settings
from django.db import models


class Event(models.Model):
    """Who did what to which thing, when. Append-only, by a trigger in the database."""

    action = models.CharField(max_length=40)
    thing = models.CharField(max_length=120, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events", null=True)
    at = models.DateTimeField(db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.thing}"
