"""The ways by which answers leave, each asked over HTTP as its own users ask it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import unescape
from itertools import cycle, repeat
from typing import Any, Protocol

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore

from kb.api.visitors import CHANNEL as CHAT
from kb.consistency.heard import HIDDEN, Heard, Probe
from policies.channels import AGENTS, FAQ, create_channel
from policies.keys import key_for, revoke_key
from policies.models import Channel
from policies.moment import read_instant
from policies.people.roles import ROLES
from policies.rehearsal import read_value

INTERNAL, PUBLIC = Channel.Audience.INTERNAL.value, Channel.Audience.PUBLIC.value
MARKED = re.compile(r"<div (?P<attributes>[^>]*\bdata-card=[^>]*)>(?P<html>.*?)</div>", re.DOTALL)  # Answers hold no div.
ATTRIBUTE = re.compile(r'data-(\w+)="([^"]*)"')
KEYS = 20  # Taken in turn, so that no key's rate holds the check up.
TOKEN = re.compile(r'data-token="([^"]+)"')


class Door(Protocol):
    """`channel` and `audience` decide what should be heard there.

    Asked are `share` of the questions about other instants, and `share_now` of those about now.
    """

    name: str
    channel: str
    audience: str
    share: float
    share_now: float

    def ask(self, probe: Probe) -> Heard:
        """Raises httpx.HTTPError when the channel cannot be reached, Unusable for an answer that is none."""


class Unusable(Exception):
    """A channel answered with an error where it should have said something."""


@dataclass(slots=True)
class Answers:
    """`GET /api/v1/answers/{card}` with a channel's key or a visitor's token."""

    name: str
    channel: str
    audience: str
    client: httpx.Client
    bearers: Iterator[str]
    share: float = 1.0
    share_now: float = 1.0

    def ask(self, probe: Probe) -> Heard:
        headers, query = {"Authorization": f"Bearer {next(self.bearers)}"}, {"lang": probe.language, **_query(probe)}
        response = self.client.get(f"/api/v1/answers/{probe.card}", params=query, headers=headers)
        return HIDDEN if response.status_code == 404 else heard_in(_json(response))


@dataclass(slots=True)
class Page:
    """A page that shows the answer in a marked element. It says nothing of its status where there is no answer."""

    name: str
    channel: str
    audience: str
    client: httpx.Client
    path: str
    cookie: str
    share: float = 1.0
    share_now: float = 1.0

    def ask(self, probe: Probe) -> Heard:
        path = self.path.format(card=probe.card, language=probe.language)
        query = _query(probe) if "{language}" in self.path else {"lang": probe.language, **_query(probe)}
        response = self.client.get(path, params=query, headers={"Cookie": self.cookie})
        if response.status_code == 404:
            return HIDDEN
        if response.status_code != 200:
            raise Unusable(f"{response.status_code} {path}")
        return next(marked_in(response.text, probe.card), Heard(None, card="", digest=""))


@dataclass(slots=True)
class Ask:
    """`POST /api/v1/ask` with the card's own title; where it recognises another card, nothing can be compared."""

    name: str
    channel: str
    audience: str
    client: httpx.Client
    bearers: Iterator[str]
    titles: dict[tuple[str, str], str]
    share: float = 1.0
    share_now: float = 1.0

    def ask(self, probe: Probe) -> Heard:
        question = self.titles.get((probe.card, probe.language), probe.card.replace("-", " "))
        context = {name: read_value(value) for name, value in probe.context.items()}
        body = {"question": question, "lang": probe.language, "context": context, "as_of": _instant(probe)}
        response = self.client.post("/api/v1/ask", json=body, headers={"Authorization": f"Bearer {next(self.bearers)}"})
        heard = heard_in(_json(response))
        return heard if heard.card == probe.card else Heard(None)


@dataclass(slots=True)
class Assistants:
    """The tool `answer` at /mcp; as text counts what the model is told to say, beside the JSON."""

    name: str
    channel: str
    audience: str
    client: httpx.Client
    bearers: Iterator[str]
    share: float = 1.0
    share_now: float = 1.0

    def ask(self, probe: Probe) -> Heard:
        context = {name: read_value(value) for name, value in probe.context.items()}
        given = {"card": probe.card, "lang": probe.language, "context": context, "as_of": _instant(probe)}
        given = {name: value for name, value in given.items() if value is not None}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "answer", "arguments": given}}
        headers = {"Authorization": f"Bearer {next(self.bearers)}", "Accept": "application/json"}
        body = _json(self.client.post("/mcp", json=call, headers=headers))
        told = body.get("result", {}).get("structuredContent", {})
        if told.get("status") == 404:
            return HIDDEN
        if "answer" not in told:
            raise Unusable(f"/mcp {str(body)[:200]}")
        heard = heard_in(told)
        return heard if heard.card is None else replace(heard, text=body["result"]["content"][0]["text"])


@dataclass(slots=True)
class Search:
    """`GET /api/v1/search` with the card's own title: what stands in the list of results."""

    name: str
    channel: str
    audience: str
    client: httpx.Client
    bearers: Iterator[str]
    titles: dict[tuple[str, str], str]
    share: float = 1.0
    share_now: float = 1.0

    def ask(self, probe: Probe) -> Heard:
        query = {"q": self.titles.get((probe.card, probe.language), probe.card.replace("-", " ")), "lang": probe.language}
        query |= {"as_of": probe.as_of.isoformat()} if probe.as_of else {}
        headers = {"Authorization": f"Bearer {next(self.bearers)}"}
        response = self.client.get("/api/v1/search", params=query, headers=headers)
        hits = [hit for hit in _json(response)["results"] if hit["card"] == probe.card]
        return Heard(None, title=hits[0]["title"], short=hits[0]["text"]) if hits else Heard(None)


def heard_in(body: dict[str, Any]) -> Heard:
    """What the contract's JSON says."""
    said = body["answer"]
    about: dict[str, Any] = {"revision": body.get("revision"), "at": read_instant(body.get("as_of"))}
    if said is None:
        return Heard(body["status"], **about)
    return Heard(
        body["status"], said["card"], str(said["version"]), said["rule"] or "", said["language"], said["digest"],
        html=said["html"], text=said["text"], **about,
    )  # fmt: skip


def marked_in(page: str, card: str) -> Iterator[Heard]:
    """The marked elements about this card, byte for byte."""
    for found in MARKED.finditer(page):
        said = {key: unescape(value) for key, value in ATTRIBUTE.findall(found["attributes"])}
        if said["card"] == card:
            yield Heard(None, card, said["version"], said["rule"], said["language"], said["digest"], html=found["html"])


@contextmanager
def every_door(client: httpx.Client, titles: dict[tuple[str, str], str]) -> Iterator[list[Door]]:
    """All of them, with keys and a session that end with the block."""
    public = [create_channel("consistency-public", audience=PUBLIC) for _ in range(KEYS)]
    internal = [create_channel("consistency-internal", audience=INTERNAL) for _ in range(KEYS)]
    session = _session()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    token = TOKEN.search(client.get("/chat/").text)
    try:
        to_public: dict[str, Any] = {"channel": "consistency-public", "audience": PUBLIC, "client": client}
        to_internal: dict[str, Any] = {"channel": "consistency-internal", "audience": INTERNAL, "client": client}
        one, other = {**to_public, "bearers": cycle(public)}, {**to_internal, "bearers": cycle(internal)}
        visitor = repeat(token[1] if token else "")
        yield [
            Answers("API, public", **one),
            Answers("API, internal", **other),
            Answers("chat", CHAT, PUBLIC, client, visitor, share=0.01, share_now=0.05),
            Page("FAQ page", FAQ, PUBLIC, client, "/faq/{language}/{card}/", ""),
            Page("agents' page", AGENTS, INTERNAL, client, "/cards/{card}/", cookie),
            # Searching another day reads all of that day's texts: once in a while is enough.
            Ask("ask", **one, titles=titles, share=0.02, share_now=0.5),
            Search("search, public", **one, titles=titles, share=0.02, share_now=0.2),
            Search("search, internal", **other, titles=titles, share=0.02, share_now=0.2),
            Assistants("assistants, public", **one, share=0.1, share_now=0.2),
            Assistants("assistants, internal", **other, share=0.1, share_now=0.2),
        ]
    finally:
        session.delete()
        for key in filter(None, map(key_for, (*public, *internal))):
            revoke_key(key)


def _session() -> SessionStore:
    """A colleague's session, as after a log-in."""
    person = get_user_model().objects.filter(is_active=True, groups__name__in=ROLES).order_by("pk").first()
    if person is None:
        raise Unusable("There is nobody with a role, so the agents' page cannot be asked.")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.set_expiry(3600)
    session.create()
    return session


def _query(probe: Probe) -> dict[str, str]:
    instant = {"as_of": probe.as_of.isoformat()} if probe.as_of else {}
    return {**instant, **{name: read_value(value) for name, value in probe.context.items()}}


def _instant(probe: Probe) -> str | None:
    return probe.as_of.isoformat() if probe.as_of else None


def _json(response: httpx.Response) -> dict[str, Any]:
    if response.status_code != 200:
        raise Unusable(f"{response.status_code} {response.text[:200]}")
    body: dict[str, Any] = response.json()
    return body
