"""A client for Concord's API in one file: copy it beside your program. Needs Python 3.11 and httpx.

    with Concord("https://answers.example", key) as concord:
        reply = concord.ask("is it too late to cancel?", context={"order_stage": "packed"})
        if reply["status"] == "answered":
            print(reply["answer"]["text"])

Threads may share one. See docs/clients.md.
"""

import json
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import RLock
from typing import Any, Literal, NotRequired, TypedDict
from urllib.parse import quote

import httpx

Context = Mapping[str, str | int | float | bool]
Words = Mapping[str, str]


class Answer(TypedDict):
    """The same text and digest on every channel. `html` is clean: show it as it is."""

    card: str
    version: int
    rule: str | None
    outcome: Literal["allowed", "not_allowed", "depends", "information"]
    language: str
    title: str
    text: str
    html: str
    digest: str


class Need(TypedDict):
    """Ask the customer, and call again with this dimension in the context. An option has a `value` and a `label`."""

    dimension: str
    kind: Literal["choice", "number", "flag", "date"]
    question: str
    options: list[dict[str, str]]


class Reply(TypedDict):
    """What the contract calls an answer. `offer` comes after the answer, never instead of it; `notes` are internal."""

    status: Literal["answered", "needs_context", "escalate", "suggest"]
    answer: Answer | None
    requested_language: str
    fallback: dict[str, str] | None
    needs: list[Need]
    offer: dict[str, str] | None
    escalation: dict[str, str] | None
    trust: dict[str, str] | None
    notice: dict[str, str] | None
    revision: int
    as_of: str
    receipt: str | None
    notes: NotRequired[dict[str, str] | None]


class Asked(Reply):
    """A candidate has `card`, `title`, `text` and `score`."""

    question: str
    confidence: float
    candidates: list[dict[str, Any]]
    hints: list[dict[str, Any]]


class Failed(Exception):
    """Nothing was answered. What is raised is one of the following."""


class Unreachable(Failed):
    """The server could not be reached, or was silent for too long."""


class Problem(Failed):
    """A refusal (RFC 9457). Each of `errors` has `field`, `code` and `message`; `retry_after` (seconds): when to come back."""

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: float | None):
        self.status, self.title, self.detail = status, str(body.get("title", "")), str(body.get("detail", ""))
        self.errors: list[dict[str, str]] = body.get("errors", [])
        self.reference, self.retry_after = str(body.get("reference", "")), retry_after
        super().__init__(f"{status} {self.detail or self.title}")


class BadInput(Problem):
    """400, 413, 422: mend the fields in `errors`."""


class KeyRefused(Problem):
    """401: the key is unknown, has ended or was revoked. 403: it may not do this."""


class NotFound(Problem):
    """404: no such card, offer or receipt, or not for this channel."""


class TooMany(Problem):
    """429: come back after `retry_after` seconds."""


class Unavailable(Problem):
    """500 and above."""


KINDS = {400: BadInput, 401: KeyRefused, 403: KeyRefused, 404: NotFound, 413: BadInput, 422: BadInput, 429: TooMany}


@dataclass(frozen=True, slots=True)
class Kept:
    """A body with its tag. `card`: what a change must name to end it, "" for any. `until`: given from memory so long."""

    etag: str
    body: bytes
    card: str
    until: float


class Concord(AbstractContextManager["Concord"]):
    """What was read is kept, at most `most_kept` answers, and asked for again by its tag: unchanged, it is not sent again.

    With `memory_seconds` it is not even asked for again: `/changes` is looked at when the last look is so long ago, and what
    it does not name is given from memory, never beyond the next scheduled change. Such an answer has the receipt of the first
    time. What is found, comes with an offer, is late with its verification or for a certain customer is always asked for.

    429 and 503 are tried `tries` times in all, as `Retry-After` says, if that is at most `patience` seconds.
    """

    def __init__(
        self,
        base: str,
        key: str,
        *,
        language: str = "",
        memory_seconds: float = 0,
        most_kept: int = 1000,
        tries: int = 3,
        patience: float = 5.0,
        timeout: float = 10.0,
    ):
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json", "User-Agent": "concord-python/1"}
        if language:
            headers["Accept-Language"] = language
        address, transport = f"{base.rstrip('/')}/api/v1/", httpx.HTTPTransport(retries=2)
        self._http = httpx.Client(base_url=address, headers=headers, timeout=timeout, transport=transport)
        self._memory_seconds, self._most_kept, self._tries, self._patience = memory_seconds, most_kept, tries, patience
        self._lock = RLock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._followed = -1
        self._current_until, self._next_change = 0.0, float("inf")  # By the monotonic clock.
        self.revision = 0  # The newest that any response carried; as `min_revision` it makes others read what was written.

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def answer(self, card: str, context: Context | None = None, **more: str | int) -> Reply:
        """One card's answer. `more`: lang, as_of (ISO 8601), customer_ref, min_revision."""
        query = _query({**(context or {}), **more})
        is_steady = not {"customer_ref", "min_revision"} & set(more)
        reply: Reply = self._read(f"answers/{quote(card, safe='')}", query, card=card, is_steady=is_steady)
        return reply

    def ask(self, question: str, context: Context | None = None, *, min_revision: int = 0, **more: str) -> Asked:
        """A question in anyone's words. `more`: lang, as_of, customer_ref."""
        query = {"min_revision": str(min_revision)} if min_revision else {}
        body = {"question": question, "context": dict(context or {}), **more}
        asked: Asked = self._send("POST", "ask", query, body).json()
        return asked

    def search(self, q: str, **more: str | int) -> Iterator[dict[str, Any]]:
        """Cards by words, page by page. `more`: lang, topic, trust, as_of, limit (of a page)."""
        return self._pages("search", {"q": q, **more}, is_steady=False)

    def suggest(self, q: str, **more: str) -> list[str]:
        """Titles that fit what is being typed."""
        return [found["title"] for found in self._read("suggest", _query({"q": q, **more}))["results"]]

    def topics(self, **more: str) -> list[dict[str, Any]]:
        return list(self._pages("topics", more))

    def dimensions(self, **more: str) -> list[dict[str, Any]]:
        """What answers may depend on: names, values, and the question to ask a customer."""
        return list(self._pages("dimensions", more))

    def languages(self) -> list[dict[str, str]]:
        return list(self._pages("languages", {}))

    def receipt(self, receipt: str) -> dict[str, Any]:
        """What was said, proved."""
        proof: dict[str, Any] = self._read(f"receipts/{quote(receipt, safe='')}", {})
        return proof

    def feedback(self, card: str, kind: str, **more: str) -> dict[str, Any]:
        """`kind`: helpful, unhelpful, wrong, outdated, unclear. `more`: comment, language, receipt. Scope: feedback."""
        return self._write("feedback", {"card": card, "kind": kind, **more})

    def outcome(self, code: str, outcome: str, **more: str) -> dict[str, Any]:
        """What became of an offer: shown, accepted, declined, cancelled. `more`: customer_ref, order_ref, receipt."""
        return self._write(f"offers/{quote(code, safe='')}/outcomes", {"outcome": outcome, **more})

    def escalate(self, question: str, context: Context | None = None, **more: str) -> dict[str, Any]:
        """Leave a question to a person. `more`: lang, receipt, reason, customer_ref, message. Scope: feedback."""
        return self._write("escalations", {"question": question, "context": dict(context or {}), **more})

    def changes(self, after: int) -> Iterator[dict[str, Any]]:
        """What took effect after a revision, complete and in order. `cards`: whose answers it may touch; None means any."""
        return self._pages("changes", {"after": after}, is_steady=False)

    def follow(self) -> None:
        """Look at /changes, and forget what they touch. With `memory_seconds` this happens by itself."""
        with self._lock:
            if self._followed < 0:
                self._kept.clear()
                self._send("GET", "languages")
                self._followed = self.revision
            is_whole, until = False, 0.0
            while not is_whole:
                is_whole, until = self._follow()
            self._current_until = until

    def _follow(self) -> tuple[bool, float]:
        """One page: whether it was the last, and until when what is left is good."""
        started = time.monotonic()
        if started >= self._next_change:  # It has taken effect, without a new revision.
            self._kept.clear()
        try:
            response = self._send("GET", "changes", {"after": str(self._followed)})
        except BadInput:
            if not self._followed:
                raise
            self._kept.clear()  # An older backup was restored: begin anew.
            self._followed = self.revision = 0
            return False, 0.0
        body = response.json()
        for cards in (change["cards"] for change in body["results"]):
            for address, kept in list(self._kept.items()):
                if cards is None or not kept.card or kept.card in cards:
                    del self._kept[address]
        self._followed = body["revision"]
        self._next_change = started + _seconds_until(body["next_change_at"], response)
        return body["next"] is None, min(started + self._memory_seconds, self._next_change)

    def _read(self, path: str, query: dict[str, str], *, card: str = "", is_steady: bool = True) -> Any:
        address = f"{path}?{httpx.QueryParams(query)}"
        started = time.monotonic()
        with self._lock:
            if self._memory_seconds and started >= self._current_until:
                self.follow()
            kept = self._kept.get(address)
            if kept and started < min(kept.until, self._current_until):
                self._kept.move_to_end(address)
                return json.loads(kept.body)
        response = self._send("GET", path, query=query, headers={"If-None-Match": kept.etag} if kept else None)
        if response.status_code == 304 and kept:
            return json.loads(kept.body)
        body = response.json()
        until = started + _steady_seconds(body, response) if is_steady else 0.0
        self._keep(address, response, Kept(response.headers.get("ETag", ""), response.content, card, until))
        return body

    def _keep(self, address: str, response: httpx.Response, kept: Kept) -> None:
        """Not what was read before a change that has been followed already: another host may lag behind."""
        with self._lock:
            if kept.etag and int(response.headers.get("Concord-Revision", 0)) >= self._followed:
                self._kept[address] = kept
                self._kept.move_to_end(address)
                if len(self._kept) > self._most_kept:
                    self._kept.popitem(last=False)

    def _pages(self, path: str, query: Mapping[str, str | int], *, is_steady: bool = True) -> Iterator[Any]:
        given = _query(query)
        while True:
            body = self._read(path, given, is_steady=is_steady)
            yield from body["results"]
            if body["next"] is None:
                return
            given = dict(httpx.URL(body["next"]).params)

    def _write(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Done once, however often it has to be sent."""
        done: dict[str, Any] = self._send("POST", path, body=body, headers={"Idempotency-Key": str(uuid.uuid4())}).json()
        return done

    def _send(
        self,
        method: str,
        path: str,
        query: Words | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Words | None = None,
    ) -> httpx.Response:
        for left in range(self._tries - 1, -1, -1):
            try:
                response = self._http.request(method, path, params=query, json=body, headers=headers)
            except httpx.TransportError as error:
                raise Unreachable(str(error)) from error
            wait = _retry_after(response)
            if response.status_code not in (429, 503) or wait is None or wait > self._patience or not left:
                break
            time.sleep(wait)
        self.revision = max(self.revision, int(response.headers.get("Concord-Revision", 0)))
        if response.status_code >= 400:
            raise _problem(response)
        return response


def _problem(response: httpx.Response) -> Problem:
    try:
        body = response.json()
    except ValueError:  # Not from Concord: a proxy's page.
        body = {"title": response.reason_phrase}
    kind = KINDS.get(response.status_code, Unavailable if response.status_code >= 500 else Problem)
    return kind(response.status_code, body, _retry_after(response))


def _retry_after(response: httpx.Response) -> float | None:
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else None


def _seconds_until(instant: str | None, response: httpx.Response) -> float:
    """By the server's clock, which says whole seconds: one less, to be safe. For ever, without an instant."""
    if instant is None:
        return float("inf")
    date = response.headers.get("Date")
    now = parsedate_to_datetime(date) if date else datetime.now(UTC)
    return (datetime.fromisoformat(instant) - now).total_seconds() - 1


def _steady_seconds(body: Mapping[str, Any], response: httpx.Response) -> float:
    """How long nothing but what /changes name can change it: an offer may be used up, a verification becomes late."""
    trust = body.get("trust")
    if body.get("offer") or (trust and trust["state"] != "verified"):
        return 0
    return _seconds_until(trust["due_at"] if trust else None, response)


def _query(given: Mapping[str, object]) -> dict[str, str]:
    """As an address carries it."""
    words = {name: str(value) for name, value in given.items() if value is not None}
    return {name: word.lower() if isinstance(given[name], bool) else word for name, word in words.items()}
