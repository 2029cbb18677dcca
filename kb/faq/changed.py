"""When public cards last said something new, from the log of what took effect."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from policies.answers import PUBLIC, find_cards
from policies.change import changes_in
from policies.memory import recall
from policies.models import Publication
from policies.moment import Moment

PUBLISH = Publication.Kind.PUBLISH
MOST_READ, MOST_TOLD = 2000, 50
SINCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class News:
    """A card says something new from this instant on, because it or what it quotes was published under this revision."""

    card: str
    revision: int
    at: datetime


def news(at: Moment) -> tuple[News, ...]:
    """What took effect for customers, the latest first, once a card and revision. Nothing of cards they may not see today.

    Read from the newest lines of the log, `MOST_READ` of them; kept for as long as nothing changes.
    """
    known, key = recall(at), ("faq", "news")
    if key not in known:
        known[key] = _news(at)
    return cast(tuple[News, ...], known[key])


def changed_at(card: str, at: Moment) -> datetime | None:
    """None for a card that did not change lately."""
    known, key = recall(at), ("faq", "changed")
    if key not in known:
        last: dict[str, datetime] = {}
        for each in news(at):
            last.setdefault(each.card, each.at)
        known[key] = last
    return cast(dict[str, datetime], known[key]).get(card)


def _news(at: Moment) -> tuple[News, ...]:
    log = Publication.objects.filter(
        kind=PUBLISH, number__lte=at.revision, effective_from__lte=at.at, effective_from__gt=at.at - SINCE
    )
    entries = list(log.select_related("subject", "version").order_by("-number", "-id")[:MOST_READ])
    # What was internal then is a withdrawal to customers, and what is internal now goes unsaid.
    told = [change for change in changes_in(entries, PUBLIC) if change.kind == PUBLISH]
    visible = find_cards({card for change in told for card in change.cards or ()}, PUBLIC, at)
    first: dict[tuple[str, int], News] = {}
    for change in told:
        for card in change.cards or ():
            if card in visible:
                first.setdefault((card, change.revision), News(card, change.revision, change.effective_from))
    return tuple(sorted(first.values(), key=lambda each: (each.at, each.revision, each.card), reverse=True))
