from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.offer import OfferContent
from policies.readable import readable_by

CONTENT_TYPES: dict[str, type[CardContent | FactContent | OfferContent]] = {
    "card": CardContent,
    "fact": FactContent,
    "offer": OfferContent,
}


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, user: Any, at: datetime | None = None) -> Self:
        """What a person may read now, or at an instant that is now for whoever asks; see `readable_by`."""
        return self.filter(readable_by(user, at or timezone.now()))


class Version(models.Model):
    """Numbered content of a subject, frozen once submitted (by a trigger in the database).

    `rendered` holds HTML and plain text of every Markdown text, made when saved: `{language: {field: {"html", "text"}}}`.
    `meaning_number` is the version at which the meaning last changed; a translation made for an older one is not served.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in_review"
        RETURNED = "returned"
        APPROVED = "approved"
        PUBLISHED = "published"

    class Significance(models.TextChoices):
        TYPO = "typo"
        WORDING = "wording"
        MEANING = "meaning"

    subject = models.ForeignKey("policies.Subject", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField()
    rendered = models.JSONField(default=dict)
    digest = models.CharField(max_length=71)
    audience = models.CharField(max_length=10, default="public")
    significance = models.CharField(max_length=10, choices=Significance.choices, default=Significance.MEANING)
    meaning_number = models.PositiveIntegerField()
    change_note = models.CharField(max_length=300, blank=True)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors")
    release = models.ForeignKey("policies.Release", on_delete=models.PROTECT, null=True, related_name="members")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="versions")
    edits = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["subject_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="version_number_unique"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "returned", "approved", "published"]), name="version_state_known"
            ),
            models.CheckConstraint(condition=Q(audience__in=["public", "internal"]), name="version_audience_known"),
            models.CheckConstraint(condition=Q(state="draft") | Q(submitted_at__isnull=False), name="version_submitted_at_set"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"]) | Q(approved_at__isnull=False), name="version_approved_at_set"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} v{self.number}"

    @property
    def typed(self) -> Any:
        """The content as CardContent, FactContent or OfferContent; read once per process for each frozen content."""
        # What is being written is another content with every word; those must not drive out what answers are made of.
        read = _written if self.submitted_at is None else _typed
        return read(self.subject.kind, self.digest, _Form(self.content))

    @property
    def facts(self) -> frozenset[str]:
        """Slugs of the facts that a card quotes or decides by; none for what is no card."""
        return getattr(self.typed, "facts", frozenset())

    @property
    def offers(self) -> frozenset[str]:
        """Slugs of the offers that a card's rules name; none for what is no card."""
        return getattr(self.typed, "offers", frozenset())

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.DRAFT


class _Form:
    """Carries a content past the cache's key, which is the digest: equal digests mean equal contents."""

    def __init__(self, form: dict[str, Any]):
        self.form = form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Form)

    def __hash__(self) -> int:
        return 0


def _read(kind: str, digest: str, form: _Form) -> CardContent | FactContent | OfferContent:
    return CONTENT_TYPES[kind].read(form.form)


_typed = lru_cache(maxsize=20_000)(_read)
_written = lru_cache(maxsize=200)(_read)
