"""What one person alone cannot show: an answer made while a release takes effect, and numbers taken by several at once.

The machine acts in one thread; these two promises, and the faults that break them, need a second connection.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from random import Random

import pytest
from django.db import connections

import policies.answers
import policies.publishing
import policies.workflow
from policies import memory
from policies.models import Counter, Publication
from policies.publishing import current_revision, now
from policies.releases import add_to_release, approve_release, create_release, publish_release, submit_release
from tests.consistency.faults import instead

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
URL = "/api/v1/answers/the-card"


def text_of(number):
    return {"source": "en", "languages": {"en": {"title": "T", "short": f"Text {number}: {{{{ refunds.card_days }}}}."}}}


@pytest.fixture
def release(store, people):
    """Approved: the text that says 7 and the fact that says 7 are to replace those that say 5."""
    fact, card = store.fact(value=5), store.card("the-card", **text_of(5))
    made = create_release("seven", "Seven", by=people.marta)
    value = {"type": "duration", "unit": "day", "value": 7}
    for subject, content in ((fact, value), (card, text_of(7))):
        add_to_release(store.draft(subject, content), made, by=people.marta)
    return approve_release(submit_release(made, by=people.marta), by=people.olivia)


@contextmanager
def meanwhile(act):
    """Somebody else does it after the card was read, and before the fact is."""
    say, is_done = policies.answers.said_of, []

    def run():
        try:
            act()
        finally:
            connections.close_all()

    def interrupted(version, language, at):
        if not is_done:
            is_done.append(True)
            other = threading.Thread(target=run)
            other.start()
            other.join(30)
        return say(version, language, at)

    with instead(policies.answers, said_of=interrupted):
        yield


def said_during(release, people, client):
    memory.forget()
    with meanwhile(lambda: publish_release(release, by=people.olivia)):
        during = client.get(URL).json()["answer"]["text"]
    assert client.get(URL).json()["answer"]["text"] == "Text 7: 7 days."
    return during


def test_an_answer_is_of_one_revision(release, people, channel):
    assert said_during(release, people, channel()) in ("Text 5: 5 days.", "Text 7: 7 days.")


def test_it_finds_answers_that_are_not_atomic(release, people, channel):
    """Every part of the answer reads what is in force when it happens to be read."""
    force = policies.publishing.in_force
    with instead(policies.answers, in_force=lambda kind, slugs, at: force(kind, slugs, now())):
        assert said_during(release, people, channel()) == "Text 5: 7 days."


@contextmanager
def plain_sequence():
    """Numbers come from a sequence that no lock guards: who is given one earlier may commit later."""
    sequence, mine, dice, publish = count(current_revision() + 1), threading.local(), Random(1), policies.workflow.publish

    def publish_later(*what, **how):
        mine.number = next(sequence)
        time.sleep(dice.random() / 10)
        return publish(*what, **how)

    def append(entries, *, by):
        at = now().at
        Counter.objects.filter(pk="revision", value__lt=mine.number).update(value=mine.number)
        fields = {"number": mine.number, "recorded_at": at, "effective_from": at, "by": by}
        named = [{"kind": entry.kind, "subject": entry.subject, "version": entry.version} for entry in entries]
        return [Publication.objects.create(**entry, **fields) for entry in named]

    with instead(policies.workflow, publish=publish_later, append=append):
        yield


def missed(store, people, client, cards, rounds):
    """What a follower of `/changes` that stores the revision has not been given, of versions published by six at once."""
    after, seen = current_revision(), set()

    def follow():
        nonlocal after
        body = client.get("/api/v1/changes", {"after": after}).json()
        seen.update((change["revision"], change["thing"]) for change in body["results"])
        after = body["revision"]

    def publish(version):
        try:
            policies.workflow.publish(version, by=people.olivia)
        finally:
            connections.close_all()

    for _ in range(rounds):
        began = current_revision()
        versions = [store.approved(card, store.text(card)) for card in cards]
        with ThreadPoolExecutor(6) as pool:
            waiting = [pool.submit(publish, version) for version in versions]
            while not all(one.done() for one in waiting):
                follow()
            for one in waiting:
                one.result()
        follow()
        there = Publication.objects.filter(number__gt=began).values_list("number", "subject__slug")
        lost = {(number, f"card:{slug}") for number, slug in there} - seen
        if lost:
            return lost
    return set()


def test_a_follower_misses_nothing(store, people, channel):
    cards = [store.card(f"card-{n}") for n in range(6)]
    assert missed(store, people, channel("internal"), cards, rounds=1) == set()


def test_it_finds_numbers_from_a_plain_sequence(store, people, channel):
    cards = [store.card(f"card-{n}") for n in range(6)]
    with plain_sequence():
        assert missed(store, people, channel("internal"), cards, rounds=8)
