"""How trustworthy the answers are that leave: the share of those served that were verified, beside the share of cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from policies.models import Served
from policies.trust.due import Standing

DAYS = 30
VERIFIED = Q(trust="verified")
GROUPS = {
    "topic": "version__subject__topic__slug",
    "owner": "version__subject__owner__username",
    "channel": "channel",
    "day": "day",
    "trust": "trust",
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; `percent` is None of nothing."""

    good: int
    all: int

    @property
    def late(self) -> int:
        return self.all - self.good

    @property
    def percent(self) -> int | None:
        """Rounded down: a hundred means all of them."""
        return self.good * 100 // self.all if self.all else None


NOTHING = Share(0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A topic, owner or channel with both shares."""

    key: str
    name: str
    cards: Share
    served: Share


@dataclass(frozen=True, slots=True)
class Drag:
    """A card by which answers left that were not verified."""

    standing: Standing
    served: Share


def served(*, since: date | None = None, until: date | None = None, **filters: Any) -> QuerySet[Served]:
    """Answers of these days, by default the last 30; where a question was asked back or a person took over is none."""
    first = since or timezone.localdate() - timedelta(days=DAYS - 1)
    wanted: dict[str, Any] = {GROUPS[name]: value for name, value in filters.items() if value}
    if until is not None:
        wanted["day__lte"] = until
    return Served.objects.filter(day__gte=first, status="answered", **wanted).order_by()


def share_of_answers(rows: QuerySet[Served]) -> Share:
    found = rows.aggregate(good=Sum("count", filter=VERIFIED), all=Sum("count"))
    return Share(found["good"] or 0, found["all"] or 0)


def share_of_cards(standings: Iterable[Standing]) -> Share:
    states = [standing.state for standing in standings]
    return Share(states.count("verified"), len(states))


def answers_by(group: str, rows: QuerySet[Served]) -> dict[Any, Share]:
    """The share of each topic, owner, channel or day."""
    found = rows.values(key=F(GROUPS[group])).annotate(good=Sum("count", filter=VERIFIED), all=Sum("count"))
    return {line["key"]: Share(line["good"] or 0, line["all"]) for line in found}


def lines_by(group: str, standings: Sequence[Standing], names: Mapping[str, str]) -> list[Line]:
    """Each topic or owner with both shares, the lowest share of cards first."""
    answers = answers_by(group, served())
    by_key: dict[str, list[Standing]] = {}
    for standing in standings:
        by_key.setdefault(key_of(group, standing), []).append(standing)
    lines = [Line(key, names.get(key, key), share_of_cards(mine), answers.get(key, NOTHING)) for key, mine in by_key.items()]
    return sorted(lines, key=lambda line: (line.cards.percent, line.name))


def key_of(group: str, standing: Standing) -> str:
    """The slug of its topic or the name of its owner."""
    return standing.subject.topic.slug if group == "topic" else standing.subject.owner.username


def by_day() -> list[tuple[date, Share]]:
    """Every one of the last 30 days, also those without an answer."""
    found, today = answers_by("day", served()), timezone.localdate()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [(day, found.get(day, NOTHING)) for day in days]


def drags(standings: Iterable[Standing], limit: int = 10, **filters: Any) -> list[Drag]:
    """The cards by which most answers left that were not verified, those first."""
    counted = served(**filters).values("version__subject").annotate(good=Sum("count", filter=VERIFIED), all=Sum("count"))
    shares = {line["version__subject"]: Share(line["good"] or 0, line["all"]) for line in counted}
    found = [Drag(standing, shares[standing.subject.pk]) for standing in standings if standing.subject.pk in shares]
    late = [drag for drag in found if drag.served.late]
    return sorted(late, key=lambda drag: (-drag.served.late, drag.standing.subject.slug))[:limit]


def versions_served(**filters: Any) -> list[dict[str, Any]]:
    """What a number of answers is made of: a line for each version, trust and channel, the largest first."""
    fields = ("version__subject__slug", "version__number", "channel", "trust")
    return list(
        served(**filters).values(*fields).annotate(count=Sum("count"), days=Count("day", distinct=True)).order_by("-count")
    )
