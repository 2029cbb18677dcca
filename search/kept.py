"""What knowledge managers keep so that cards are found: words that mean the same, and cards that come first for some words."""

from django.conf import settings
from django.db import models

from policies.models import Card


class SynonymSet(models.Model):
    """Words that customers use for the same thing, in one language (a tag of the store's). `words` are as they were written."""

    language = models.CharField(max_length=20)
    words = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["language", "id"]

    def __str__(self) -> str:
        return f"{self.language}: {', '.join(self.words)}"


class BestBet(models.Model):
    """The card that comes first when somebody looks for these words. `key` is how they are compared: folded and stemmed."""

    language = models.CharField(max_length=20)
    query = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="best_bets")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["language", "query", "id"]
        constraints = [models.UniqueConstraint(fields=["language", "key"], name="best_bet_one_for_words")]

    def __str__(self) -> str:
        return f"{self.language}: {self.query} -> {self.card_id}"


class CardUse(models.Model):
    """How much a card was used in the days before `counted_on`: answers that left with it, and how often agents chose it."""

    card = models.CharField(max_length=150, primary_key=True)
    served = models.PositiveBigIntegerField(default=0)
    chosen = models.PositiveBigIntegerField(default=0)
    counted_on = models.DateField()

    class Meta:
        ordering = ["card"]

    def __str__(self) -> str:
        return f"{self.card} {self.served} {self.chosen}"
