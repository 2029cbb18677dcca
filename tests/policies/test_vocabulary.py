"""What must be mended before a text can be submitted."""

import pytest

from policies.content.problems import ContentError
from policies.workflow import start_draft, submit, withdraw


@pytest.fixture
def ready(store):
    store.dimension("days", kind="number", minimum=0, questions={"en": "Q?"}, names={"en": "N"})
    return store.cancel_order()


def problems_of(store, card, change):
    content = store.text(card)
    content["languages"] = {"en": content["languages"]["en"]}
    change(content)
    draft = start_draft(card, content, by=store.people.marta)
    with pytest.raises(ContentError) as caught:
        submit(draft, by=store.people.marta)
    draft.refresh_from_db()
    assert draft.state == "draft"
    return [(problem.field, problem.code) for problem in caught.value.problems]


def english(**texts):
    return lambda content: content["languages"]["en"].update(texts)


def rule(position, **change):
    return lambda content: content["rules"][position].update(change)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (english(short="In {{ refunds.paypal_days }}."), ("languages.en.short", "unknown_fact")),
        (english(notes="In {{ days }}."), ("languages.en.notes", "placeholder")),
        (english(title="In {{ refunds.card_days }}"), ("languages.en.title", "placeholder")),
        (english(questions=["in {{ x }}?"]), ("languages.en.questions.0", "placeholder")),
        (english(made_for=99), ("languages.en.made_for", "unknown_version")),
        (rule(0, when={"colour": ["red"]}), ("rules.0.when.colour", "condition")),
        (rule(1, when={"order_stage": ["packing"]}), ("rules.1.when.order_stage", "condition")),
        (rule(1, when={"order_stage": {"min": 3}}), ("rules.1.when.order_stage", "condition")),
        (rule(1, when={"days": {"min": "refunds.paypal_days"}}), ("rules.1.when.days", "not_a_number")),
        (rule(0, offers=["money-back"]), ("rules.0.offers", "unknown_offer")),
    ],
)
def test_it_names_what_does_not_fit(store, ready, change, problem):
    assert problem in problems_of(store, ready, change)


def test_it_takes_only_numbers_for_bounds(store, ready):
    store.fact("contact.hours", value={"en": "nine to six"}, type="text", unit="")
    assert problems_of(store, ready, rule(1, when={"days": {"max": "contact.hours"}})) == [
        ("rules.1.when.days", "not_a_number")
    ]


def test_it_looks_at_what_is_in_force_now(store, people, ready):
    withdraw(store.fact(), by=people.olivia)
    found = problems_of(store, ready, english(title="Another"))
    assert {code for _, code in found} == {"unknown_fact"}


def test_it_reads_an_offers_texts_too(store, people):
    offer = store.offer()
    draft = start_draft(
        offer,
        {
            **store.text(offer),
            "reasons": {"en": "{{ a.b }}"},
            "texts": dict.fromkeys(("en", "pt-BR", "ru"), "{{ no.fact }} {{ oops }}"),
        },
        by=people.marta,
    )
    with pytest.raises(ContentError) as caught:
        submit(draft, by=people.marta)
    fields = {(problem.field, problem.code) for problem in caught.value.problems}
    assert {("texts.en", "unknown_fact"), ("texts.ru", "placeholder"), ("reasons.en", "placeholder")} <= fields
