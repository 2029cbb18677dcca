from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from policies.channels import create_channel
from tests.api.managing import scene
from tests.api.managing.calling import Caller
from tests.people import People
from tests.store import Store


@pytest.fixture
def as_(people: People, client_of: Callable[..., Client]) -> Callable[[str], Caller]:
    """`as_("olivia").get("/cards")`: her session, as a client of the API."""
    return lambda name: Caller(client_of(getattr(people, name)))


@pytest.fixture
def key_for() -> Callable[..., Caller]:
    """A key that acts for a person, with the scope `manage` unless told otherwise."""

    def make(person: Any, scopes: tuple[str, ...] = ("manage",), audience: str = "internal") -> Caller:
        key = create_channel(f"tools-{'-'.join(scopes)}-{audience}", audience=audience, scopes=scopes, person=person)
        return Caller(Client(headers={"Authorization": f"Bearer {key}"}))

    return make


def text(title: str = "How can I reach you?") -> dict[str, Any]:
    return {"source": "en", "languages": {"en": {"title": title, "short": "Write to us."}}}


@pytest.fixture
def desk(store: Store) -> dict[str, int]:
    """One of everything, by the first word of its address: the number to fill in. The card is `contact-us`, with a draft."""
    numbers = scene.desk(store)
    words = {"flags": "flag", "second-looks": "look", "must-reads": "must_read", "notices": "notice", "chat-tools": "hook"}
    return {word: int(numbers[name]) for word, name in words.items()}
