"""The time line says what reads say."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from policies.publishing import in_force, moment_at, now
from policies.timeline import timeline_of
from policies.trust.verifying import doubt, verify


@pytest.fixture
def card(store):
    return store.cancel_order()


def test_it_draws_what_reads_give_at_every_instant(store, card):
    soon = timezone.now() + timedelta(days=10)
    store.publish(card, store.text(card) | {"audience": "public"}, start=soon, until=soon + timedelta(days=5))
    store.fact(value=9)
    store.withdraw(card, start=soon + timedelta(days=20))
    line = timeline_of(card, now())
    lane = line.lanes[0]
    assert [stretch.version.number for stretch in lane.stretches] == [1, 2, 1]
    assert lane.stretches[-1].until == soon + timedelta(days=20)
    for lane in line.lanes:
        for day in range(25):
            at = moment_at(now().at + timedelta(days=day, seconds=1))
            drawn = [s.version for s in lane.stretches if s.start <= at.at and (s.until is None or at.at < s.until)]
            live = in_force(lane.subject.kind, [lane.subject.slug], at).get(lane.subject.slug)
            assert drawn == ([live] if live else [])


def test_its_stretches_stay_on_the_axis_and_do_not_overlap(store, card):
    store.publish(card, store.text(card) | {"audience": "public"}, start=timezone.now() + timedelta(days=1))
    line = timeline_of(card, now())
    assert {lane.subject.slug for lane in line.lanes} == {"cancel-order", "refunds.card_days", "free-shipping"}
    for lane in line.lanes:
        edges = [(stretch.left, stretch.left + stretch.width) for stretch in lane.stretches]
        assert all(0 <= left < right <= 100.01 for left, right in edges)
        assert all(first[1] <= second[0] + 0.01 for first, second in pairwise(edges))
    assert 0 <= line.now_left <= 100


def test_there_is_none_before_the_first_publication(store):
    card = store.card("contact-us")
    draft_only = store._subject(type(card), "draft-only", store.topic())
    store.draft(draft_only, store.text(card))
    assert timeline_of(draft_only, now()) is None


def test_it_marks_every_verification_and_doubt(store, people):
    card = store.card()
    version = store.version(card)
    verify(version, by=people.olivia, answers=[{"thing": "text", "is_right": True, "source": "The contract."}])
    doubt(version, by=people.olivia, reason="The carrier changed.")
    line = timeline_of(card, now())
    assert [mark.verification.how for mark in line.marks] == ["review", "verify", "doubt"]
    assert [mark.left for mark in line.marks] == sorted(mark.left for mark in line.marks)
