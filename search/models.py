"""What was asked: kept to see what customers want to know, and what nobody has written down yet."""

from django.db import models

from search.kept import BestBet, CardUse, SynonymSet
from search.learned import CheckQuestion, Fit, Gap, ProposedExample

__all__ = ["BestBet", "CardUse", "CheckQuestion", "Fit", "Gap", "ProposedExample", "Question", "SynonymSet"]


class Question(models.Model):
    """One question, masked (see `policies.masking`), with what came of it. Kept for `KEEP_QUESTIONS_DAYS`.

    `way` is how it was asked: `ask` (an answer is wanted), `search` (cards are) or `find` (the agents' page). `band` and
    `confidence` are the engine's; `cards` were shown, the best first, `card` is the one that answered. `chosen` is what the
    agent opened, `outcome` what was said of the answer later: a kind of feedback, or `escalated`. `key` recognises the question
    when that comes: a hash of the receipt; on the agents' page a keyed hash of who asked what on which day; else at random.
    `is_learned` once it was looked at for what can be learned from it, `gap` if it found no answer.
    """

    key = models.CharField(max_length=64, unique=True)
    way = models.CharField(max_length=10)
    asked_at = models.DateTimeField(db_index=True)
    channel = models.CharField(max_length=80)
    language = models.CharField(max_length=20)
    text = models.TextField()
    confidence = models.FloatField(default=0.0)
    band = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, blank=True)
    cards = models.JSONField(default=list)
    card = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=80, blank=True)
    revision = models.BigIntegerField()
    receipt = models.TextField(blank=True)
    chosen = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    is_learned = models.BooleanField(default=False)
    gap = models.ForeignKey(Gap, on_delete=models.SET_NULL, null=True, related_name="questions")

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["asked_at"], condition=models.Q(is_learned=False), name="question_to_learn_from")]

    def __str__(self) -> str:
        return f"{self.channel} {self.asked_at}"
