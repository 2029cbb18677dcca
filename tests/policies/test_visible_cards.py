"""The two doors to cards, and what is in force, against a simple reading of random histories."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.answers import find_card, find_cards, visible_cards
from policies.models import Card
from policies.moment import Moment
from policies.publishing import moment_at, now
from policies.standing import standing_of
from tests.policies.histories import BEGIN, HOUR, histories, holding, written

SLUGS = ("first", "second")
instants = st.lists(st.integers(min_value=-2, max_value=100), min_size=2, max_size=3)


@pytest.fixture
def versions(store):
    """Three approved versions of two cards each: the second of the first card is internal, the first of the second too."""
    made = []
    for slug, audiences in (("first", "public internal public"), ("second", "internal public public")):
        card = Card.objects.create(kind="card", slug=slug, topic=store.topic(), owner=store.people.olivia)
        form = {"source": "en", "languages": {"en": {"title": slug, "short": slug}}}
        made.append([store.approved(card, {**form, "audience": audience}) for audience in audiences.split()])
    return made


def test_it_shows_what_a_simple_reading_of_the_log_shows(versions, people):
    @settings(max_examples=25)
    @given(histories, instants)
    def check(history, hours):
        with written(history, versions, people.olivia) as log:
            today = now()
            revisions = sorted({today.revision // 2, today.revision})
            moments = [Moment(BEGIN + hour * HOUR / 2, revision) for hour in hours for revision in revisions]
            for at in [today, *moments]:
                expected, internal_today = {}, set()
                for (first, *_), slug in zip(versions, SLUGS, strict=True):
                    line, latest = (holding(log, first.subject_id, when.at, when.revision) for when in (at, today))
                    if line is not None:
                        expected[slug] = line
                    if latest is not None and latest.version.audience == "internal":
                        internal_today.add(slug)
                live = {card.slug: (card.live_version_id, card.live_from) for card in Card.objects.live_at(at)}
                assert live == {slug: (line.version_id, line.effective_from) for slug, line in expected.items()}
                for audience in ("public", "internal"):
                    allowed = {
                        slug: line.version_id
                        for slug, line in expected.items()
                        if audience == "internal" or (line.version.audience == "public" and slug not in internal_today)
                    }
                    listed = {card.slug: card.live_version_id for card in visible_cards(audience, at)}
                    found = {slug: card.live_version_id for slug, card in find_cards(SLUGS, audience, at).items()}
                    assert listed == found == allowed

    check()


def test_it_calls_one_version_live_and_tells_what_became_of_the_others(versions, people):
    @settings(max_examples=25)
    @given(histories)
    def check(history):
        with written(history, versions, people.olivia) as log:
            today = now()
            for card in versions:
                for version in card:
                    version.state = "published"
                line = holding(log, card[0].subject_id, today.at, today.revision)
                live = {version.pk for version in card if standing_of(version, today) == "live"}
                assert live == ({line.version_id} if line else set())

    check()


def test_it_never_shows_the_public_a_card_that_is_internal_today(store):
    card = store.card("contact-us")
    then = now()
    store.publish(card, {**store.text(card), "audience": "internal"})
    later = Moment(datetime.now(UTC) + timedelta(days=1), now().revision)
    for at in (then, now(), later, Moment(then.at, now().revision)):
        assert not visible_cards("public", at).exists()
        assert find_card("contact-us", "public", at) is None
        assert find_card("contact-us", "internal", at) is not None
    store.publish(card, {**store.text(card), "audience": "public"})
    assert visible_cards("public", then).get() == find_card("contact-us", "public", then) == card


def test_it_hides_a_card_from_the_instant_it_becomes_internal(store):
    card = store.card("contact-us")
    then, soon = now(), datetime.now(UTC) + timedelta(hours=1)
    store.publish(card, {**store.text(card), "audience": "internal"}, start=soon)
    assert find_card("contact-us", "public", now()) is not None
    assert find_card("contact-us", "public", moment_at(soon)) is None
    with time_machine.travel(soon, tick=False):
        for at in (now(), then):
            assert find_card("contact-us", "public", at) is None
            assert not visible_cards("public", at).exists()


@pytest.mark.parametrize("slug", ["", "a b", "\x00", "ё", "../etc", "a" * 5000, "Contact-Us", "contact-us\n", "\ud800"])
def test_it_finds_nothing_under_a_name_that_is_no_slug(store, slug):
    store.card("contact-us")
    assert find_cards([slug, "contact-us"], "public", now()).keys() == {"contact-us"}


def test_it_finds_cards_in_the_order_they_were_asked_for(store):
    for slug in ("a", "b", "c"):
        store.card(slug)
    assert list(find_cards(["c", "a", "x", "c", "b"], "public", now())) == ["c", "a", "b"]
