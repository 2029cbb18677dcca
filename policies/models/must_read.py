from django.conf import settings
from django.db import models

from policies.models.version import Version


class MustRead(models.Model):
    """A version whose change of meaning the agents of its topic have to acknowledge, with a short question.

    `question`: `{language: {"text": "...", "options": ["...", "..."]}}`, empty without one; `right` is the option's position.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="must_read")
    question = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(default=7)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"must read {self.version_id}"


class Acknowledgement(models.Model):
    """A person has read it and answered the question rightly. Append-only."""

    must_read = models.ForeignKey(MustRead, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    attempts = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["must_read", "person"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.must_read_id}"


class Look(models.Model):
    """The version of a card that a person has last taken note of; what came since is shown as a difference."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks")
    subject = models.ForeignKey("policies.Subject", on_delete=models.CASCADE, related_name="looks")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "subject"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.person_id} looked at {self.version_id}"
