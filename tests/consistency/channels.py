"""Every channel, asked in this process over its real addresses, and compared with what the reference says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.test import Client

from kb.consistency.doors import heard_in, marked_in
from kb.consistency.heard import HIDDEN, Heard, differences
from kb.consistency.opening import TOKEN
from kb.panel.passes import SCHEME, make_pass
from policies.channels import create_channel, open_channel
from tests.consistency.reference import CARD, Said

PARTS = ("answers", "faq", "search", "colleagues", "chat", "assistants")
SHOP = "https://shop.example"  # Whose pages may load the widget.
SECRET = "secret"  # Stands in the notes, which are for colleagues only.


@dataclass(frozen=True)
class Question:
    """About the card, in a language, with what is known of the order; `at` is None for now, `word` what somebody looks for."""

    language: str
    stage: str
    at: datetime | None
    word: str

    @property
    def query(self) -> dict[str, str]:
        instant = {"as_of": self.at.isoformat()} if self.at else {}
        return {**({"order_stage": self.stage} if self.stage else {}), **instant}


class Channels:
    """`wrong` names what was heard and should not have been: channel, field, what it should be, what it was."""

    def __init__(self, colleague: Any):
        keys = {audience: create_channel(f"{audience}-one", audience=audience) for audience in ("public", "internal")}
        self.clients = {audience: Client(headers={"Authorization": f"Bearer {key}"}) for audience, key in keys.items()}
        self.visitor, self.colleague = Client(), Client()
        self.colleague.force_login(colleague)
        given = {"kind": "widget", "allowed_origins": [SHOP]}
        open_channel("shop-one", audience="public", by=None, **given)
        bearer = f"Bearer {create_channel('shop-one', audience='public')}"
        self.shop = Client(headers={"Authorization": bearer, "Origin": SHOP})
        self.begin()

    def begin(self) -> None:
        self.asked, self.kept, self.wrong = 0, {}, []

    def listen(self, question: Question, public: Said | None, internal: Said | None, parts: Iterable[str] = PARTS) -> None:
        """To some of them, or to all."""
        if "answers" in parts:
            self.answer("API, public", self.clients["public"], question, public)
            self.answer("API, internal", self.clients["internal"], question, internal)
        if "faq" in parts:
            self.faq(question, public)
        if "search" in parts:
            for audience, said in (("public", public), ("internal", internal)):
                self.ask(f"ask, {audience}", self.clients[audience], question, said)
                self.search(f"search, {audience}", self.clients[audience], question, said)
        if "colleagues" in parts:
            self.page("agents' page", self.colleague, f"/cards/{CARD}/", {"lang": question.language}, question, internal)
            self.found(question, internal)
            self.page("panel", self.frame(), "/panel/", {"card": CARD, "lang": question.language}, question, internal)
        if "assistants" in parts:
            for audience, said in (("public", public), ("internal", internal)):
                self.assistant(f"assistants, {audience}", self.clients[audience], question, said)
        if "chat" in parts:
            token = TOKEN.search(self.visitor.get("/chat/").text)[1]
            self.answer("chat", Client(headers={"Authorization": f"Bearer {token}"}), question, public, keeps=False)
            self.answer("widget", self.shop, question, public, keeps=False)
            self.ask("widget, asked", self.shop, question, public)

    def compare(self, channel: str, said: Said | None, heard: Heard) -> None:
        self.asked += 1
        self.wrong += [(channel, *difference) for difference in differences(heard_of(said), heard)]

    def expect(self, channel: str, what: str, should: Any, heard: Any) -> None:
        self.asked += 1
        if should != heard:
            self.wrong.append((channel, what, should, heard))

    def answer(self, channel: str, client: Client, question: Question, said: Said | None, keeps: bool = True) -> None:
        """As a caller does that keeps what it has, and asks whether it is still good."""
        query = {"lang": question.language, **question.query}
        known = self.kept.get((channel, *query.items())) if keeps else None
        headers = {"If-None-Match": known[0]} if known else {}
        response = client.get(f"/api/v1/answers/{CARD}", query, headers=headers)
        if response.status_code == 404:
            self.compare(channel, said, HIDDEN)
            return
        assert response.status_code in (200, 304), response.text
        body = known[1] if response.status_code == 304 else response.json()
        self.kept[channel, *query.items()] = response["ETag"], body
        self.compare(channel, said, heard_in(body))
        self.expect(channel, "notes", "internal" in channel, "notes" in body or SECRET in str(body))

    def ask(self, channel: str, client: Client, question: Question, said: Said | None) -> None:
        """What it says of the card, surely or among others; whether it recognises it is not what is looked at here."""
        context, instant = question.query, question.query.get("as_of")
        context.pop("as_of", None)
        body = {"question": f"{question.word} {question.language}", "lang": question.language, "context": context}
        response = client.post("/api/v1/ask", {**body, "as_of": instant}, content_type="application/json")
        assert response.status_code == 200, response.text
        found = response.json()
        answered = heard_in(found)
        if answered.card == CARD:
            self.compare(channel, said, answered)
        candidates = [(one["title"], one["text"]) for one in found["candidates"] if one["card"] == CARD]
        self.expect(channel, "candidates", [words(said)] if said and candidates else [], candidates)

    def search(self, channel: str, client: Client, question: Question, said: Said | None) -> None:
        query = {"q": question.word, "lang": question.language, **question.query}
        query.pop("order_stage", None)
        found = client.get("/api/v1/search", query).json()["results"]
        snippets = [(hit["title"], hit["text"]) for hit in found if hit["card"] == CARD]
        self.expect(channel, "snippet", [words(said)] if said and snippets else [], snippets)
        titles = [suggestion["title"] for suggestion in client.get("/api/v1/suggest", query).json()["results"]]
        self.expect(channel, "suggestions", [said.title] if said and titles else [], titles)

    def assistant(self, channel: str, client: Client, question: Question, said: Said | None) -> None:
        context, instant = question.query, question.query.get("as_of")
        context.pop("as_of", None)
        given = {"card": CARD, "lang": question.language, "context": context, **({"as_of": instant} if instant else {})}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "answer", "arguments": given}}
        headers = {"Accept": "application/json", "Host": "testserver"}
        body = client.post("/mcp", call, content_type="application/json", headers=headers).json()
        told = body["result"]["structuredContent"]
        self.compare(channel, said, HIDDEN if told.get("status") == 404 else heard_in(told))

    def finds(self, question: Question, audience: str) -> bool:
        found = self.clients[audience].get("/api/v1/search", {"q": question.word, "lang": question.language})
        return CARD in [hit["card"] for hit in found.json()["results"]]

    def frame(self) -> Client:
        """A help desk's frame, opened just now: the clock moves, and a pass ends after a working day."""
        session = self.colleague.session
        shown = make_pass(get_user_model().objects.get(pk=session[SESSION_KEY]), session.session_key)
        return Client(headers={"Authorization": f"{SCHEME} {shown}"})

    def faq(self, question: Question, said: Said | None) -> None:
        address = f"/faq/{question.language}/"
        self.page("FAQ page", self.visitor, f"{address}{CARD}/", {}, question, said)
        instant = {"as_of": question.query["as_of"]} if question.at else {}
        text = self.visitor.get(address, instant).text
        is_listed = f"{address}{CARD}/" in text and (said is None or f">{said.title}</a>" in text)
        self.expect("FAQ list", "is listed", said is not None, is_listed)

    def page(self, channel: str, client: Client, path: str, query: Any, question: Question, said: Said | None) -> None:
        response = client.get(path, {**query, **question.query})
        if response.status_code == 404:
            self.compare(channel, said, HIDDEN)
            return
        assert response.status_code == 200, response.status_code
        self.compare(channel, said, next(marked_in(response.text, CARD), Heard(None, card="", digest="")))
        self.expect(channel, "notes", channel != "FAQ page", SECRET in response.text)

    def found(self, question: Question, said: Said | None) -> None:
        """The agents' page of results: whatever it marks as the card's answer is the card's answer."""
        query = {"q": question.word, "lang": question.language, **question.query}
        for heard in marked_in(self.colleague.get("/", query).text, CARD):
            self.compare("agents' results", said, heard)


def heard_of(said: Said | None) -> Heard:
    if said is None:
        return HIDDEN
    if said.answer is None:
        return Heard("needs_context")
    return Heard("answered", **{name: str(value) for name, value in said.answer.items() if name not in ("title", "outcome")})


def words(said: Said) -> tuple[str, str]:
    return said.title, said.short
