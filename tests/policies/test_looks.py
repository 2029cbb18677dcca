"""What changed since a person last took note of a card."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine

from policies.answers import INTERNAL, find_card
from policies.models import Look
from policies.notices.looks import change_for, take_note
from policies.publishing import now
from policies.workflow import approve, publish, save_draft, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(store):
    return store.cancel_order()


def look(user, language="en"):
    at = now()
    return change_for(user, find_card("cancel-order", INTERNAL, at), language, at)


def text_of(part, *kinds):
    return "".join(span.text for span in part.spans if span.kind in kinds)


def publish_change(store, card, change):
    content = store.text(card)
    change(content)
    store.publish(card, content)


def test_the_first_look_is_noted_and_shows_nothing(people, card):
    assert look(people.ana) is None
    row = Look.objects.get()
    assert (row.person, row.version.number) == (people.ana, 1)
    assert look(people.ana) is None
    assert Look.objects.count() == 1


def test_a_new_meaning_is_shown_word_by_word_until_it_is_noted(store, people, card):
    look(people.ana)

    def change(content):
        content["languages"]["en"]["short"] = "You can cancel until the parcel is packed."

    publish_change(store, card, change)
    for _ in range(2):
        found = look(people.ana)
        (part,) = found.parts
        assert (found.version.number, part.name, part.is_rule) == (2, "short", False)
        assert text_of(part, "same", "added") == "You can cancel until the parcel is packed."
        assert text_of(part, "removed").startswith("leaves")
    take_note(people.ana, card, found.version)
    assert look(people.ana) is None


def test_rules_that_came_went_or_decide_otherwise_are_named(store, people, card):
    look(people.ana)

    def change(content):
        rules = content["rules"]
        rules[0] = {**rules[0], "when": {"order_stage": ["placed", "paid"]}}
        rules[1] = {**rules[1], "outcome": "depends"}
        rules[2] = {"key": "packed", "when": {"order_stage": ["packed"]}, "outcome": "not_allowed"}
        for texts in content["languages"].values():
            texts["texts"].pop("lost")
            texts["texts"]["packed"] = texts["texts"]["on-its-way"]

    publish_change(store, card, change)
    parts = {part.name: part for part in look(people.ana).parts}
    assert {name: part.became for name, part in parts.items()} == {
        "not-shipped": "other_cases",
        "on-its-way": "other_outcome",
        "packed": "new",
        "lost": "gone",
    }
    assert parts["on-its-way"].outcomes == ("not_allowed", "depends")
    assert text_of(parts["packed"], "added") == "It is on its way and can no longer be cancelled."
    assert text_of(parts["lost"], "removed") == "We are looking for your parcel and will write to you."


def test_it_speaks_the_readers_language_and_fills_in_facts(store, people, card):
    look(people.ana)

    def change(content):
        content["languages"]["en"]["short"] = "You can cancel until the parcel is packed."
        content["languages"]["ru"]["texts"]["not-shipped"] = "Можно. Деньги вернутся через {{ refunds.card_days }}."

    publish_change(store, card, change)
    found = look(people.ana, "ru")
    (part,) = found.parts
    assert (found.language, part.name) == ("ru", "not-shipped")
    assert "5 дней" in text_of(part, "same", "added")
    assert [part.name for part in look(people.ana, "en").parts] == ["short"]


def test_a_corrected_word_shows_nothing(store, people, card):
    look(people.ana)
    content = deepcopy(store.text(card))
    content["languages"]["en"]["short"] = "You can cancel until the parcel leaves our warehouse!"
    draft = save_draft(store.draft(card), content, by=people.marta, significance="typo")
    publish(approve(submit(draft, by=people.marta), by=people.olivia), by=people.olivia)
    assert store.version(card).number == 2
    assert look(people.ana) is None


def test_what_holds_again_after_a_while_is_shown_and_noted_as_well(store, people, card):
    with time_machine.travel(now().at, tick=False) as clock:
        content = store.text(card)
        content["languages"]["en"]["short"] = "In December you can cancel always."
        look(people.ana)
        store.publish(card, content, until=now().at + timedelta(days=7))
        take_note(people.ana, card, look(people.ana).version)
        clock.shift(timedelta(days=8))
        found = look(people.ana)
        assert found.version.number == 1
        take_note(people.ana, card, found.version)
        assert look(people.ana) is None


def test_each_person_has_looks_of_their_own(store, people, card):
    look(people.ana)
    publish_change(store, card, lambda content: content["languages"]["en"].update(short="You can cancel always."))
    assert look(people.marta) is None
    assert look(people.ana) is not None
