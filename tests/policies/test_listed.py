"""Cards as lists need them: the same cards through the same door, in the same trust, as reading them whole gives."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from policies.answers import INTERNAL, PUBLIC, find_cards, list_cards, visible_cards
from policies.moment import Moment
from policies.publishing import in_force, moment_at, now
from policies.releases import add_to_release, create_release
from policies.trust.basis import basis_of
from policies.trust.verifying import verify_all

pytestmark = pytest.mark.django_db
NOON, DAY = datetime(2026, 6, 1, 12, tzinfo=UTC), timedelta(days=1)
SLUGS = ("no-card", "cancel-order", "gone", "for-agents", "was-public", "not a slug", "later")


@pytest.fixture
def clock(store):
    with time_machine.travel(NOON, tick=False) as clock:
        store.cancel_order()
        gone, was_public = store.card("gone"), store.card("was-public")
        store.card("for-agents", audience="internal")
        clock.shift(DAY)
        store.withdraw(gone)
        store.publish(was_public, {**store.text(was_public), "audience": "internal"})
        store.fact(value=7)
        later = store.card("later")
        store.publish(later, {**store.text(later), "audience": "internal"}, start=NOON + 5 * DAY)
        clock.shift(DAY)
        yield clock


def same(audience, at):
    whole, listed = find_cards(SLUGS, audience, at), list_cards(SLUGS, audience, at)
    assert list(listed) == list(whole)
    seen = {card.slug: card.live_version_id for card in visible_cards(audience, at)}
    assert {card.slug: card.live_version_id for card in visible_cards(audience, at, SLUGS)} == seen
    assert seen == {slug: card.live_version_id for slug, card in whole.items()}
    versions = in_force("card", whole, at)
    for slug, card in whole.items():
        one, version = listed[slug], versions[slug]
        assert (one.pk, one.live_version_id, one.risk, one.topic) == (version.pk, card.live_version_id, card.risk, card.topic)
        assert (one.outline.source, one.outline.languages) == (version.typed.source, version.typed.languages.keys())
        assert (one.facts, one.offers, one.audience) == (version.facts, version.offers, version.audience)
        assert basis_of(one, at) == basis_of(version, at)
    return set(whole)


@pytest.mark.parametrize("audience", [PUBLIC, INTERNAL])
def test_they_are_the_same_as_when_read_whole_whatever_the_day(clock, audience):
    for days in (-1, 0, 0.5, 1.5, 2, 10):
        same(audience, moment_at(NOON + days * DAY))
    assert same(audience, now()) == {"cancel-order", "later"} | (
        {"for-agents", "was-public"} if audience == INTERNAL else set()
    )
    clock.shift(5 * DAY)
    assert ("later" in same(audience, now())) == (audience == INTERNAL)


def test_the_public_sees_nothing_that_is_internal_today_on_any_day(clock):
    assert "was-public" not in list_cards(["was-public"], PUBLIC, moment_at(NOON + DAY / 2))
    assert "was-public" in list_cards(["was-public"], INTERNAL, moment_at(NOON + DAY / 2))


def test_a_verification_counts_at_once(clock, store, people):
    store.card("again")
    clock.shift(400 * DAY)
    assert basis_of(list_cards(["again"], PUBLIC, now())["again"], now()).state_at(now().at) == "expired"
    verify_all({"again": "The contract."}, by=people.olivia)
    assert basis_of(list_cards(["again"], PUBLIC, now())["again"], now()).state_at(now().at) == "verified"


def test_the_preview_of_a_release_lists_what_it_would_bring(clock, store, people):
    card = store.card("again")
    release = create_release("soon", "Soon", by=people.marta)
    draft = store.draft(card, store.text(card))
    add_to_release(draft, release, by=people.marta)
    at = now()
    preview = Moment(at.at, at.revision, release=release.pk)
    assert list_cards(["again"], INTERNAL, preview)["again"].pk == draft.pk
    assert list_cards(["again"], INTERNAL, at)["again"].pk != draft.pk
