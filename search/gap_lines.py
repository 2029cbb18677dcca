"""Gaps as lists and pages show them: what was asked, how often, whether it becomes more, in which languages, whose it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from search.gaps import Said, examples_of
from search.learned import Gap
from search.models import Question
from search.rights import owner_of

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class GapLine:
    """`examples` are language and text, the latest first; `this_week` and `last_week` count seven days each."""

    gap: Gap
    owner: Any
    examples: tuple[Said, ...]
    languages: tuple[str, ...]
    count: int
    this_week: int
    last_week: int

    @property
    def title(self) -> str:
        """What it is called: the latest question; nothing once its questions are kept no longer."""
        return self.examples[0][1] if self.examples else ""

    @property
    def trend(self) -> int:
        """How many more were asked this week than last."""
        return self.this_week - self.last_week


def lines_of(gaps: Iterable[Gap]) -> Iterator[GapLine]:
    """In the order given."""
    found, now = list(gaps), timezone.now()
    recent, before = Q(asked_at__gte=now - WEEK), Q(asked_at__lt=now - WEEK, asked_at__gte=now - 2 * WEEK)
    asked = Question.objects.filter(gap__in=found).order_by().values("gap")
    counts = {
        row["gap"]: row
        for row in asked.annotate(all=Count("pk"), now=Count("pk", filter=recent), then=Count("pk", filter=before))
    }
    spoken: dict[int, list[str]] = {}
    for pk, language in asked.values_list("gap", "language").distinct():
        spoken.setdefault(pk, []).append(language)
    for gap in found:
        counted = counts.get(gap.pk, {"all": 0, "now": 0, "then": 0})
        yield GapLine(
            gap=gap,
            owner=gap.owner or owner_of(gap),
            examples=tuple(examples_of(gap)),
            languages=tuple(sorted(spoken.get(gap.pk, ()))),
            count=counted["all"],
            this_week=counted["now"],
            last_week=counted["then"],
        )
