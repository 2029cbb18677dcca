"""A house of processes on one database, how it is asked and told, and what has to hold of it."""

import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event, Thread
from typing import Any

import httpx
from django.db import connections

from kb.consistency.doors import Door, Unusable
from kb.consistency.heard import HIDDEN as NOT_THERE
from kb.consistency.heard import Probe
from policies.channels import create_channel
from policies.publishing import in_force, now
from tests.faults.nursery import Nursery, is_alive, kill
from tests.faults.story import BODY, CARD, GUEST, HIDDEN, TITLE, Story, numbers_in, word_of
from tests.parts import free_port, slowness

WITHIN = 5.0  # Seconds after which every channel has to say the same.
PATIENCE = 60.0  # Seconds for a house to come up again, on a machine that has other work.


READ = (f"/api/v1/answers/{CARD}?lang=en", f"/faq/en/{CARD}/", "/api/v1/search?q=the+card&lang=en")


class Broken(AssertionError):
    """The property does not hold."""


@dataclass(slots=True)
class House:
    """`web` and `worker` are process ids, `ended` is how often the worker has ended by itself. `doors` stay open: their keys
    outlive the processes.
    """

    nursery: Nursery
    story: Story
    services: dict[str, Any] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    ended: int = 0
    web: int = 0
    worker: int = 0
    doors: list[Door] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)
    client: Any = None
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        key = create_channel("tools", audience="internal", scopes=["manage"], person=self.story.people.olivia)
        self.keys |= {"manage": key, "public": create_channel("readers", audience="public", scopes=["answers"])}
        self.client = httpx.Client(base_url=self.base, timeout=30, trust_env=False)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_web(self, **how: Any) -> None:
        self.web = self.nursery.start("web", port=self.port, **how)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                if self.client.get("/healthz").status_code == 200:
                    return
            time.sleep(0.005)
        raise Broken("The site does not come up again.")

    def start_worker(self) -> None:
        self.worker = self.nursery.start("worker")

    def restart_web(self, **how: Any) -> None:
        kill(self.web)
        self.start_web(**how)

    def stop(self) -> None:
        for pid in (self.web, self.worker):
            if pid:
                kill(pid)
        self.client.close()
        connections.close_all()

    def order(self, path: str, client: httpx.Client | None = None) -> "Order":
        """An act to be asked for; what it would change is read first, as the contract wants it."""
        asked = client or self.client
        bearer = {"Authorization": f"Bearer {self.keys['manage']}"}
        thing = path.rpartition("/")[0]
        seen = asked.get(f"/api/v1/{thing}", headers=bearer)
        seen.raise_for_status()
        return Order(f"/api/v1/{path}", {**bearer, "If-Match": seen.headers["ETag"], "Idempotency-Key": secrets.token_hex(8)})

    def send(self, order: "Order", client: httpx.Client | None = None) -> int:
        """The status, 0 when there was no answer."""
        try:
            return (client or self.client).post(order.path, json={}, headers=order.headers).status_code
        except httpx.HTTPError:
            return 0

    def insist(self, order: "Order") -> int:
        """As a client does that was not answered: the same again, until there is an answer."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status = self.send(order)
            if status and status < 500 and status != 429:
                return status
            time.sleep(0.05)
        raise Broken(f"{order.path} is never answered.")

    def agree(self) -> float:
        """Seconds until every door says what was acknowledged. Raises Broken when it takes too long."""
        if not is_alive(self.worker):  # As where no broker can be written to; what watches over a house starts it again.
            self.ended += 1
            self.start_worker()
        began, seconds = time.monotonic(), 0.0
        while True:
            wrong = list(self._wrong())
            factor, ended = slowness(), time.monotonic()
            seconds, began = seconds + (ended - began) / factor, ended
            if not wrong:
                return seconds
            if seconds > WITHIN:
                raise Broken(f"After {seconds:.1f} s: {'; '.join(wrong[:5])}")
            time.sleep(0.02)

    def _wrong(self) -> Iterator[str]:
        for slug in (CARD, GUEST):
            number = self.story.known[slug]
            for door in self.doors:
                try:
                    heard = door.ask(Probe(slug, "en", {}, "", None))
                except (httpx.HTTPError, Unusable) as error:
                    yield f"{door.name} of {slug}: {error}"
                    continue
                self.heard[door.name] += 1
                said = " ".join(part for part in (heard.html, heard.text, heard.title, heard.short) if part)
                is_hidden = heard == NOT_THERE or not said
                if number is None and not is_hidden and "search" not in door.name and "ask" not in door.name:
                    yield f"{door.name} still shows {slug}"
                if number is not None and (said or "search" in door.name) and numbers_in(said) != {number}:
                    yield f"{door.name} of {slug}: {sorted(numbers_in(said))}, not {number}"
                if number is not None and is_hidden and door.share_now == 1:
                    yield f"{door.name} does not show {slug}"
        yield from self.leaks()
        yield from self._found()

    def _found(self) -> Iterator[str]:
        """The index has followed: the new word is found, and what is withdrawn is not."""
        for slug, number in self.story.known.items():
            word = slug.replace("-", " ") if number is None else word_of(number)
            if (number is None) == any(hit["card"] == slug for hit in self._search(word)):
                yield f"search {'still finds' if number is None else 'does not find'} {slug} by {word}"

    def _search(self, words: str) -> list[dict[str, Any]]:
        bearer = {"Authorization": f"Bearer {self.keys['public']}"}
        try:
            response = self.client.get("/api/v1/search", params={"q": words, "lang": "en"}, headers=bearer)
        except httpx.HTTPError:
            return []
        return list(response.json()["results"]) if response.status_code == 200 else []

    def shown(self, slug: str) -> int | None:
        """The number that the database says now."""
        version = in_force("card", [slug], now()).get(slug)
        return None if version is None else max(numbers_in(str(version.content)))

    def leaks(self) -> Iterator[str]:
        """Nothing internal and nothing withdrawn stands in anything that the public may read."""
        bearer = {"Authorization": f"Bearer {self.keys['public']}"}
        for path in ("/faq/en/", f"/faq/en/{GUEST}/", "/faq/en/feed/", f"/api/v1/answers/{GUEST}?lang=en", "/sitemap.xml"):
            try:
                text = self.client.get(path, headers=bearer if "api" in path else {}).text
            except httpx.HTTPError:
                continue
            if HIDDEN in text:
                yield f"{path} shows what is internal"
            if self.story.known[GUEST] is None and re.search(rf"{GUEST} qx", text):
                yield f"{path} shows what is withdrawn"


@dataclass(frozen=True, slots=True)
class Order:
    path: str
    headers: dict[str, str]


def check_reading(story: Story, floor: dict[str, int | None], path: str, text: str) -> None:
    """One response of the public site: a whole publication, none older than what was known when it was asked for.

    Raises Broken.
    """
    if HIDDEN in text:
        raise Broken(f"{path} shows what is internal.")
    for word, days in re.findall(BODY, text):
        (number,) = numbers_in(word)
        if number != int(days):
            raise Broken(f"{path} shows half a publication: {number} with {days} days.")
    bodies = [word for word, _days in re.findall(BODY, text)]
    seen = numbers_in(" ".join([*re.findall(TITLE, text), *bodies]))  # A page may name the other card, too.
    if len(seen) > 1:
        raise Broken(f"{path} mixes publications: {sorted(seen)}.")
    oldest = floor[CARD] or 0
    if seen and min(seen) < oldest:
        raise Broken(f"{path} shows {min(seen)}, though {oldest} was acknowledged before it was asked.")


class Reader:
    """Somebody reads all the while, by a thread of its own; `wrong` is the first response that should not have been."""

    def __init__(self, house: House):
        self.house, self.over, self.counts = house, Event(), Counter[str]()
        self.wrong: Broken | None = None
        self.thread = Thread(target=self._read, daemon=True)

    def _read(self) -> None:
        bearer = {"Authorization": f"Bearer {self.house.keys['public']}"}
        with httpx.Client(base_url=self.house.base, timeout=30, headers=bearer, trust_env=False) as client:
            for path in cycle(READ):
                if self.over.wait(0.005) or self.wrong:
                    return
                self._ask(client, path)

    def _ask(self, client: httpx.Client, path: str) -> None:
        floor = dict(self.house.story.known)
        try:
            response = client.get(path)
        except httpx.HTTPError:
            self.counts["unanswered"] += 1
            return
        if response.status_code >= 500:
            self.counts["unanswered"] += 1
            return
        self.counts["read"] += 1
        try:
            check_reading(self.house.story, floor, path, response.text)
        except Broken as error:
            self.wrong = error


@contextmanager
def reading(house: House) -> Iterator[Counter[str]]:
    """Somebody reads while the block lasts. Raises Broken at its end for what was wrong."""
    reader = Reader(house)
    reader.thread.start()
    try:
        yield reader.counts
    finally:
        reader.over.set()
        reader.thread.join(PATIENCE)
    if reader.wrong:
        raise reader.wrong
