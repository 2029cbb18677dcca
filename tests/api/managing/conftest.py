from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from policies.channels import create_channel
from tests.api.managing.calling import Caller
from tests.people import People


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
