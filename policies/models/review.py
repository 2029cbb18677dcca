from django.conf import settings
from django.db import models

from policies.models.version import Version


class Review(models.Model):
    """A decision on a submitted version, bound to its digest: a reviewer's, or the author's to take it back. Append-only."""

    class Decision(models.TextChoices):
        APPROVE = "approve"
        REQUEST_CHANGES = "request_changes"
        RECALL = "recall"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=20, choices=Decision.choices)
    digest = models.CharField(max_length=71)
    comment = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.decision} of {self.version_id}"


class Comment(models.Model):
    """Words about one line of a submitted version: `text` names the text, `line` counts from 1. Append-only."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    text = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    quote = models.CharField(max_length=500)
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    at = models.DateTimeField()

    class Meta:
        ordering = ["text", "line", "at"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.text}:{self.line}"


class Autosave(models.Model):
    """What a person has typed into a draft and not saved, or could not save because somebody else was first.

    `texts` as in the editor: `{language: text}`; `seen` is the `edits` count of the draft that the person started from, `tab`
    the page that it was typed into, of which a person may have several open.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="autosaves")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="autosaves")
    tab = models.CharField(max_length=16, blank=True)
    texts = models.JSONField()
    significance = models.CharField(max_length=10)
    seen = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["version", "person", "tab"], name="autosave_once_in_a_tab")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.version_id}"
