"""Whoever follows `/changes` over HTTP has exactly the database's content in the end, however much is published meanwhile.

CONCORD_FOLLOW says how many publications; `make follow` is the long form.
"""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as Flag
from threading import Lock
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from policies.answers import answer_for, find_card
from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Card, Fact, Publication, Version
from policies.publishing import current_revision, now
from policies.trust.ladder import ladder_of
from policies.trust.verifying import doubt
from policies.workflow import publish, withdraw
from tests.store import Store

pytestmark = pytest.mark.django_db(transaction=True)
HOW_MANY = int(os.environ.get("CONCORD_FOLLOW", "60"))
PUBLISHERS, CARDS_EACH = 4, 3
SOON = timedelta(seconds=0.3)
Json = dict[str, Any]
CHANGING = ("receipt", "as_of", "revision")


@dataclass
class Copy:
    """What a client keeps: the whole answer of each card, refreshed when `/changes` says so, and at the instants it names."""

    client: httpx.Client
    answers: dict[str, Json] = field(default_factory=dict)
    log: list[tuple[int, str, str]] = field(default_factory=list)
    later: list[tuple[datetime, list[str]]] = field(default_factory=list)
    reads: int = 0

    def follow(self, is_over: Flag) -> "Copy":
        after = 0
        while True:
            was_over = is_over.is_set()
            page = self.get("changes", after=after, limit=7)
            touched = {card for change in page["results"] for card in self.note(change)}
            touched |= self.turned()
            for card in sorted(touched):
                self.refresh(card, page["revision"])
            after = page["revision"]
            if was_over and page["next"] is None and not self.later:
                return self
            time.sleep(0 if page["next"] else 0.1)

    def note(self, change: Json) -> list[str]:
        self.log.append((change["revision"], change["kind"], change["thing"]))
        cards = list(self.answers) if change["cards"] is None else change["cards"]
        for instant in (change["effective_from"], change["effective_until"]):
            if instant and datetime.fromisoformat(instant) > timezone.now() - SOON:
                self.later.append((datetime.fromisoformat(instant), cards))
        return cards

    def turned(self) -> set[str]:
        """The cards of which something began or ended by itself."""
        at = timezone.now()
        over = {card for instant, cards in self.later if instant <= at for card in cards}
        self.later = [(instant, cards) for instant, cards in self.later if instant > at]
        return over

    def refresh(self, card: str, revision: int) -> None:
        answer = self.get(f"answers/{card}", lang="en", min_revision=revision)
        if answer is None:
            self.answers.pop(card, None)
            return
        assert answer["revision"] >= revision
        self.answers[card] = {name: value for name, value in answer.items() if name not in CHANGING}

    def get(self, path: str, **query: object) -> Json | None:
        self.reads += 1
        response = self.client.get(path, params=query)
        assert response.status_code in (200, 404), response.text
        return response.json() if response.status_code == 200 else None


class Publishers:
    """Four people who publish, withdraw, schedule, change a fact and doubt, each on cards of their own, all at once."""

    def __init__(self, store: Store):
        self.store, self.lock, self.done = store, Lock(), current_revision()
        self.until = self.done + HOW_MANY
        self.fact = Fact.objects.get(slug="refunds.card_days")

    def work(self, number: int) -> None:
        dice = random.Random(number)
        names = [f"card-{number}-{n}" for n in range(CARDS_EACH)]
        acts = (self.say, self.say, self.say_later, self.change_fact, self.withdraw, *[self.doubt] * 7)
        try:
            while current_revision() < self.until:
                try:
                    dice.choice(acts)(dice.choice(names), dice)
                except (Conflict, Refused, ContentError):
                    continue  # Somebody changed the fact first, or the lock came only after the instant.
        finally:
            connection.close()

    def version_of(self, name: str, dice: random.Random) -> Version:
        found = {"kind": "card", "topic": self.store.topic(), "owner": self.store.people.olivia, "risk": "low"}
        card = Card.objects.get_or_create(slug=name, defaults=found)[0]
        short = f"{name} says {dice.random()}; the refund takes {{{{ refunds.card_days }}}}."
        audience = dice.choice(["public", "public", "internal"])
        content = {"source": "en", "audience": audience, "languages": {"en": {"title": name, "short": short}}}
        return self.store.approved(card, content)

    def say(self, name: str, dice: random.Random) -> None:
        publish(self.version_of(name, dice), by=self.store.people.olivia)

    def say_later(self, name: str, dice: random.Random) -> None:
        version = self.version_of(name, dice)
        start = timezone.now() + SOON * (1 + dice.random())
        publish(version, by=self.store.people.olivia, start=start, until=start + SOON)

    def change_fact(self, _name: str, dice: random.Random) -> None:
        value = {"type": "duration", "value": dice.randint(1, 90), "unit": "day"}
        publish(self.store.approved(self.fact, value), by=self.store.people.olivia)

    def withdraw(self, name: str, _dice: random.Random) -> None:
        card = Card.objects.filter(slug=name).first()
        if card is not None and find_card(name, "internal", now()) is not None:
            withdraw(card, by=self.store.people.olivia)

    def doubt(self, name: str, _dice: random.Random) -> None:
        found = find_card(name, "internal", now())
        if found is not None:
            version = Version.objects.select_related("subject__topic", "subject__card").get(pk=found.live_version_id)
            doubt(version, by=self.store.people.max, reason="Is it?")


def test_a_follower_ends_with_what_the_database_says(store, live_server, key_of, settings, capsys):
    settings.API_REQUESTS_PER_MINUTE = 10_000_000
    store.fact()
    before = current_revision()
    publishers, is_over, began = Publishers(store), Flag(), time.monotonic()
    keys = {audience: key_of(audience) for audience in ("public", "internal")}
    with ExitStack() as open_clients, ThreadPoolExecutor(PUBLISHERS + len(keys)) as pool:
        copies = {audience: Copy(open_clients.enter_context(client_for(live_server, key))) for audience, key in keys.items()}
        following = [pool.submit(copy.follow, is_over) for copy in copies.values()]
        working = [pool.submit(publishers.work, number) for number in range(PUBLISHERS)]
        try:
            for one in working:
                one.result()
            publishers.change_fact("", random.Random(0))  # Every card that quotes it says something else in the end.
        finally:
            is_over.set()
        for one in following:
            one.result()
    done, seconds = current_revision() - before, time.monotonic() - began
    assert done >= HOW_MANY
    for audience, copy in copies.items():
        compare(copy, audience)
    log = Publication.objects.order_by("number", "pk").values_list("number", "kind", "subject__kind", "subject__slug")
    assert copies["internal"].log == [(number, kind, f"{of}:{slug}" if of else "") for number, kind, of, slug in log]
    if HOW_MANY > 60:
        read = ", ".join(f"{copy.reads} reads and {len(copy.answers)} cards as {name}" for name, copy in copies.items())
        with capsys.disabled():
            print(f"\n{connection.vendor}: {done} publications in {seconds:.0f} s; {read}; every answer is the database's.")


def compare(copy: Copy, audience: str) -> None:
    """What the client kept is what the database says now, card by card; and it was told in the order of the log."""
    at = now()
    cards = {slug: find_card(slug, audience, at) for slug in Card.objects.values_list("slug", flat=True)}
    who = {"audience": audience, "ladder": ladder_of(f"{audience}-test", audience, at)}
    replies = {slug: answer_for(card, {}, "en", at, **who) for slug, card in cards.items() if card is not None}
    kept = {slug: (said["answer"] and said["answer"]["digest"], said["trust"]["state"]) for slug, said in copy.answers.items()}
    assert kept == {slug: (reply.answer and reply.answer.digest, reply.trust.state) for slug, reply in replies.items()}
    numbers = [number for number, _kind, _thing in copy.log]
    assert numbers == sorted(numbers)


def client_for(live_server, key: str) -> httpx.Client:
    return httpx.Client(base_url=f"{live_server.url}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=60)
