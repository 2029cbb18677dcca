"""Several people at once, in any order: whatever comes of it is permitted, and no text and no event is lost or doubled.

Each interleaving brings a card of its own to where a contest begins, lets two to four people go at it on connections of their
own, and looks at what is left; `make interleavings` is the long form.
"""

import html
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.audit.proof import verify as prove
from policies.errors import Conflict, Refused
from policies.models import Autosave, Card, Event, Publication, Review, Version
from policies.publishing import now
from policies.review.states import DERIVED, STATES, moves
from policies.standing import standing_of
from policies.trust.verifying import verify
from policies.workflow import approve, publish, recall, request_changes, save_draft, start_draft, submit, withdraw
from policies.writing.editing import texts_of

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20260101
HOW_MANY = int(os.environ.get("CONCORD_INTERLEAVINGS", "24"))
STAGGER = 0.004
STILL_RIGHT = [{"thing": "text", "is_right": True, "source": "The contract"}]
TOLD = {"recall": ("recall", "start_draft"), "request_changes": ("request_changes", "start_draft")}


@dataclass(frozen=True)
class Try:
    """Somebody tries something; if it succeeds, the events `told` of it are there, once."""

    person: Any
    action: str
    act: Callable[[], Any]

    @property
    def told(self) -> tuple[str, ...]:
        return TOLD.get(self.action, (self.action,))


def text(short: str = "Write to us.") -> dict[str, Any]:
    return {"source": "en", "languages": {"en": {"title": "Contact", "short": short}}}


def fresh(version: Version) -> Version:
    """As a page of one's own has loaded it."""
    return Version.objects.select_related("subject__topic", "subject__owner", "author", "based_on").get(pk=version.pk)


class Stage:
    """Where contests are held: one card after the other, in the hands of the same people."""

    def __init__(self, store: Any, people: Any):
        self.store, self.people, self.topic = store, people, store.topic()

    def live(self, slug: str, risk: str = "low") -> Version:
        """Version 1 of a new card, in force."""
        card = Card.objects.create(kind="card", slug=slug, topic=self.topic, owner=self.people.olivia, risk=risk)
        version = self.submitted(card)
        approve(version, by=self.people.olivia)
        if risk == "high":
            approve(version, by=self.people.max)
        publish(version, by=self.people.olivia)
        return version

    def draft(self, card: Any, short: str = "Call us.") -> Version:
        return start_draft(card, text(short), by=self.people.marta)

    def submitted(self, card: Any, short: str = "Call us.") -> Version:
        return submit(self.draft(card, short), by=self.people.marta)

    def approved(self, card: Any, short: str = "Call us.") -> Version:
        return approve(self.submitted(card, short), by=self.people.olivia)


def approvers(stage: Stage, slug: str, dice: random.Random) -> list[Try]:
    risk = dice.choice(["low", "high"])
    version = stage.submitted(stage.live(slug, risk).subject)
    those = dice.sample([stage.people.olivia, stage.people.pavel, stage.people.max], dice.choice([2, 3]))
    return [Try(who, "approve", partial(approve, fresh(version), by=who)) for who in those]


def editors(stage: Stage, slug: str, dice: random.Random) -> list[Try]:
    draft = stage.draft(stage.live(slug).subject)
    those = [stage.people.marta, stage.people.max] * dice.choice([1, 2])
    return [
        Try(who, "save_draft", partial(save_draft, fresh(draft), text(f"Text {n}"), by=who, seen=1))
        for n, who in enumerate(those)
    ]


def editors_on_pages(stage: Stage, slug: str, dice: random.Random) -> list[Try]:
    draft = stage.draft(stage.live(slug).subject)
    address = reverse("edit", kwargs={"kind": "card", "slug": slug, "number": draft.number})
    tries = []
    for person in (stage.people.marta, stage.people.max):
        client, typed = (
            Client(),
            {name: written.replace("Call us.", f"{person} says.") for name, written in texts_of(draft).items()},
        )
        client.force_login(person)
        form = {"seen": 1, "significance": "meaning", **{f"text-{name}": written for name, written in typed.items()}}
        tries.append(Try(person, "save_draft", partial(save_on_page, client, address, form)))
    return tries


def save_on_page(client: Client, address: str, form: dict[str, Any]) -> None:
    response = client.post(address, form)
    if response.status_code == 409:
        assert form["text-en"] in html.unescape(response.content.decode()), "What was typed comes back with the page."
        raise Conflict
    assert response.status_code == 302


def approve_against_recall(stage: Stage, slug: str, dice: random.Random) -> list[Try]:
    version = stage.submitted(stage.live(slug).subject)
    tries = [
        Try(stage.people.pavel, "approve", partial(approve, fresh(version), by=stage.people.pavel)),
        Try(stage.people.marta, "recall", partial(recall, fresh(version), by=stage.people.marta)),
        Try(stage.people.max, "request_changes", partial(request_changes, fresh(version), by=stage.people.max, comment="No.")),
        Try(stage.people.olivia, "approve", partial(approve, fresh(version), by=stage.people.olivia)),
    ]
    return tries[: dice.choice([2, 3, 4])]


def withdraw_against_schedule(stage: Stage, slug: str, dice: random.Random) -> list[Try]:
    card = stage.live(slug).subject
    version, start = stage.approved(card), timezone.now() + timedelta(hours=dice.choice([0, 1]), seconds=30)
    tries = [
        Try(stage.people.max, "withdraw", partial(withdraw, card, by=stage.people.max)),
        Try(stage.people.pavel, "publish", partial(publish, fresh(version), by=stage.people.pavel, start=start)),
        Try(stage.people.olivia, "withdraw", partial(withdraw, card, by=stage.people.olivia, start=start)),
    ]
    return tries[: dice.choice([2, 3])]


def publish_against_publish(stage: Stage, slug: str, dice: random.Random) -> list[Try]:
    card = stage.live(slug).subject
    rivals = [stage.approved(card, f"Rival {n}") for n in range(dice.choice([1, 2]))]
    those = [stage.people.olivia, stage.people.pavel, stage.people.max][: dice.choice([2, 3])]
    return [Try(who, "publish", partial(publish, fresh(rivals[n % len(rivals)]), by=who)) for n, who in enumerate(those)]


def verify_against_publish(stage: Stage, slug: str, dice: random.Random) -> list[Try]:
    live = stage.live(slug)
    version = stage.approved(live.subject)
    tries = [
        Try(stage.people.olivia, "verify", partial(verify, fresh(live), by=stage.people.olivia, answers=STILL_RIGHT)),
        Try(stage.people.pavel, "publish", partial(publish, fresh(version), by=stage.people.pavel)),
        Try(stage.people.max, "withdraw", partial(withdraw, live.subject, by=stage.people.max)),
    ]
    return tries[: dice.choice([2, 3])]


CONTESTS = (
    approvers, editors, editors_on_pages, approve_against_recall, withdraw_against_schedule, publish_against_publish,
    verify_against_publish,
)  # fmt: skip


def leave(barrier: Barrier) -> None:
    barrier.wait(20)
    connections.close_all()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Four people, each with a connection that stays open."""
    with ThreadPoolExecutor(4) as four:
        yield four
        barrier = Barrier(4)
        list(four.map(leave, [barrier] * 4))


@pytest.mark.parametrize("contest", CONTESTS)
def test_it_ends_in_a_permitted_state(store, people, pool, contest):
    stage = Stage(store, people)
    how_many = -(-HOW_MANY // len(CONTESTS))
    for n in range(how_many):
        dice = random.Random(f"{SEED} {contest.__name__} {n}")
        slug = f"card-{n}"
        tries = contest(stage, slug, dice)
        before = state_of(slug)
        results = side_by_side(pool, tries, dice)
        look(slug, tries, results, before)
        if contest.__name__ in AFTERWARDS:
            AFTERWARDS[contest.__name__](slug, tries, results)
    assert prove().findings == []


def side_by_side(pool: ThreadPoolExecutor, tries: list[Try], dice: random.Random) -> list[Any]:
    """What each try gave or was refused with. Anything else that it raises ends the test."""
    barrier = Barrier(len(tries))

    def run(tried: Try, pause: float) -> Any:
        barrier.wait(20)
        sleep(pause)
        try:
            return tried.act()
        except (Conflict, Refused) as refusal:
            return refusal

    order = dice.sample(range(len(tries)), len(tries))
    begun = {n: pool.submit(run, tries[n], dice.random() * STAGGER) for n in order}
    return [begun[n].result(60) for n in range(len(tries))]


@dataclass(frozen=True)
class State:
    """What is there about a card."""

    versions: dict[int, str]
    digests: dict[int, str]
    events: Counter[tuple[str, str]]


def state_of(slug: str) -> State:
    versions = list(Version.objects.filter(subject__slug=slug))
    things = [f"card:{slug}", *(f"card:{slug}:{version.number}" for version in versions)]
    told = Event.objects.filter(thing__in=things).values_list("action", "by__username")
    return State(
        {version.number: version.state for version in versions},
        {version.number: version.digest for version in versions},
        Counter(told),
    )


def look(slug: str, tries: list[Try], results: list[Any], before: State) -> None:
    after = state_of(slug)
    done = [tried for tried, result in zip(tries, results, strict=True) if not isinstance(result, Exception)]
    assert done, "In every contest somebody succeeds."
    told = Counter((action, tried.person.username) for tried in done for action in tried.told)
    assert after.events - before.events == told
    assert before.events <= after.events
    for number, state in before.versions.items():
        assert after.versions[number] == state or reachable(state, after.versions[number])
        assert after.digests[number] == before.digests[number] or state == "draft"
    for version in Version.objects.filter(subject__slug=slug).select_related("subject"):
        assert version.state in STATES
        assert standing_of(version, now()) in {*STATES, *DERIVED}


def reachable(old: str, new: str) -> bool:
    return (old, new) in set(moves())


def after_approvers(slug: str, tries: list[Try], results: list[Any]) -> None:
    """As many approvals as the risk asks for, each by somebody else, none after that."""
    version = Version.objects.get(subject__slug=slug, number=2)
    reviews = Review.objects.filter(version=version)
    needed = 2 if version.subject.card.risk == "high" else 1
    assert reviews.count() == min(needed, len(tries)) == reviews.values("by").distinct().count()
    assert version.state == "approved"


def after_editors(slug: str, tries: list[Try], results: list[Any]) -> None:
    """The first to save has saved; each of the others still has the text and is told."""
    version = Version.objects.get(subject__slug=slug, number=2)
    saved = [n for n, result in enumerate(results) if not isinstance(result, Exception)]
    assert (len(saved), version.edits) == (1, 2)
    assert version.content["languages"]["en"]["short"] == f"Text {saved[0]}"


def after_publish(slug: str, tries: list[Try], results: list[Any]) -> None:
    assert Publication.objects.filter(subject__slug=slug, kind="publish").count() == 2
    assert [standing_of(version, now()) for version in Version.objects.filter(subject__slug=slug)].count("live") == 1


def after_editors_on_pages(slug: str, tries: list[Try], results: list[Any]) -> None:
    """Who lost finds the own text kept, and not only on the page that said so."""
    version = Version.objects.get(subject__slug=slug, number=2)
    (lost,) = [tried.person for tried, result in zip(tries, results, strict=True) if isinstance(result, Exception)]
    assert f"{lost} says." in Autosave.objects.get(version=version, person=lost).texts["en"]
    assert version.content["languages"]["en"]["short"] in {f"{tried.person} says." for tried in tries} - {f"{lost} says."}


AFTERWARDS = {
    "editors_on_pages": after_editors_on_pages,
    "approvers": after_approvers,
    "editors": after_editors,
    "publish_against_publish": after_publish,
}
