"""The ways by which answers leave, each asked over HTTP as its own users ask it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any, Protocol

import httpx

from kb.consistency.heard import HIDDEN, Heard, Probe
from policies.moment import read_instant
from policies.rehearsal import read_value

MARKED = re.compile(r"<div (?P<attributes>[^>]*\bdata-card=[^>]*)>(?P<html>.*?)</div>", re.DOTALL)  # Answers hold no div.
QUERY = {"card": "card", "language": "lang"}  # What these are called where they do not stand in the path.
ATTRIBUTE = re.compile(r'data-(\w+)="([^"]*)"')


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
class ByKey:
    """What doors have in common that are opened with a channel's key or a visitor's token.

    `titles` by card and language are what is asked for in words. `origin` is whose page asks, where a script of one does.
    """

    name: str
    channel: str
    audience: str
    client: httpx.Client
    bearers: Iterator[str]
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    share: float = 1.0
    share_now: float = 1.0
    origin: str = ""

    def send(self, method: str, path: str, **what: Any) -> httpx.Response:
        """Raises Unusable for a response that a browser would not give to the script which asked."""
        headers = {"Authorization": f"Bearer {next(self.bearers)}", "Accept": "application/json"}
        if self.origin:
            headers["Origin"] = self.origin
        response = self.client.request(method, path, headers=headers, **what)
        if self.origin and response.headers.get("Access-Control-Allow-Origin") != self.origin:
            raise Unusable(f"{response.status_code} {path}: {self.origin} may not read it")
        return response

    def title(self, probe: Probe) -> str:
        return self.titles.get((probe.card, probe.language), probe.card.replace("-", " "))


class Answers(ByKey):
    """`GET /api/v1/answers/{card}`."""

    __slots__ = ()

    def ask(self, probe: Probe) -> Heard:
        response = self.send("GET", f"/api/v1/answers/{probe.card}", params={"lang": probe.language, **_query(probe)})
        return HIDDEN if response.status_code == 404 else heard_in(_json(response))


class Ask(ByKey):
    """`POST /api/v1/ask` with the card's own title.

    Where it recognises another card, or takes the title's words for something known of the order (as it tells), it answers
    another question than the probe's: nothing can be compared.
    """

    __slots__ = ()

    def ask(self, probe: Probe) -> Heard:
        body = {"question": self.title(probe), "lang": probe.language, "context": _context(probe), "as_of": _instant(probe)}
        told = _json(self.send("POST", "/api/v1/ask", json=body))
        if any(hint["is_assumed"] for hint in told["hints"]):
            return Heard(None)
        heard = heard_in(told)
        return heard if heard.card == probe.card else Heard(None)


class Search(ByKey):
    """`GET /api/v1/search` with the card's own title: what stands in the list of results."""

    __slots__ = ()

    def ask(self, probe: Probe) -> Heard:
        query = {"q": self.title(probe), "lang": probe.language}
        query |= {"as_of": probe.as_of.isoformat()} if probe.as_of else {}
        found = _json(self.send("GET", "/api/v1/search", params=query))["results"]
        hits = [hit for hit in found if hit["card"] == probe.card]
        return Heard(None, title=hits[0]["title"], short=hits[0]["text"]) if hits else Heard(None)


class Assistants(ByKey):
    """The tool `answer` at /mcp; as text counts what the model is told to say, beside the JSON."""

    __slots__ = ()

    def ask(self, probe: Probe) -> Heard:
        given = {"card": probe.card, "lang": probe.language, "context": _context(probe), "as_of": _instant(probe)}
        given = {name: value for name, value in given.items() if value is not None}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "answer", "arguments": given}}
        body = _json(self.send("POST", "/mcp", json=call))
        told = body.get("result", {}).get("structuredContent", {})
        if told.get("status") == 404:
            return HIDDEN
        if "answer" not in told:
            raise Unusable(f"/mcp {str(body)[:200]}")
        heard = heard_in(told)
        return heard if heard.card is None else replace(heard, text=body["result"]["content"][0]["text"])


@dataclass(slots=True)
class Page:
    """A page that shows the answer in a marked element. It says nothing of its status where there is no answer.

    Card and language stand in its `path`, or else in the query. `headers` say who reads it.
    """

    name: str
    channel: str
    audience: str
    client: httpx.Client
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    share: float = 1.0
    share_now: float = 1.0

    def ask(self, probe: Probe) -> Heard:
        named = {"card": probe.card, "language": probe.language}
        path = self.path.format(**named)
        query = {QUERY[name]: value for name, value in named.items() if f"{{{name}}}" not in self.path}
        response = self.client.get(path, params={**query, **_query(probe)}, headers=dict(self.headers))
        if response.status_code == 404:
            return HIDDEN
        if response.status_code != 200:
            raise Unusable(f"{response.status_code} {path}")
        return next(marked_in(response.text, probe.card), Heard(None, card="", digest=""))


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


def _query(probe: Probe) -> dict[str, str]:
    instant = {"as_of": probe.as_of.isoformat()} if probe.as_of else {}
    return {**instant, **_context(probe)}


def _context(probe: Probe) -> dict[str, str]:
    return {name: read_value(value) for name, value in probe.context.items()}


def _instant(probe: Probe) -> str | None:
    return probe.as_of.isoformat() if probe.as_of else None


def _json(response: httpx.Response) -> dict[str, Any]:
    if response.status_code != 200:
        raise Unusable(f"{response.status_code} {response.text[:200]}")
    body: dict[str, Any] = response.json()
    return body
