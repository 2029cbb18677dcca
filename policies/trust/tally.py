"""How far every card in force can be trusted, without reading what the cards say: ten thousand of them in a few queries.

It says the same as `due.every_card`, which reads each card; a test holds the two against each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from django.contrib.auth import get_user_model
from django.db.models import Max, TextField
from django.db.models.functions import Cast

from policies.content.digest import digest_of
from policies.memory import recall
from policies.models import Card, Subject, Topic, Verification
from policies.moment import Moment
from policies.publishing import in_force
from policies.trust.basis import basis_of, values_of

KEY = "tally"


@dataclass(frozen=True, slots=True)
class Tallied:
    """A card in force by its primary keys, and from when on it is due and overdue."""

    slug: str
    subject: int
    version: int
    topic: int
    owner: int
    risk: str
    due_at: datetime
    expires_at: datetime

    def state_at(self, at: datetime) -> str:
        """verified, due or expired."""
        return "verified" if at < self.due_at else "due" if at < self.expires_at else "expired"


def tally(at: Moment) -> tuple[Tallied, ...]:
    """Every card in force at the moment, by slug; kept for the epoch."""
    known = recall(at)
    if KEY not in known:
        known[KEY] = tuple(_read(at))
    found: tuple[Tallied, ...] = known[KEY]
    return found


def tallied(at: Moment, *, topic: str = "", owner: str = "", state: str = "") -> list[Tallied]:
    """Those of a topic, of an owner (both by name), in a state."""
    topics = set(Topic.objects.filter(slug=topic).values_list("pk", flat=True)) if topic else None
    owners = set(get_user_model().objects.filter(username=owner).values_list("pk", flat=True)) if owner else None
    return [
        card
        for card in tally(at)
        if (topics is None or card.topic in topics)
        and (owners is None or card.owner in owners)
        and (not state or card.state_at(at.at) == state)
    ]


def _read(at: Moment) -> Iterable[Tallied]:
    rows = Card.objects.live_at(at).order_by("slug").values_list("slug", "pk", "live_version_id", "topic", "owner", "risk")
    cards = list(rows)
    dates = _dates(at)
    for slug, pk, version, topic, owner, risk in cards:
        if version in dates:
            yield Tallied(slug, pk, version, topic, owner, risk, *dates[version])


def _dates(at: Moment) -> dict[int, tuple[datetime, datetime]]:
    """From when on each version that was ever verified is due and overdue."""
    acts = Verification.objects.filter(revision__lte=at.revision, at__lte=at.at).order_by()
    last = acts.filter(pk__in=acts.values("version").annotate(last=Max("pk")).values("last"))
    said, made = Cast("facts", TextField()), Cast("offers", TextField())
    read = last.annotate(said=said, made=made).values_list("version", "due_at", "expires_at", "said", "made")
    rows = [(*dates, _parsed(facts), _parsed(offers)) for *dates, facts, offers in read]
    facts = _said_now({slug for *_dates, facts, _offers in rows for slug in facts}, at)
    offers = set(in_force(Subject.Kind.OFFER, {slug for *_rest, offers in rows for slug in offers}, at))
    found = {version: (due_at, expires_at) for version, due_at, expires_at, *_rest in rows}
    turned = [version for version, _due, _over, said, made in rows if _has_turned(said, made, facts, offers)]
    return found | _dates_of_turned(turned, at)


@lru_cache(maxsize=20_000)
def _parsed(text: str) -> Any:
    """Many cards quote the same facts with the same values: each such text is read once."""
    return orjson.loads(text)


def _said_now(slugs: Iterable[str], at: Moment) -> Mapping[str, str]:
    """As `basis.said_of_facts`, of all facts at once."""
    return {slug: digest_of(values_of(fact.content)) for slug, fact in in_force(Subject.Kind.FACT, slugs, at).items()}


def _has_turned(said: Mapping[str, str], made: Iterable[str], facts: Mapping[str, str], offers: set[str]) -> bool:
    """Does a fact say something else than when somebody last looked, or has an offer ended? Then its dates are others."""
    return any(facts.get(slug, digest) != digest for slug, digest in said.items()) or not offers.issuperset(made)


def _dates_of_turned(versions: Iterable[int], at: Moment) -> dict[int, tuple[datetime, datetime]]:
    """Of those that are in force; their whole story is read."""
    wanted = set(versions)
    if not wanted:
        return {}
    live = Card.objects.live_at(at).order_by().values_list("slug", "live_version_id")
    slugs = [slug for slug, version in live if version in wanted]
    bases = {version.pk: basis_of(version, at) for version in in_force(Subject.Kind.CARD, slugs, at).values()}
    return {pk: (basis.due_at, basis.expires_at) for pk, basis in bases.items()}
