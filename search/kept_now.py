"""What knowledge managers keep, as each process has it in memory: read again when a counter in the database has grown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import connection
from django.db.models import F

from policies.models import Counter
from search.analysis import field_language, terms
from search.kept import BestBet, CardUse, SynonymSet
from search.synonyms import Synonyms

COUNTER = "finding"


@dataclass(frozen=True, slots=True)
class Kept:
    """`bets` are slugs by language and key; `use` is how much each card was used in the last months."""

    synonyms: Synonyms = field(default_factory=Synonyms)
    bets: Mapping[tuple[str, str], str] = field(default_factory=dict)
    use: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Self:
        bets = BestBet.objects.values_list("language", "key", "card__slug")
        return cls(
            Synonyms.of(SynonymSet.objects.order_by("pk").values_list("language", "words")),
            {(field_language(language), key): slug for language, key, slug in bets},
            {use.card: use.served + use.chosen for use in CardUse.objects.all()},
        )

    def bet_for(self, text: str, language: str) -> str:
        """The slug of the card that comes first for these words, or nothing."""
        return self.bets.get((field_language(language), key_of(text, language)), "") if self.bets else ""


_read: tuple[int, Kept] | None = None


def kept_now() -> Kept:
    """One small query when nothing has changed. Inside a transaction nothing is kept in memory: it may yet be undone."""
    global _read
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM policies_counter WHERE name = %s", [COUNTER])
        row = cursor.fetchone()
    count = row[0] if row else 0
    if connection.in_atomic_block:
        return Kept.read()
    if _read is None or _read[0] != count:
        _read = count, Kept.read()
    return _read[1]


def changed() -> None:
    """Have every process read again, in the transaction that changes what is kept."""
    Counter.objects.filter(pk=COUNTER).update(value=F("value") + 1)


def forget(**_: Any) -> None:
    """Start over, as when tables were emptied."""
    global _read
    _read = None


def key_of(text: str, language: str) -> str:
    """How the words of a best bet are compared with what is typed: by their stems, in their order."""
    return " ".join(terms(text, language))
