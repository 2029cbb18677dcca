"""Translations that lag: found, shown with what changed, and not served."""

import pytest

from policies.answers import answer_for, find_card
from policies.publishing import now
from policies.workflow import approve, publish, save_draft, submit
from policies.writing.outdated import outdated_translations


@pytest.fixture
def card(store):
    return store.cancel_order()


def change(store, card, text, significance):
    content = store.text(card)
    content["languages"]["en"]["texts"]["delivered"] = text
    draft = save_draft(store.draft(card), content, by=store.people.marta, significance=significance)
    submit(draft, by=store.people.marta)
    approve(draft, by=store.people.olivia)
    publish(draft, by=store.people.olivia)
    return draft


def served(card, language):
    at = now()
    reply = answer_for(find_card(card.slug, "public", at), {"order_stage": "delivered"}, language, at)
    return reply.answer.language, reply.fallback.reason if reply.fallback else None


def test_a_change_of_meaning_puts_every_translation_in_the_queue(store, card):
    assert outdated_translations(now()) == []
    change(store, card, "It has been delivered and cannot be returned.", "meaning")
    found = outdated_translations(now())
    assert [(item.version.subject.slug, item.language, item.made_for) for item in found] == [
        ("cancel-order", "pt-BR", 1),
        ("cancel-order", "ru", 1),
    ]
    changed = "".join(span.text for span in found[0].spans if span.kind == "added")
    assert "cannot" in changed
    assert "title" not in changed
    assert served(card, "ru") == ("en", "outdated")


@pytest.mark.parametrize("significance", ["typo", "wording"])
def test_a_change_of_words_only_does_not(store, card, significance):
    change(store, card, "It was delivered; you can return it.", significance)
    assert outdated_translations(now()) == []
    assert served(card, "ru") == ("ru", None)


def test_a_translation_leaves_the_queue_when_it_follows(store, card):
    change(store, card, "It has been delivered and cannot be returned.", "meaning")
    content = store.text(card)
    content["languages"]["ru"]["texts"]["delivered"] = "Заказ доставлен, вернуть его нельзя."
    del content["languages"]["ru"]["made_for"]
    store.publish(card, content)
    assert [item.language for item in outdated_translations(now())] == ["pt-BR"]
    assert served(card, "ru") == ("ru", None)
    assert served(card, "pt-BR") == ("en", "outdated")
