"""What is there before an example of the API's description is sent. A scene gives the values that its examples call `$name`."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from kb.api.visitors import visitor_token
from policies.channels import SCOPES, create_channel
from policies.publishing import current_revision
from tests.store import Store

Values = dict[str, str]


def nothing(store: Store) -> None:
    """An empty store."""


def story(store: Store) -> Values:
    """The card of the story with its offer for everybody, a second card, and a receipt for an answer of today."""
    before = current_revision()
    store.cancel_order()
    store.offer(is_public=True, reasons={"en": "Most who cancel over the shipping cost stay."})
    store.card("gift-wrap", languages={"en": {"title": "Gift wrap", "short": "We wrap every order on request, for free."}})
    address = "/api/v1/answers/cancel-order"
    given = client_for("public", store).get(address, {"order_stage": "packed", "lang": "en"})
    return {"receipt": given.json()["receipt"], "etag": given["ETag"], "before": str(before)}


def vocabulary(store: Store) -> None:
    """Two dimensions: where an order is, and how long ago it arrived."""
    store.dimension("days_since_delivery", kind="number", minimum=0, maximum=3650, unit="day", position=5)
    store.dimension()


SCENES: dict[str, Callable[[Store], Values | None]] = {
    "nothing": nothing,
    "story": story,
    "vocabulary": vocabulary,
}


def client_for(who: str, store: Store) -> Client:
    """As `who` of an example: a person, `public` or `internal`, one of the scopes, `visitor`, or `nobody`.

    `manage marta` is a key that acts for her.
    """
    scope, _, person = who.partition(" ")
    acting: User | None = getattr(store.people, person or "-", None)
    if scope == "nobody":
        return Client()
    if scope == "visitor":
        return _with(visitor_token())
    if scope in SCOPES:
        return _with(create_channel(f"{scope}-tools", audience="internal", scopes=[scope], person=acting))
    if scope in ("public", "internal"):
        return _with(create_channel(f"{scope}-shop", audience=scope))
    client = Client()
    client.force_login(getattr(store.people, scope))
    return client


def _with(key: str) -> Client:
    headers: dict[str, Any] = {"Authorization": f"Bearer {key}"}
    return Client(headers=headers)
