"""What is published while faults happen, and what was acknowledged of it.

Every change has a number. It stands in a card as a word and in a fact as a number of days, and both take effect together by one
release: who reads one without the other has read half a publication. A second card comes and goes. Notes and a third card,
which are internal, hold a word that the public must never read.
"""

import hashlib
import re
from typing import Any

from django.contrib.auth import get_user_model

from policies.models import Card, Fact, Release, Subject
from policies.releases import add_to_release, approve_release, create_release, publish_release, submit_release
from policies.workflow import start_draft
from tests.people import People, make_people
from tests.store import Store

CARD, GUEST, INSIDE, FACT = "the-card", "the-guest", "the-inside", "story.days"
HIDDEN = "qzhidden"
WORD = re.compile(r"\bqx[a-p]{10}\b")
BODY = "<strong>(qx[a-p]{10})</strong> takes ([0-9]+) days"  # What a whole publication looks like, in HTML.
TITLE = f"{CARD} (qx[a-p]{{10}})"
FIRST = 10
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


NUMBERS: dict[str, int] = {}  # Of every word that was ever written.


def word_of(number: int) -> str:
    """Letters, since the number itself would contradict a fact; none is like another, so that finding corrects none of them."""
    word = "qx" + hashlib.sha256(str(number).encode()).hexdigest()[:10].translate(LETTERS)
    NUMBERS[word] = number
    return word


def numbers_in(text: str) -> set[int]:
    return {NUMBERS[word] for word in WORD.findall(text)}


class Story:
    """`known` is the number that was acknowledged last, of each card (None: withdrawn); `tried` what may be there besides."""

    def __init__(self) -> None:
        people = get_user_model().objects
        is_new = not people.filter(username="marta").exists()
        self.people = make_people() if is_new else People(**{name: people.get(username=name) for name in People.__slots__})
        self.store, self.last = Store(self.people), FIRST
        self.store.fact(FACT, FIRST)
        self.store.card(CARD, **self._card(CARD, FIRST))
        self.store.card(GUEST, **self._card(GUEST, FIRST))
        self.store.card(INSIDE, audience="internal", **self._card(INSIDE, FIRST, HIDDEN))
        self.known: dict[str, int | None] = {CARD: FIRST, GUEST: FIRST}
        self.tried: dict[str, set[int | None]] = {CARD: set(), GUEST: set()}

    def prepare(self) -> tuple[str, int]:
        """A release that was approved: its address, and the number it brings."""
        self.last += 1
        name, store, people = f"change-{self.last}", self.store, self.people
        release = create_release(name, f"Change {self.last}", by=people.marta)
        card, fact = Card.objects.get(slug=CARD), Fact.objects.get(slug=FACT)
        content = {**store.text(fact), "value": self.last}
        for subject, said in ((card, self._card(CARD, self.last)), (fact, content)):
            add_to_release(start_draft(subject, said, by=people.marta), release, by=people.marta)
        approve_release(submit_release(release, by=people.marta), by=people.olivia)
        return f"releases/{name}/publish", self.last

    def publish(self, path: str) -> None:
        """In this process, with the verb: what the address of the act would do."""
        release = Release.objects.get(slug=path.split("/")[-2])
        publish_release(release, by=self.people.olivia)

    def prepare_guest(self) -> tuple[str, int | None]:
        """The guest comes, when it is not there, or goes: the address of the act, and the number it brings."""
        if self.known[GUEST] is not None:
            return f"cards/{GUEST}/withdraw", None
        self.last += 1
        version = self.approved(GUEST, self.last)
        return f"cards/{GUEST}/versions/{version.number}/publish", self.last

    def approved(self, slug: str, number: int) -> Any:
        return self.store.approved(Subject.objects.get(slug=slug, kind="card"), self._card(slug, number))

    def allowed(self, slug: str) -> set[int | None]:
        """What may be read of the card: what was acknowledged last, and what somebody is trying."""
        return {self.known[slug], *self.tried[slug]}

    def _card(self, slug: str, number: int, more: str = "") -> dict[str, Any]:
        word = word_of(number)
        days = f" takes {{{{ {FACT} }}}}" if slug == CARD else ""
        english = {
            "title": f"{slug} {word}",
            "questions": [f"what about {slug.replace('-', ' ')}"],
            "short": f"{word}{days}. {more}".strip(),
            "body": f"**{word}**{days}, see.",
            "notes": f"{HIDDEN} {word}",
        }
        return {"source": "en", "languages": {"en": english}}
