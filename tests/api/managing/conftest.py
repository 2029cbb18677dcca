from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from policies.channels import create_channel
from policies.models import Notice, SecondLook
from policies.notices.hooks import create_hook
from policies.notices.must_reads import require_reading
from policies.notices.telling import tell
from policies.people.teams import create_team
from policies.releases import create_release
from policies.trust.flags import flag
from policies.trust.verifying import verify
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
def desk(store: Store, people: People) -> dict[str, int]:
    """One of everything, by the first word of its address: the number to fill in. The card is `contact-us`, with a draft."""
    card = store.card("contact-us", risk="low")
    done = verify(store.version(card), by=people.olivia, answers=[{"thing": "text", "is_right": True, "source": "the law"}])
    look = SecondLook.objects.create(verification=done.row, reasons=["chance"], created_at=timezone.now())
    must_read = require_reading(store.version(card), by=people.olivia, days=3)
    store.draft(card, text())
    said = flag(store.version(card), "wrong", "No longer so.", by=people.ana)
    create_release("spring", "Spring", by=people.marta)
    create_team("returns-desk", "Returns desk", lead=people.olivia, members=[people.pavel], by=people.max)
    hook = create_hook("Room", "https://chat.example.com/secret", by=people.max)
    tell(people.max, "hook_disabled", "a", path="/desk/hooks/", title="Room")
    notice = Notice.objects.get(person=people.max, key="a")
    rows = {"flags": said, "second-looks": look, "must-reads": must_read, "notices": notice, "chat-tools": hook}
    store.dimension()
    return {name: row.pk for name, row in rows.items()}
