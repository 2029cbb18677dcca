"""One of everything that is managed, for the examples of the description and for tests that walk all calls."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils import timezone

from policies.models import Card, Event, Fact, Notice, NoticeHook, Offer, Release, SecondLook, Subject, Version
from policies.notices.hooks import create_hook
from policies.notices.must_reads import require_reading
from policies.notices.telling import tell
from policies.people.appointments import give_role
from policies.people.departures import deactivate
from policies.people.deputies import add_absence
from policies.people.involvements import involve, watch
from policies.people.teams import create_team
from policies.releases import add_to_release, approve_release, create_release, submit_release
from policies.trust.flags import flag
from policies.trust.verifying import verify
from policies.workflow import submit
from tests.people import make_person
from tests.store import Store

MODELS: dict[str, Any] = {"card": Card, "fact": Fact, "offer": Offer}
# What is live, what a draft says instead, and what was published meanwhile.
CONTENT: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "card": (
        {"source": "en", "languages": {"en": {"title": "How can I reach you?", "short": "Write to us."}}},
        {"source": "en", "languages": {"en": {"title": "How can I reach you?", "short": "Write to us, or call."}}},
        {"source": "en", "languages": {"en": {"title": "How do I reach you?", "short": "Write to us."}}},
    ),
    "fact": (
        {"type": "duration", "value": 30, "unit": "day"},
        {"type": "duration", "value": 14, "unit": "day"},
        {"type": "duration", "value": 30, "unit": "day", "about": "How long things can be sent back."},
    ),
    "offer": (
        {"kind": "gift", "titles": {"en": "A gift"}, "texts": {"en": "We add a gift."}},
        {"kind": "gift", "titles": {"en": "A gift"}, "texts": {"en": "We add a small gift."}},
        {"kind": "gift", "titles": {"en": "Something small"}, "texts": {"en": "We add a gift."}},
    ),
}
STAGES = ("drafted", "reviewed", "approved", "joined", "inherited", "fresh")
NAMES: dict[str, Mapping[str, str]] = {
    "card": dict(zip(STAGES, ("contact-us", "gift-wrap", "shipping", "gift-cards", "sizes", "care"), strict=True)),
    "fact": dict(zip(STAGES, ("returns.days", "fees.days", "ship.days", "gifts.days", "sizes.days", "care.days"), strict=True)),
    "offer": dict(zip(STAGES, ("gift", "pause", "credit", "voucher", "sample", "soap"), strict=True)),
}


def of_kind(kind: str) -> Any:
    """A scene of one kind: things with a draft, in review, approved, in a release, inherited, and never published."""

    def scene(store: Store) -> None:
        people, names = store.people, NAMES[kind]
        content, mine, theirs = CONTENT[kind]
        create_release("spring", "Spring", by=people.marta)
        subjects = {stage: _subject(store, kind, name) for stage, name in names.items()}
        for stage in ("drafted", "reviewed", "approved", "inherited"):
            store.publish(subjects[stage], content)
        store.draft(subjects["drafted"], mine)
        store.publish(subjects["drafted"], theirs)
        submit(store.draft(subjects["reviewed"], mine), by=people.marta)
        store.approved(subjects["approved"], mine)
        add_to_release(store.draft(subjects["joined"], content), Release.objects.get(), by=people.marta)
        store.draft(subjects["fresh"], content)
        involve(subjects["drafted"], "consulted", people.pavel, by=people.olivia)
        watch(subjects["drafted"], by=people.max)
        eva = make_person("eva", "owner")
        Subject.objects.filter(pk=subjects["inherited"].pk).update(owner=eva)
        deactivate(eva, by=people.ada)

    return scene


def desk(store: Store) -> dict[str, str]:
    """The numbers that the database gives, by name."""
    people = store.people
    card = store.card("contact-us", risk="low")
    store.card("gift-wrap", risk="low")
    done = verify(store.version(card), by=people.olivia, answers=[{"thing": "text", "is_right": True, "source": "the law"}])
    chance = {"reasons": ["chance"], "created_at": timezone.now()}
    look, _is_new = SecondLook.objects.get_or_create(verification=done.row, defaults=chance)
    question = {"en": {"text": "How do customers reach us?", "options": ["By post", "They write to us"]}}
    must_read = require_reading(store.version(card), by=people.olivia, days=3, question=question, right=1)
    store.draft(card, deepcopy(CONTENT["card"][1]))
    said = flag(store.version(card), "wrong", "No longer so.", by=people.ana)
    create_team("returns-desk", "Returns desk", lead=people.olivia, members=[people.pavel], by=people.max)
    hook = create_hook("Room", "https://chat.example.com/secret", by=people.max)
    tell(people.max, "hook_disabled", "a", path="/desk/hooks/", title="Room")
    give_role(people.ana, "author", by=people.ada, topic=card.topic)
    add_absence(people.pavel, timezone.localdate(), timezone.localdate(), by=people.pavel)
    store.dimension()
    rows = {
        "flag": said,
        "look": look,
        "must_read": must_read,
        "hook": hook,
        "notice": Notice.objects.get(person=people.max, key="a"),
    }
    event = Event.objects.get(action="give_role")
    return {"left_over": _releases(store), "event": str(event.number), **{name: str(row.pk) for name, row in rows.items()}}


def left(store: Store) -> None:
    """Marta has left."""
    deactivate(store.people.marta, by=store.people.ada)


def unreached(store: Store) -> dict[str, str]:
    """The chat tool is at an address that nothing is sent to."""
    numbers = desk(store)
    NoticeHook.objects.update(url="https://127.0.0.1/secret")
    return numbers


def _releases(store: Store) -> str:
    """Of each state one: spring is prepared, summer in review, autumn approved. Returns the number of a draft in none."""
    marta = store.people.marta
    for slug in ("spring", "summer", "autumn"):
        release = create_release(slug, slug.title(), by=marta)
        add_to_release(_draft(store, f"for-{slug}"), release, by=marta)
    for slug in ("summer", "autumn"):
        submit_release(Release.objects.get(slug=slug), by=marta)
    approve_release(Release.objects.get(slug="autumn"), by=store.people.olivia)
    return str(_draft(store, "left-over").number)


def _draft(store: Store, slug: str) -> Version:
    return store.draft(_subject(store, "card", slug, risk="low"), CONTENT["card"][0])


def _subject(store: Store, kind: str, slug: str, **fields: Any) -> Any:
    fields |= {"risk": "low"} if kind == "card" else {}
    place = {"kind": kind, "slug": slug, "topic": store.topic(), "owner": store.people.olivia}
    return MODELS[kind].objects.create(**place, **fields)
