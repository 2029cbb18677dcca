"""When public cards last said something new, from the log of what took effect."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Min, QuerySet

from policies.answers import PUBLIC, visible_cards
from policies.memory import recall
from policies.models import Publication, Quote, Subject
from policies.moment import Moment

CARD, FACT = Subject.Kind.CARD, Subject.Kind.FACT
MOST_READ = 2000
SINCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class News:
    """A card says something new from this instant on, because it or a fact that it quotes was published under this revision."""

    card: str
    revision: int
    at: datetime


def news(at: Moment) -> tuple[News, ...]:
    """What took effect for customers, the latest first, once a card and revision. Nothing of cards they may not see today.

    Read from the newest `MOST_READ` lines of the log; kept for as long as nothing changes.
    """
    known, key = recall(at), ("faq", "news")
    if key not in known:
        found = dict.fromkeys(_news(at))
        known[key] = tuple(sorted(found, key=lambda each: (each.at, each.revision, each.card), reverse=True))
    return cast(tuple[News, ...], known[key])


def last_changes(at: Moment) -> dict[str, datetime]:
    """By card, for those that changed lately."""
    known, key = recall(at), ("faq", "changed")
    if key not in known:
        last: dict[str, datetime] = {}
        for each in news(at):
            last.setdefault(each.card, each.at)
        known[key] = last
    return cast(dict[str, datetime], known[key])


def _news(at: Moment) -> Iterator[News]:
    visible = visible_cards(PUBLIC, at)
    shown = set(visible.values_list("slug", flat=True))
    log = _published(at).filter(effective_from__gt=at.at - SINCE).exclude(subject__kind=CARD, version__audience="internal")
    lines = log.order_by("-number", "-id").values_list("subject__kind", "subject__slug", "number", "effective_from")
    entries = [entry for entry in lines[:MOST_READ] if entry[0] == FACT or entry[1] in shown]
    quoting: dict[str, list[str]] = defaultdict(list)
    live = visible.order_by().values("live_version_id")
    facts = {slug for kind, slug, *_ in entries if kind == FACT}
    quotes = Quote.objects.filter(kind=FACT, slug__in=facts, version__in=live)
    for fact, card in quotes.values_list("slug", "version__subject__slug").distinct():
        quoting[fact].append(card)
    first = _first_said(at, {card for cards in quoting.values() for card in cards})
    for kind, slug, number, since in entries:
        for card in [slug] if kind == CARD else quoting[slug]:
            if kind == CARD or number > first[card]:  # A fact that was there before the card is no news of the card.
                yield News(card, number, since)


def _published(at: Moment) -> QuerySet[Publication]:
    lines = Publication.objects.filter(kind=Publication.Kind.PUBLISH, subject__kind__in=(CARD, FACT))
    return lines.filter(number__lte=at.revision, effective_from__lte=at.at)


def _first_said(at: Moment, cards: set[str]) -> dict[str, int]:
    """The revision under which customers could first see each of these cards."""
    lines = _published(at).filter(subject__kind=CARD, subject__slug__in=cards, version__audience=PUBLIC).order_by()
    return dict(lines.values_list("subject__slug").annotate(first=Min("number")))
