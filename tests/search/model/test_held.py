"""A model is published only if it is not worse than the one in use, unless a person says so; unchanged texts cost nothing."""

import pytest
from django.urls import reverse

from policies.errors import Conflict, Refused
from policies.models import Card, Event, Notice
from policies.publishing import now
from search.checks import add_check, remove_check
from search.clashes import look
from search.fit_lines import fit_lines
from search.learned import Fit
from search.model import encoder as encoders
from search.model import shelf, vectors
from search.model.comparing import Comparison
from search.model.encoder import Remembering, encoder
from search.model.fits import publish_anyway
from search.model.refit import refit
from search.propose import propose
from tests.search.model.stores import CARDS, publish_cards

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def shop(store):
    publish_cards(store)
    refit()
    return store


@pytest.fixture
def worse(shop, people):
    """A check question, and a new card that takes it: the models of both audiences are worse."""
    check = add_check("I want to stop my purchase", "en", Card.objects.get(slug="cancel-order"), by=people.max)
    asked = ["I want to stop my purchase", "stop my purchase now", "I want to stop the purchase"]
    shop.card("stop-it", languages={"en": {"title": "I want to stop my purchase", "questions": asked, "short": "Stop."}})
    assert refit() == 2
    return check


def first(question):
    shelf.forget()
    return propose(question, audience="public", language="en", at=now(), limit=5)[0].card.slug


def states(audience="public"):
    return list(Fit.objects.filter(audience=audience).order_by("pk").values_list("state", flat=True))


def test_a_worse_model_is_held_back_and_managers_are_told_why(worse, people):
    assert states() == ["published", "held"]
    assert "stop-it" not in shelf.read("public").model.cards
    assert refit() == 0
    (line,) = [line for line in fit_lines() if line.fit.audience == "public"]
    assert (line.fit.checks_lost, line.worse[0].text, line.worse[0].now) == (1, worse.text, "stop-it")
    told = Notice.objects.filter(kind="model_held")
    assert {notice.person for notice in told} == {people.max, people.ada}
    assert {notice.path for notice in told} == {reverse("model")}
    assert Event.objects.filter(action="hold_model", by=None).count() == 2


def test_a_manager_publishes_it_nevertheless(worse, people):
    held = Fit.objects.filter(audience="public", state="held").get()
    with pytest.raises(Refused):
        publish_anyway(held, by=people.olivia)
    publish_anyway(held, by=people.max)
    with pytest.raises(Conflict):
        publish_anyway(held, by=people.max)
    refit()
    assert states() == ["published", "over", "published"]
    assert "stop-it" in shelf.read("public").model.cards
    assert first("I want to stop my purchase") == "stop-it"
    assert refit() == 0


def test_it_is_judged_again_when_what_it_is_held_against_changes(worse, people):
    remove_check(worse, by=people.max)
    assert refit() == 2
    assert states() == ["published", "over", "published"]


def test_a_better_text_publishes_what_was_held(worse, shop):
    card = Card.objects.get(slug="stop-it")
    text = {"title": "Stop newsletters", "questions": ["no more newsletters"], "short": "Stop."}
    shop.publish(card, {"source": "en", "languages": {"en": text}})
    assert refit() == 2
    assert states() == ["published", "over", "published"]


def test_a_store_that_comes_back_to_what_it_was_is_held_no_longer(worse, shop):
    shop.withdraw(Card.objects.get(slug="stop-it"))
    assert refit() == 2
    assert states() == ["published", "over"]
    assert first("I want to stop my purchase") == "cancel-order"


@pytest.mark.parametrize(
    ("lost", "gained", "is_worse"), [(0, 0, False), (2, 0, False), (5, 0, True), (12, 5, False), (40, 20, True), (3, 9, False)]
)
def test_what_chance_may_do_is_allowed(lost, gained, is_worse):
    assert Comparison(shared=500, lost=lost, gained=gained).is_worse == is_worse


@pytest.mark.parametrize(("checks", "lost", "is_worse"), [(10, 1, True), (49, 1, True), (50, 1, False), (100, 3, True)])
def test_of_fifty_check_questions_one_may_be_lost(checks, lost, is_worse):
    assert Comparison(checks=checks, checks_lost=lost).is_worse == is_worse


class Counting(Remembering):
    """Says which texts it was asked to encode."""

    def __init__(self, by):
        super().__init__(by)
        self.texts = []

    def encode(self, texts):
        self.texts += texts
        return self._by.encode(texts)


def test_a_publication_encodes_only_what_is_new(shop, monkeypatch):
    counting = Counting(encoder())
    monkeypatch.setattr(encoders, "_encoder", lambda name: counting)
    shop.card("warranty", languages={"en": {"title": "Warranty", "questions": ["how long is it"], "short": "Two years."}})
    refit()
    assert set(counting.texts) == {"Warranty", "how long is it", "Two years."}


def test_what_changes_no_text_fits_nothing(shop, monkeypatch):
    before = shelf.read("public").edition
    shop.topic("new-topic")
    languages = {"en": {"title": "Inside", "questions": ["only for us"], "short": "Hush."}}
    shop.card("inside", audience="internal", languages=languages)
    assert refit() == 2
    after = shelf.read("public").edition
    assert (after.digest, after.revision > before.revision) == (before.digest, True)
    assert states("public") == ["published"]
    assert states("internal") == ["published", "published"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half"])
def test_vectors_that_cannot_be_read_are_made_anew(shop, settings, content):
    folder = settings.SEARCH_INDEX / "fitting"
    (folder / vectors.NAME).write_bytes(content)
    assert vectors.remembering(encoder(), folder).known == {}
    shop.card("new-card")
    assert refit() == 2
    assert len(vectors.remembering(encoder(), folder).known) > len(CARDS)


def test_it_names_an_example_that_stands_at_the_wrong_card(store):
    misplaced = "where is my parcel now"
    for slug, (title, asked) in CARDS.items():
        more = [misplaced] if slug == "gift-wrap" else [f"{asked[0]} please", f"hello, {asked[1]}"]
        more += ["where is my parcel", "my parcel, where is it"] if slug == "track-parcel" else []
        store.card(slug, languages={"en": {"title": title, "questions": [*asked, *more], "short": f"All on: {title}."}})
    refit()
    shelf.forget()
    looked = look()
    assert (looked.misplaced[0].text, looked.misplaced[0].other.slug) == (misplaced, "track-parcel")
    assert looked.misplaced[0].card.slug == "gift-wrap"


def test_it_names_two_cards_that_are_one_to_customers(store):
    publish_cards(store)
    twin = {"title": "Stop an order", "questions": ["cancel the order", "stop the purchase", "I changed my mind on it"]}
    store.card("stop-order", languages={"en": {**twin, "short": "All on: Cancel an order."}})
    refit()
    shelf.forget()
    clash = look().clashes[0]
    assert {clash.card.slug, clash.other.slug} == {"cancel-order", "stop-order"}
    assert clash.advice == "merge"
    assert clash.count <= clash.of
