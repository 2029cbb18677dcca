"""Every address of the site with something real filled in, and who asks for it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from kb.models import Comparison
from policies.channels import create_channel
from policies.images import add_image
from policies.models import Channel, Image
from policies.webhooks.keeping import create_webhook
from search.keeping import add_synonyms, pin
from tests.api.managing.scene import desk
from tests.api.scenes import channels, waiting
from tests.people import People
from tests.policies.pictures import picture
from tests.store import Store

CALLERS = ("nobody", "public", "internal", "agent", "author", "owner", "manager", "administrator")
PEOPLE = {"agent": "ana", "author": "marta", "owner": "olivia", "manager": "max", "administrator": "ada"}
KEYS = ("public", "internal")
NAMED = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
VERBS = re.compile(r"\(\?P<verb>([a-z|-]+)\)")
METHODS = ("get", "post", "put", "patch", "delete")
USUAL = {
    "kind": "card", "slug": "contact-us", "card": "contact-us", "username": "marta", "risk": "low", "number": "1", "onto": "1",
    "language": "en", "code": "STAYFREE", "form": "csv", "provider_id": "sso", "uidb36": "1", "key": "x", "channel": "shop",
    "audience": "public", "message": "x", "receipt": "x", "thing": "contact-us",
}  # fmt: skip
# By the first words of the address: what the usual value would not find.
HERE: Mapping[str, Mapping[str, str]] = {
    "desk/releases": {"slug": "spring"},
    "desk/teams": {"slug": "returns-desk"},
    "desk/topics": {"slug": "cancellation"},
    "desk/dimensions": {"slug": "order_stage"},
    "desk/channels": {"slug": "shop"},
    "desk/overview": {"name": "trust"},
    "desk/people": {"verb": "give-role"},
    "widget": {"name": "js/chat-talk.js"},
    "panel/outcome": {"name": "STAYFREE"},
    "offers": {"name": "STAYFREE"},
    "api/v1/releases": {"slug": "spring"},
    "api/v1/teams": {"slug": "returns-desk"},
    "api/v1/topics": {"slug": "cancellation"},
    "api/v1/dimensions": {"slug": "order_stage"},
    "api/v1/offers": {"slug": "free-shipping"},
    "api/v1": {"kind": "cards"},
}


def furnish(store: Store) -> dict[str, dict[str, str]]:
    """One of everything. The numbers that the database gives, by the first words of the address."""
    numbers, people = desk(store), store.people
    customer = waiting(store)
    keys = channels(store)
    image = add_image(picture(), title="Where the label goes", by=people.marta).name
    words = add_synonyms("en", ["gift", "present"], by=people.max)
    bet = pin("en", "a present", store.card("gifts"), by=people.max)
    hook = create_webhook(Channel.objects.get(slug="shop"), "https://hooks.shop.example/concord", by=people.ada)
    counted: dict[str, Any] = {"compared": 1, "divergences": 0, "failures": 0, "seconds": 1}
    report = {"divergences": [], "failures": []}
    Comparison.objects.create(at=timezone.now(), revision=1, report=report, text="", **counted)
    found = {
        "flags": numbers["flag"], "second-looks": numbers["look"], "must-read": numbers["must_read"],
        "must-reads": numbers["must_read"], "notices": numbers["notice"], "hooks": numbers["hook"],
        "chat-tools": numbers["hook"], "escalations": customer["escalation"], "synonyms": str(words.pk),
        "best-bets": str(bet.pk), "webhooks": str(hook.pk), "comparisons": str(Comparison.objects.get().pk),
        "events": numbers["event"],
    }  # fmt: skip
    by_place = {f"{base}/{word}": {"number": pk, "pk": pk} for word, pk in found.items() for base in ("desk", "api/v1")}
    by_place["receipts"] = by_place["api/v1/receipts"] = {"receipt": customer["receipt"]}
    by_place["images"] = by_place["desk/images"] = by_place["api/v1/images"] = {"name": image, "slug": image}
    for base in ("desk", "api/v1"):
        by_place[f"{base}/channels/<slug"] = {"number": keys["key"]}
    assert Image.objects.get().name == image
    return by_place


def places(numbers: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Method, the address as the code writes it, and the address with something filled in."""
    for route, callback in _patterns(get_resolver(), ""):
        cls = getattr(callback, "cls", None)
        is_call = route.startswith("api/v1/") and cls is not None
        methods = [name for name in METHODS if hasattr(cls, name)] if is_call else ["get", "post"]
        verbs = VERBS.search(route)
        for verb in verbs[1].split("|") if verbs else [""]:
            plain = route.replace(f"(?P<verb>{verbs[1]})", verb) if verbs else route
            address = "/" + _filled(plain, numbers)
            said = "/" + _bare(NAMED.sub(lambda found: f"<{found[1] or found[2]}>", plain))
            yield from ((method.upper(), said, address) for method in methods)


def _filled(route: str, numbers: Mapping[str, Mapping[str, str]]) -> str:
    known = dict(USUAL)
    for place in sorted({*HERE, *numbers}, key=len):
        if route.replace("^", "").startswith(place):
            known |= {**HERE.get(place, {}), **numbers.get(place, {})}
    return _bare(NAMED.sub(lambda found: known.get(found[1] or found[2], "x"), route))


def _bare(route: str) -> str:
    """Without the signs of regular expressions."""
    return re.sub(r"[\\^$]", "", route)


def _patterns(resolver: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


class Visitors:
    """Who asks. Each request comes in a browser of its own, so that logging out in one changes nothing in the next."""

    def __init__(self, people: People):
        self.cookies: dict[str, str] = {}
        self.keys = {name: create_channel(f"crawl-{name}", audience=name, scopes=("answers",)) for name in KEYS}
        for role, name in PEOPLE.items():
            client = Client()
            client.force_login(getattr(people, name))
            self.cookies[role] = client.cookies["sessionid"].value

    def client(self, caller: str) -> Client:
        if caller in KEYS:
            return Client(headers={"Authorization": f"Bearer {self.keys[caller]}"}, raise_request_exception=False)
        client = Client(raise_request_exception=False)
        if caller in self.cookies:
            client.cookies["sessionid"] = self.cookies[caller]
        return client
