"""A host's clock that was set back: nothing that was replaced or withdrawn comes back, and what is published then holds."""

from datetime import timedelta

import pytest

from policies.answers import PUBLIC, find_card
from policies.publishing import in_force, now
from policies.workflow import withdraw

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def title(store, card):
    return in_force("card", [card.slug], now())[card.slug].typed.languages["en"].title


def rewritten(store, card, title):
    content = store.text(card)
    content["languages"]["en"]["title"] = title
    return store.publish(card, content)


def test_it_brings_back_neither_an_older_text_nor_what_was_withdrawn(store, clock):
    noon, kept, gone = now().at, store.card("kept"), store.card("gone")
    clock.shift(HOUR)
    rewritten(store, kept, "As it is now")
    withdraw(gone, by=store.people.olivia)
    clock.shift(-HOUR / 2)
    assert title(store, kept) == "As it is now"
    assert find_card("gone", PUBLIC, now()) is None
    assert now().at == noon + HOUR
    assert now().is_now


def test_what_is_published_then_holds_at_once_and_still_when_the_clock_is_right_again(store, clock):
    card = store.card("kept")
    rewritten(store, card, "Before")
    clock.shift(-HOUR)
    rewritten(store, card, "While it was behind")
    assert title(store, card) == "While it was behind"
    clock.shift(HOUR + HOUR)
    assert title(store, card) == "While it was behind"


def test_the_log_stays_in_order(store, clock):
    noon, card = now().at, store.card("kept")
    clock.shift(-HOUR)
    rewritten(store, card, "While it was behind")
    recorded = list(card.publications.order_by("number").values_list("recorded_at", flat=True))
    assert recorded == sorted(recorded)
    assert recorded[-1] == noon


def test_a_log_that_was_written_by_a_clock_days_ahead_stops_nobodys_clock(store, clock):
    noon = now().at
    store.card("kept")
    clock.shift(timedelta(days=-3))
    assert now().at == noon - timedelta(days=3)


def test_a_day_in_the_past_is_asked_for_as_ever(store, clock):
    noon, card = now().at, store.card("kept")
    clock.shift(2 * HOUR)
    rewritten(store, card, "As it is now")
    clock.shift(-HOUR)
    at = now()
    past = type(at)(noon + HOUR / 2, at.revision)
    assert in_force("card", ["kept"], past)["kept"].typed.languages["en"].title != "As it is now"
    assert not past.is_now
