"""What is there before an example of the API's description is sent. A scene gives the values that its examples call `$name`."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from kb.api.visitors import place_of, visitor_token
from policies.channels import create_channel, disable_channel, set_channel
from policies.images import add_image
from policies.keys import PREFIX, SCOPES
from policies.models import Card, Channel, Escalation, WebhookDelivery
from policies.publishing import current_revision
from policies.queues.addresses import set_queue_address
from policies.queues.escalating import close, escalate
from policies.queues.proving import proved
from policies.webhooks.keeping import create_webhook
from search.gaps import dismiss_gap
from search.keeping import add_synonyms, pin
from search.learned import CheckQuestion, Fit, Gap, ProposedExample
from search.models import Question
from tests.api.managing.scene import desk, left, of_kind, unreached
from tests.policies.pictures import picture
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


def locked(store: Store) -> None:
    """Somebody has tried Pavel's account in vain until it was locked, and he has a second factor."""
    desk(store)
    for _attempt in range(settings.LOGIN_ATTEMPTS):
        Client().post("/accounts/login/", {"login": "pavel", "password": "a guess"})
    Authenticator.objects.create(user=store.people.pavel, type=Authenticator.Type.TOTP, data={"secret": ""})


def vocabulary(store: Store) -> None:
    """Two dimensions: where an order is, and how long ago it arrived."""
    store.dimension("days_since_delivery", kind="number", minimum=0, maximum=3650, unit="day", position=5)
    store.dimension()


def pictured(store: Store) -> Values:
    """A picture for texts."""
    return {"image": add_image(picture(), title="Where the label goes", by=store.people.marta).name}


def words(store: Store) -> Values:
    """A set of synonyms, and a card that comes first for them."""
    story(store)
    kept = add_synonyms("en", ["gift", "present"], by=store.people.max)
    bet = pin("en", "a present", Card.objects.get(slug="gift-wrap"), by=store.people.max)
    return {"set": str(kept.pk), "bet": str(bet.pk)}


def spent(store: Store) -> None:
    """The only one of an offer was given away."""
    store.cancel_order()
    store.offer(budget={"count": 1})
    address = "/api/v1/offers/STAYFREE/outcomes"
    taken = {"outcome": "accepted", "customer_ref": "eva-1207"}
    assert client_for("feedback", store).post(address, taken, content_type="application/json").status_code == 201


def repeated(store: Store) -> Values:
    """A key has sent something under the Idempotency-Key `one`."""
    store.cancel_order()
    key = create_channel("feedback-tools", audience="internal", scopes=["feedback"])
    sent, header = {"card": "cancel-order", "kind": "unclear"}, {"Idempotency-Key": "one"}
    first = _with(key).post("/api/v1/feedback", sent, content_type="application/json", headers=header)
    assert first.status_code == 201
    return {"told": key}


def large(store: Store) -> Values:
    """More than anybody needs to ask."""
    return {"large": "x" * 1_000_000}


def busy(store: Store) -> None:
    """The visitors at this address have used what they may in a minute."""
    caches["rates"].set(f"rate:visitor:{place_of('127.0.0.1')}", time.time() + 60)


def channels(store: Store) -> Values:
    """A channel of a shop in two languages, with one key."""
    create_channel("shop", audience="public", by=store.people.ada, note="Live shop")
    shop = Channel.objects.get(slug="shop")
    given: dict[str, Any] = {"title": "Shop", "kind": "widget", "languages": ["pt-BR", "en"]}
    set_channel(shop, by=store.people.ada, **given, allowed_origins=["https://shop.example"])
    return {"key": str(shop.keys.get().pk)}


def switched_off(store: Store) -> None:
    """The same channel, which nobody may call any more."""
    channels(store)
    disable_channel(Channel.objects.get(slug="shop"), by=store.people.ada)


def waiting(store: Store) -> Values:
    """The card of the story, a customer who was told that a person takes over, and one who waits already."""
    store.cancel_order()
    lost = {"order_stage": "lost", "lang": "en"}
    shop = create_channel("help-desk", audience="internal", scopes=["answers", "feedback"])
    receipt = _with(shop).get("/api/v1/answers/cancel-order", lost).json()["receipt"]
    made = escalate(
        "My parcel is lost, what now?", proved(receipt, audience="internal", channel="help-desk"), channel="help-desk"
    )
    set_queue_address("orders", email="orders@store.example", by=store.people.ada)
    return {"receipt": receipt, "key": shop, "escalation": str(made.pk)}


def closed(store: Store) -> Values:
    """The same, when somebody has said what became of it."""
    values = waiting(store)
    close(Escalation.objects.get(pk=values["escalation"]), by=store.people.ana, note="Sent again.")
    return values


def hooked(store: Store) -> Values:
    """A webhook of a shop's channel that waits to be told of a card."""
    create_channel("shop", audience="public")
    shop = Channel.objects.get(slug="shop")
    webhook = create_webhook(shop, "https://hooks.shop.example/concord", by=store.people.ada, description="Clears the cache")
    store.card()
    WebhookDelivery.objects.update(message="msg_5f1c0a7be2d94c36a8f0b1d2c3e4f506")
    return {"webhook": str(webhook.pk), "message": WebhookDelivery.objects.latest("pk").message}


def learned(store: Store) -> Values:
    """Questions without an answer, one that was confirmed, and a model that is held back."""
    card = store.card("contact-us", risk="low")
    now, revision = timezone.now(), current_revision()
    instants = {"began_at": now - timedelta(days=9), "last_at": now - timedelta(hours=1)}
    gap = Gap.objects.create(topic=card.topic, space="letters", **instants)
    dismissed = Gap.objects.create(topic=card.topic, space="letters", **instants)
    dismiss_gap(dismissed, reason="We sell online only.", by=store.people.max)
    said = {"way": "ask", "channel": "chat", "language": "en", "band": "escalate", "revision": revision, "gap": gap}
    asked = [(9, "do you have a store"), (1, "where is your nearest store"), (0, "can I visit you")]
    for number, (days, text) in enumerate(asked):
        asked_at = now - timedelta(days=days, hours=1)
        Question.objects.create(key=f"asked-{number}", asked_at=asked_at, text=text, is_learned=True, **said)
    confirmed: dict[str, Any] = {"language": "en", "text": "how to get hold of somebody", "count": 3}
    seen = {"first_at": now - timedelta(days=2), "last_at": now}
    proposal = ProposedExample.objects.create(card=card, key="one", **confirmed, **seen)
    changed = {"changed_at": now, "changed_by": store.people.max}
    check = CheckQuestion.objects.create(card=card, language="en", text="how can I write to you", **changed)
    counted = {"cards": 3, "examples": 40, "tried": 20, "found_first": 11, "found_among_five": 18, "shared": 20, "lost": 6}
    worse = [{"check": check.pk, "now": "gift-wrap"}]
    Fit.objects.create(
        audience="public", state="held", digest="d", schema="s", revision=revision, fitted_at=now, worse=worse, **counted
    )
    return {"gap": str(gap.pk), "dismissed": str(dismissed.pk), "proposal": str(proposal.pk), "check": str(check.pk)}


SCENES: dict[str, Callable[[Store], Values | None]] = {
    "locked": locked,
    "nothing": nothing,
    "story": story,
    "vocabulary": vocabulary,
    "pictured": pictured,
    "words": words,
    "spent": spent,
    "repeated": repeated,
    "large": large,
    "busy": busy,
    "channels": channels,
    "switched_off": switched_off,
    "hooked": hooked,
    "desk": desk,
    "left": left,
    "waiting": waiting,
    "learned": learned,
    "closed": closed,
    "unreached": unreached,
    "cards": of_kind("card"),
    "facts": of_kind("fact"),
    "offers": of_kind("offer"),
}


def client_for(who: str, store: Store) -> Client:
    """As `who` of an example: a person, `public` or `internal`, one of the scopes, `visitor`, or `nobody`.

    `manage marta` is a key that acts for her. A key itself is one that the scene made.
    """
    scope, _, person = who.partition(" ")
    acting: User | None = getattr(store.people, person or "-", None)
    if scope == "nobody":
        return Client()
    if scope == "visitor":
        return _with(visitor_token())
    if who.startswith(PREFIX):
        return _with(who)
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
