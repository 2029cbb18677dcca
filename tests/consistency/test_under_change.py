"""While something changes all the time, no difference is invented, and none is missed."""

from threading import Event, Thread

import pytest
from django.db import connections

from kb.consistency.check import check
from kb.consistency.churn import Churn
from kb.consistency.heard import Heard, Probe, While, divergences
from policies.answers import answer_for
from policies.models import Card
from policies.publishing import now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def site(live_server, store):
    store.cancel_order()
    store.card("contact-us")
    return live_server.url


@pytest.fixture
def changing(site):
    """Somebody goes on changing cards and facts until the test is over."""
    over, churn = Event(), Churn()

    def go_on():
        churn.go_on(over.is_set, pause=0.01)
        connections.close_all()

    thread = Thread(target=go_on)
    thread.start()
    yield churn
    over.set()
    thread.join(60)


def test_it_invents_nothing_while_the_store_changes(site, changing):
    report = check(site, most=60)
    assert (report.divergences, report.failures) == ([], [])
    assert report.until > report.revision


def test_it_finds_what_is_late_only_for_who_asks_about_now(live_server, store, monkeypatch):
    """A page that keeps what it said first of now; what it says of a named day is right."""
    kept = {}

    def stale(card, context, language, at, **who):
        reply = answer_for(card, context, language, at, **who)
        if abs((now().at - at.at).total_seconds()) > 1:
            return reply
        return kept.setdefault((card.slug, language, str(context)), reply)

    monkeypatch.setattr("kb.faq.views.answer_for", stale)
    card = store.card("contact-us")
    assert check(live_server.url, most=40).divergences == []
    store.publish(card, {"source": "en", "languages": {"en": {"title": "Contact us", "short": "New."}}})
    found = check(live_server.url, most=40).divergences
    assert {divergence.channel for divergence in found} == {"FAQ page"}
    assert None in {divergence.probe.as_of for divergence in found}


def test_everything_is_in_force_again_afterwards(site, store):
    churn = Churn(seed=3)
    for _ in range(12):
        churn.change()
    churn.mend()
    assert churn.counts.total() >= 8
    assert Card.objects.live_at(now()).count() == 2


def test_an_answer_older_than_the_question_is_a_difference(site, store):
    """Right once, but somebody has published since, before it was asked."""
    old = now()
    store.fact(value=7)
    span = While(now(), now())
    probe = Probe("cancel-order", "en", {"order_stage": "packed"}, "not-shipped", None)
    for revision in (old.revision, old.revision + 99):
        found = divergences(probe, "public", "faq", Heard("answered", revision=revision), span)
        assert found == [("revision", f"{span.first.revision} to {span.last.revision}", str(revision))]
