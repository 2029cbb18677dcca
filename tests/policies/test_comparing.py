"""What a reviewer reads as the difference of two versions: names instead of keys, values instead of numbers."""

import pytest

from policies.publishing import now
from policies.review.comparing import comparison_of
from policies.review.field_names import field_words, text_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(store):
    return store.cancel_order()


def compared(store, subject, content, language="en"):
    draft = store.draft(subject, content)
    return comparison_of(store.version(subject), draft, now(), language)


def test_it_spells_conditions_out(store, card):
    store.dimension("days", kind="number", names={"en": "Days since delivery"}, questions={"en": "?"}, unit="day")
    store.dimension("gift", kind="flag", names={"en": "Is a gift"}, questions={"en": "?"})
    store.dimension("bought", kind="date", names={"en": "Bought"}, questions={"en": "?"})
    content = store.text(card)
    content["rules"][0]["when"] |= {
        "days": {"min": 2, "max": "refunds.card_days"},
        "gift": True,
        "bought": {"from": "2026-12-01"},
    }
    found = compared(store, card, content)
    row = found.rules[0]
    assert row.kind == "changed"
    assert {(pair.field, pair.old, pair.new) for pair in row.when} == {
        ("Order stage", "Placed, Paid, Packed", "Placed, Paid, Packed"),
        ("Days since delivery", "", "2 days to refunds.card_days (5 days)"),
        ("Is a gift", "", "Yes"),
        ("Bought", "", "from December 1, 2026"),
    }
    assert [rule.kind for rule in found.rules[1:]] == ["same", "same", "same"]


def test_it_shows_all_languages_of_a_text_that_changed_in_one(store, card):
    content = store.text(card)
    content["languages"]["ru"]["title"] = "Отмена заказа"
    (row,) = compared(store, card, content).texts
    assert row.field == "title"
    assert [(cell.language, cell.is_changed) for cell in row.cells] == [("en", False), ("pt-BR", False), ("ru", True)]


def test_it_says_nothing_of_what_is_the_same(store, card):
    found = compared(store, card, store.text(card))
    assert found.is_same
    assert (found.settings, found.texts, found.rules, found.values) == ((), (), (), ())


def test_it_compares_a_first_version_with_nothing(store, card):
    found = comparison_of(None, store.version(card), now(), "en")
    assert {rule.kind for rule in found.rules} == {"added"}
    assert all(cell.is_changed for row in found.texts if row.field == "title" for cell in row.cells)


def test_it_compares_offers(store):
    store.dimension()
    offer = store.offer()
    content = {**store.text(offer), "when": {"order_stage": ["placed"]}, "budget": {"count": 5}, "is_public": True}
    content["texts"]["ru"] = "Код."
    found = compared(store, offer, content)
    assert {(pair.field, pair.old, pair.new) for pair in found.settings} >= {
        ("when", "", "Order stage: Placed"),
        ("budget", "", "count: 5"),
    }
    assert [row.field for row in found.texts] == ["texts"]


def test_it_shows_a_fact_only_once_where_variants_repeat_a_condition(store):
    store.dimension()
    fact = store.fact()
    variants = [{"when": {"order_stage": ["lost"]}, "value": value} for value in (9, 11)]
    found = compared(store, fact, {"type": "duration", "unit": "day", "value": 5, "variants": variants})
    assert [[pair.new for pair in row.values if pair.field == "en"] for row in found.values] == [["9 days"], ["5 days"]]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("languages.ru.short", "Short answer · Русский"),
        ("languages.ru.texts.not-shipped", "Answer of the rule not-shipped · Русский"),
        ("languages.ru", "The whole text · Русский"),
        ("rules.lost", "The rule lost"),
        ("rules.lost.outcome", "The rule lost · Outcome"),
        ("rules.order", "The order of the rules"),
        ("titles.pt-BR", "Title · Português (Brasil)"),
        ("audience", "Who may see it"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_it_names_fields_as_people_do(path, words):
    assert field_words(path) == words


def test_it_names_texts_as_people_do():
    assert (text_words("body"), text_words("texts.lost")) == ("Text below the answer", "Answer of the rule lost")
