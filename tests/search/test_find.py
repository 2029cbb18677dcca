"""The index finds, the database answers: nobody is shown what they may not see, however stale the index is."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policies import workflow
from policies.publishing import moment_at, now
from search.find import Filters, find, suggest

pytestmark = pytest.mark.django_db


def slugs(text, audience="public", language="en", at=None, **options):
    return [hit.card.slug for hit in find(text, audience=audience, language=language, at=at or now(), **options)]


def withdraw_unnoticed(store, card):
    """Withdrawn in the database, while the index still has the card."""
    workflow.withdraw(card, by=store.people.olivia)


def test_it_never_shows_a_card_that_the_index_has_and_the_database_has_not(store):
    card = store.card("gift-wrap")
    withdraw_unnoticed(store, card)
    assert slugs("gift wrap") == []
    assert suggest("gift", audience="public", language="en", at=now()) == []


def test_it_looks_past_hidden_cards_for_visible_ones(store):
    hidden = [store.card(f"gift-{number}") for number in range(6)]
    store.card("gift-wrap-and-cards")
    for card in hidden:
        withdraw_unnoticed(store, card)
    assert slugs("gift", limit=3) == ["gift-wrap-and-cards"]


def test_it_shows_internal_cards_to_colleagues_only(store):
    store.card("fraud-signs", audience="internal")
    assert slugs("fraud signs") == []
    assert slugs("fraud signs", audience="internal") == ["fraud-signs"]


def test_it_finds_words_of_notes_for_colleagues_only(store):
    store.cancel_order()
    assert slugs("promising") == []
    assert slugs("promising", audience="internal") == ["cancel-order"]


def test_it_finds_by_words_of_body_rules_and_facts(store):
    store.cancel_order()
    assert slugs("warehouse") == slugs("returned") == slugs("delivered") == ["cancel-order"]


def test_it_says_in_which_language_the_words_were_found(store):
    store.cancel_order()
    hit = find("ainda cancelar pedido", audience="public", language="pt", at=now())[0]
    assert (hit.card.slug, hit.language) == ("cancel-order", "pt-BR")


def test_it_finds_what_is_written_in_another_language_than_the_page(store):
    store.cancel_order()
    store.card("gift-wrap")
    assert slugs("gift wrap", language="ru") == ["gift-wrap"]
    assert slugs("не поздно ли отменить заказ", language="en")[0] == "cancel-order"


def test_it_lists_a_card_once_whatever_languages_it_has(store):
    store.cancel_order()
    assert slugs("cancel order заказ pedido") == ["cancel-order"]


def test_it_keeps_to_a_topic(store):
    store.card("gift-wrap", topic="gifts")
    store.card("gift-returns", topic="returns")
    assert slugs("gift", filters=Filters(topic="returns")) == ["gift-returns"]
    assert slugs("gift", filters=Filters(topic="unknown")) == []


def test_it_finds_what_was_in_force_then(store):
    card = store.card("gift-wrap")
    then = timezone.now()
    with time_machine.travel(then + timedelta(days=3)):
        store.withdraw(card)
        assert slugs("gift wrap") == []
        hits = find("gift wrap", audience="public", language="en", at=moment_at(then + timedelta(days=1)))
        assert [hit.card.slug for hit in hits] == ["gift-wrap"]
        assert hits.is_fallback


def test_it_finds_what_will_be_in_force(store):
    content = {"source": "en", "languages": {"en": {"title": "Winter sale", "short": "From Monday."}}}
    card = store.card("winter-sale")
    store.withdraw(card)
    start = timezone.now() + timedelta(days=5)
    store.publish(card, content, start=start)
    assert slugs("winter sale") == []
    assert slugs("winter sale", at=moment_at(start + timedelta(hours=1))) == ["winter-sale"]


def test_it_suggests_titles_in_the_language_asked_for(store):
    store.cancel_order()
    assert suggest("canc", audience="public", language="en", at=now()) == ["Can I still cancel my order?"]
    assert suggest("отмен", audience="public", language="ru", at=now()) == ["Можно ли ещё отменить заказ?"]


def test_it_gives_the_same_order_every_time(store):
    for number in range(12):
        store.card(f"gift-{number:02}")
    assert slugs("gift") == slugs("gift") == [f"gift-{number:02}" for number in range(10)]
