"""A review that takes too long is overdue from its instant on, and never before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.models import RiskRule
from policies.releases import add_to_release, create_release, submit_release
from policies.review.times import overdue_reviews, review_due_at
from policies.workflow import approve, recall, submit

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)


def submitted(store, people, slug, risk):
    card = store.card(slug, risk=risk)
    return submit(store.draft(card, {**store.text(card), "audience": "internal"}), by=people.marta)


@pytest.mark.parametrize("risk", ["low", "medium", "high"])
def test_it_is_due_as_the_rule_for_the_risk_says(store, people, risk):
    version = submitted(store, people, "contact-us", risk)
    RiskRule.objects.filter(pk=risk).update(review_hours=5)
    due = version.submitted_at + timedelta(hours=5)
    assert review_due_at(version) == due
    assert overdue_reviews(due - MOMENT) == []
    assert overdue_reviews(due) == [version]


def test_facts_and_offers_are_due_like_a_card_of_medium_risk(store, people):
    fact = store.fact()
    version = submit(store.draft(fact, {**store.text(fact), "value": "6"}), by=people.marta)
    hours = RiskRule.objects.get(pk="medium").review_hours
    assert review_due_at(version) == version.submitted_at + timedelta(hours=hours)


def test_only_what_is_in_review_is_due(store, people):
    version = submitted(store, people, "contact-us", "high")
    assert review_due_at(store.draft(version.subject)) is None
    approve(version, by=people.olivia)
    later = timezone.now() + timedelta(days=400)
    assert overdue_reviews(later) == [version], "One of two approvals is not enough."
    approve(version, by=people.pavel)
    assert (review_due_at(version), overdue_reviews(later)) == (None, [])
    recall(version, by=people.marta)
    assert overdue_reviews(later) == []


def test_a_release_is_due_with_its_most_urgent_part(store, people):
    RiskRule.objects.filter(pk="high").update(review_hours=3)
    RiskRule.objects.filter(pk="low").update(review_hours=90)
    release = create_release("summer", "Summer", by=people.marta)
    parts = [store.draft(card := store.card(slug, risk=risk), store.text(card)) for slug, risk in (("a", "low"), ("b", "high"))]
    for part in parts:
        add_to_release(part, release, by=people.marta)
    submit_release(release, by=people.marta)
    for part in parts:
        part.refresh_from_db()
        assert review_due_at(part) == part.submitted_at + timedelta(hours=3)


def test_the_longest_waiting_comes_first(store, people):
    versions = [submitted(store, people, slug, "medium") for slug in ("c", "a", "b")]
    assert overdue_reviews(timezone.now() + timedelta(days=400)) == versions
