"""Words that may not be seen appear in no byte of what anybody can ask for, whatever was done before.

Each text that is written holds a word of its own that stands nowhere else. After some random acts everything public is read,
and of all words written so far only those of texts that are live and public may stand in it. CI does a few acts, `make leaks`
(CONCORD_LEAKS=1000) a thousand.
"""

import os
import random
from itertools import product

import pytest
from django.test import Client

from policies import workflow
from policies.errors import Conflict, Refused
from policies.models import Subject
from policies.trust.flags import flag
from search import index

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ACTS = int(os.environ.get("CONCORD_LEAKS", "24"))
LOOK_AFTER = 8 if ACTS < 100 else 25
BEGINS = "quolt"  # All of them begin so: whatever completes, corrects or highlights words is asked for exactly these.
WORDS = [BEGINS + "".join(end) for end in product("aeiou", "bdfgklmnprst", "aeiou", "bdfgklmnprst", "ae")]
SLUGS = ("returns", "repairs", "retention", "wholesale")


class Writer:
    """Does one act after the other, and knows which words are public now and which never were."""

    def __init__(self, store, seed):
        self.store, self.random = store, random.Random(seed)
        self.words = iter(WORDS)
        self.written: list[str] = []
        self.public: dict[str, set[str]] = {}
        self.once_public: set[str] = set()

    def word(self) -> str:
        self.written.append(next(self.words))
        return self.written[-1]

    def text(self, title):
        return {
            "title": f"About {title}",
            "questions": [f"what about {title}?"],
            "short": f"We say {title}.",
            "body": f"More: {title}.",
        }

    def card(self, slug, audience):
        said, noted = self.word(), self.word()
        content = {"languages": {"en": {**self.text(said), "notes": f"Only for us: {noted}."}}, "audience": audience}
        self.store.card(slug, risk="low", **content)
        self.public[slug] = {said} if audience == "public" else set()
        self.once_public |= self.public[slug]

    def act(self):
        slug = self.random.choice(SLUGS)
        subject = Subject.objects.filter(kind="card", slug=slug).first()
        doing = self.random.choice(("publish", "internal", "draft", "submit", "withdraw", "offer", "flag"))
        if subject is None or doing in ("publish", "internal"):
            self.card(slug, "internal" if doing == "internal" else "public")
        elif doing in ("draft", "submit"):
            version = self.store.draft(subject.card, {"source": "en", "languages": {"en": self.text(self.word())}})
            if doing == "submit":
                workflow.submit(version, by=self.store.people.marta)
        elif doing == "withdraw" and self.public.get(slug):
            self.store.withdraw(subject)
            self.public[slug] = set()
        elif doing == "offer":
            self.store.offer(
                f"offer-{len(self.written)}",
                code=f"CODE{len(self.written)}",
                titles={"en": self.word()},
                texts={"en": self.word()},
            )
        elif doing == "flag" and self.public.get(slug):
            flag(self.store.version(subject), "wrong", f"A customer said {self.word()}.", by=self.store.people.ana)

    @property
    def secret(self) -> set[str]:
        return set(self.written) - set().union(*self.public.values(), set())


def everything(keyed, open_to_all):
    """All that a stranger and a public key can read of words: headers and bytes."""
    pages = [
        "/faq/en/",
        f"/faq/en/search/?q={BEGINS}",
        "/faq/en/changes.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/chat/",
        "/metrics",
    ]
    pages += [f"/faq/en/{slug}/" for slug in SLUGS] + [
        "/nothing/",
        "/widget/talk/en/",
        "/accounts/login/",
        "/healthz",
        "/readyz",
    ]
    calls = [f"/answers/{slug}?lang=en" for slug in SLUGS] + ["/changes?limit=200", "/topics", "/dimensions", "/languages"]
    calls += [
        f"/search?q={BEGINS}&lang=en&counts=true",
        f"/search?q={BEGINS}e",
        f"/suggest?q={BEGINS}&lang=en",
        f"/suggest?q={BEGINS}ab",
    ]
    calls += ["/search?q=only for us", "/answers/none", "/cards", "/events", "/receipts/x"]
    for address in pages:
        yield address, open_to_all.get(address)
    for address in calls:
        yield address, keyed.get(f"/api/v1{address}")
    for question in (f"what about {BEGINS}?", f"about {BEGINS}eb", "only for us"):
        yield question, keyed.post("/api/v1/ask", {"question": question, "lang": "en"}, content_type="application/json")


def leaks(writer, keyed):
    secret = writer.secret
    for asked, response in everything(keyed, Client()):
        said = f"{dict(response.headers)}{response.content.decode('utf-8', 'replace')}".lower()
        if found := {word for word in secret if word in said}:
            yield asked, found


@pytest.mark.asvs("8.2.3")
@pytest.mark.asvs("15.3.1")
@pytest.mark.timeout(3600 if ACTS > 100 else 240)
def test_no_public_byte_holds_what_is_not_public(store, channel, settings):
    settings.API_REQUESTS_PER_MINUTE = settings.VISITOR_REQUESTS_PER_MINUTE = 1_000_000
    writer, keyed, shown = Writer(store, seed=ACTS), channel("public"), 0
    for number in range(ACTS):
        try:
            writer.act()
        except (Conflict, Refused):
            continue  # Somebody's draft stands in the way, as it does in life.
        if number % LOOK_AFTER == LOOK_AFTER - 1:
            assert list(leaks(writer, keyed)) == [], f"after {number + 1} acts"
            live = set().union(*writer.public.values(), set())
            shown += sum(
                any(word in response.content.decode("utf-8", "replace") for word in live)
                for _, response in everything(keyed, Client())
            )
    assert shown, "what is public is there to be read, so that this can fail"
    folder = settings.SEARCH_INDEX / "public"
    assert folder.is_dir() or index, "the public index has a folder of its own"
    never = {word.encode() for word in set(writer.written) - writer.once_public}
    for path in (file for file in folder.rglob("*") if file.is_file()):
        held = path.read_bytes()
        assert {word for word in never if word in held} == set(), path.name


def test_it_would_find_one(store, channel):
    """The same look, told that a word that is public may not be seen."""
    writer = Writer(store, seed=1)
    writer.card("returns", "public")
    writer.public["returns"] = set()
    assert {asked for asked, _words in leaks(writer, channel("public"))} >= {"/faq/en/returns/", "/answers/returns?lang=en"}
