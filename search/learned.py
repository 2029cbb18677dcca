"""What was learned from questions: gaps, examples to propose, questions to check a model by, and how each model did."""

from typing import Any

from django.conf import settings
from django.db import models

from policies.models import Card, Topic, Version

PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "null": True, "related_name": "+"}


class Gap(models.Model):
    """Questions that mean the same and find no answer; they stand with it (`questions`) as long as they are kept.

    `topic` is the one they are nearest to, and its owner answers for the gap unless it has an `owner` of its own. `centre` is
    the vector of its first question in the encoder's `space`: it never moves, so a gap stays the same one as questions come.
    `card` is the one that answers, or that somebody is writing for it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        DISMISSED = "dismissed"

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, related_name="gaps")
    owner = models.ForeignKey(**PERSON)
    card = models.ForeignKey(Card, on_delete=models.SET_NULL, null=True, related_name="gaps")
    reason = models.CharField(max_length=300, blank=True)
    space = models.CharField(max_length=20)
    centre = models.BinaryField()
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(**PERSON)

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [models.Index(fields=["state", "last_at"], name="gap_by_state")]

    def __str__(self) -> str:
        return f"gap {self.pk} {self.state}"


class ProposedExample(models.Model):
    """A masked question that people have confirmed to belong to a card, for its owner to take as an example or not.

    `key` stands for its words, so that what was declined is not proposed again, also when the text is gone. `count` is how
    often it was confirmed.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="proposed_examples")
    language = models.CharField(max_length=20)
    text = models.TextField()
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(**PERSON)
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["card__slug", "-count", "id"]
        constraints = [models.UniqueConstraint(fields=["card", "key"], name="example_proposed_once_for_a_card")]

    def __str__(self) -> str:
        return f"{self.card_id} {self.state}"


class CheckQuestion(models.Model):
    """A question of which people have said which card answers it: a new answer model is held back if it forgets too many."""

    text = models.CharField(max_length=1000)
    language = models.CharField(max_length=20)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="check_questions")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(**PERSON)

    class Meta:
        ordering = ["card__slug", "language", "id"]
        constraints = [models.UniqueConstraint(fields=["language", "text"], name="check_question_has_one_card")]

    def __str__(self) -> str:
        return f"{self.language} {self.pk}"


class Fit(models.Model):
    """How an audience's answer model did when it was fitted, and whether it was published. The newest row says how it is now.

    `digest` stands for all it was fitted on, `schema` for code and encoder. Of the questions left out that both models know,
    `lost` find their card no longer and `gained` do so now; `checks_lost` and `checks_gained` say it of check questions.
    `worse` names them: `{"card", "language", "place", "now"}` of an example, `{"check", "now"}` of a check question.
    """

    class State(models.TextChoices):
        PUBLISHED = "published"
        HELD = "held"
        ALLOWED = "allowed"
        OVER = "over"

    audience = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices)
    digest = models.CharField(max_length=64)
    schema = models.CharField(max_length=16)
    revision = models.BigIntegerField()
    fitted_at = models.DateTimeField()
    cards = models.PositiveIntegerField(default=0)
    examples = models.PositiveIntegerField(default=0)
    tried = models.PositiveIntegerField(default=0)
    found_first = models.PositiveIntegerField(default=0)
    found_among_five = models.PositiveIntegerField(default=0)
    shared = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    gained = models.PositiveIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0)
    checks_right = models.PositiveIntegerField(default=0)
    checks_lost = models.PositiveIntegerField(default=0)
    checks_gained = models.PositiveIntegerField(default=0)
    worse = models.JSONField(default=list)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(**PERSON)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["audience", "-id"], name="fit_newest_of_audience")]

    def __str__(self) -> str:
        return f"{self.audience} {self.revision} {self.state}"
