"""The editor of facts and offers in fields: a value by its type, rows for other values, limits, and what would change."""

import pytest

from policies.models import Autosave, Version
from policies.workflow import save_draft
from tests.pages.filled import filled
from tests.pages.test_desk import url

pytestmark = pytest.mark.django_db
VARYING = {
    "type": "money",
    "unit": "USD",
    "value": "5.90",
    "variants": [{"when": {"order_stage": ["lost", "packed"]}, "value": "4.50"}],
    "about": "What it costs.",
}
OFFER = {
    "kind": "store_credit",
    "code": "",
    "when": {"order_stage": ["delivered"]},
    "budget": {"count": 500},
    "cool_down_days": 90,
    "fallback": "free-shipping",
    "titles": {"en": "Store credit", "ru": "Бонус"},
    "texts": {"en": "We give you **credit**.", "ru": "Дарим бонус."},
    "reasons": {"en": "We let them down."},
}


@pytest.fixture
def marta(client_of, people):
    return client_of(people.marta)


@pytest.fixture
def fact(store):
    store.cancel_order()
    return store.fact("refunds.card_days", 5)


def draft_of(store, subject, content=None):
    return store.draft(subject, content)


def fields(client, draft, **query):
    return filled(client.get(url("edit", draft), query).content.decode())


def content_of(draft):
    return Version.objects.get(pk=draft.pk).content


@pytest.mark.parametrize("kind", ["money", "text", "offer"])
def test_a_form_that_nobody_touched_says_what_was_said(store, marta, kind):
    store.cancel_order()
    content = {"money": VARYING, "text": {"type": "text", "value": {"en": "noon", "pt-BR": "meio-dia"}}, "offer": OFFER}[kind]
    subject = store.offer("store-credit", **OFFER) if kind == "offer" else store.fact("shipping.fee", 1)
    draft = draft_of(store, subject, content)
    before = content_of(draft)
    assert marta.post(url("edit", draft), fields(marta, draft)).url == url("version", draft)
    assert content_of(draft) == before
    assert not Autosave.objects.exists()


def test_a_value_is_written_by_its_type_and_its_fields_follow(marta, store, fact):
    draft = draft_of(store, fact)
    given = fields(marta, draft) | {"type": ["text"], "do": "look"}
    page = marta.post(url("edit", draft), given).content.decode()
    shown = filled(page)
    assert (shown["value"], shown["value.ru"]) == (["5"], [""]), "What the other type had is kept."
    said = shown | {"value.en": ["five"], "value.ru": ["пять"], "do": "go-on"}
    assert marta.post(url("edit", draft), said).url == url("edit", draft)
    assert content_of(draft) == {"type": "text", "value": {"en": "five", "ru": "пять"}}
    money = fields(marta, draft) | {"type": ["money"], "value": ["4,90"], "unit": ["EUR"]}
    marta.post(url("edit", draft), money)
    assert content_of(draft) == {"type": "money", "unit": "EUR", "value": "4.9"}


def test_other_values_are_rows_that_buttons_add_and_move(marta, store, fact):
    draft = draft_of(store, fact)
    added = marta.post(url("edit", draft), fields(marta, draft) | {"do": "add-column", "add-column-which": ["order_stage"]})
    given = filled(added.content.decode()) | {"variants.0.when.order_stage.any": ["lost"], "variants.0.value": ["9"]}
    more = filled(marta.post(url("edit", draft), given | {"do": "add-row"}).content.decode())
    more |= {"variants.1.when.order_stage.any": ["packed"], "variants.1.value": ["7"], "do": "up:1"}
    moved = filled(marta.post(url("edit", draft), more).content.decode())
    assert (moved["variants.0.value"], moved["variants.1.value"]) == (["7"], ["9"])
    marta.post(url("edit", draft), moved)
    assert [row["value"] for row in content_of(draft)["variants"]] == ["7", "9"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"value": ["soon"]}, "value", "Write a number."),
        ({"value": ["1.2345"]}, "value", "Write at most three decimals."),
        ({"unit": [""]}, "unit", "Choose a unit."),
        ({"type": ["money"], "unit": ["XXY"]}, "unit", "Write a currency code such as USD."),
        ({"variants.0.value": ["3"]}, "variants.0.when", "Say where this value holds: choose at least one."),
        ({"variants.0.when.order_stage.any": ["lost"]}, "variants.0.value", "This is needed."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_is_kept(marta, store, fact, typed, field, words):
    draft = draft_of(store, fact)
    page = marta.post(url("edit", draft), fields(marta, draft) | typed)
    assert page.status_code == 422
    assert page.context["boxes"].errors[field] == [words]
    assert page.context["general"] == []
    assert words in page.content.decode()
    assert filled(page.content.decode()) | typed == filled(page.content.decode())
    assert (Autosave.objects.count(), Version.objects.get(pk=draft.pk).edits) == (1, 1)


def test_it_says_what_will_change_sentence_by_sentence(marta, store, fact):
    draft = draft_of(store, fact)
    given = fields(marta, draft)
    before = marta.post(url("look", draft), given).content.decode()
    assert "Can I still cancel my order?" in before
    assert "<del>" not in before
    page = marta.post(url("look", draft), given | {"value": ["7"]}).content.decode()
    assert "Yes, you can cancel." not in page, "Only the sentence that says it."
    assert "The refund takes <del>5 days</del><ins>7 days</ins>." in page
    assert "<del>5 дней</del> <ins>7 дней</ins>" in page
    assert "As soon as it is complete" in marta.post(url("look", draft), given | {"value": ["x"]}).content.decode()
    assert not Autosave.objects.exists()
    assert content_of(draft)["value"] == "5"


def test_it_shows_no_card_to_who_may_not_read_it(client_of, people, store, fact):
    hidden = store.draft(store.card("secret-plan", languages={"en": {"title": "Plan", "short": "In {{ refunds.card_days }}."}}))
    draft = draft_of(store, fact)
    client = client_of(people.marta)
    page = client.post(url("look", draft), fields(client, draft) | {"value": ["7"]}).content.decode()
    assert "secret-plan" in page
    stranger = client_of(people.ana)
    assert stranger.post(url("look", draft), {"shape": "fields", "type": "duration"}).status_code in (403, 404)
    assert hidden.subject.slug == "secret-plan"


def test_an_offer_has_limits_conditions_and_texts_in_every_language(marta, store):
    store.cancel_order()
    draft = draft_of(store, store.offer("store-credit", **OFFER), OFFER)
    given = fields(marta, draft) | {
        "titles.pt-BR": ["Crédito"],
        "texts.pt-BR": ["Damos um crédito."],
        "reasons.ru": ["Мы подвели.\r\nСовсем."],
        "budget.count": [""],
        "budget.codes": ["one-1\r\n\r\nTWO-2"],
        "cool_down_days": ["30"],
        "is_public": ["1"],
        "when.order_stage.any": ["lost", "delivered"],
    }
    assert marta.post(url("edit", draft), given).url == url("version", draft)
    saved = content_of(draft)
    assert saved["budget"] == {"codes": ["ONE-1", "TWO-2"]}
    assert (saved["cool_down_days"], saved["is_public"], saved["reasons"]["ru"]) == (30, True, "Мы подвели. Совсем.")
    assert set(saved["texts"]) == {"en", "pt-BR", "ru"}
    assert saved["when"] == {"order_stage": ["lost", "delivered"]}


def test_an_offers_errors_stand_at_their_fields(marta, store):
    store.cancel_order()
    draft = draft_of(store, store.offer("store-credit", **OFFER), OFFER)
    wrong = fields(marta, draft) | {
        "budget.codes": ["A"],
        "cool_down_days": ["soon"],
        "titles.ru": [""],
        "code": ["no way"],
    }
    page = marta.post(url("edit", draft), wrong)
    assert (page.status_code, page.context["general"]) == (422, [])
    assert set(page.context["boxes"].errors) == {"budget", "cool_down_days", "titles.ru", "code"}
    assert "Дарим бонус." in marta.post(url("look", draft), fields(marta, draft)).content.decode()


def test_fields_and_text_of_a_fact_say_the_same(marta, store, fact):
    draft = draft_of(store, fact)
    text = marta.post(url("edit", draft), fields(marta, draft) | {"value": ["soon"], "do": "as-text"})
    assert "value: soon" in text.context["texts"]["content"]
    sent = {"text-content": text.context["texts"]["content"], "seen": "1", "significance": "meaning", "tab": "a"}
    back = filled(marta.post(url("edit", draft), sent | {"do": "as-fields"}).content.decode())
    assert back["value"] == ["soon"]
    odd = sent["text-content"].replace("value:", "colour: red\nvalue:")
    assert marta.post(url("edit", draft), sent | {"text-content": odd, "do": "as-fields"}).status_code == 422


def test_of_two_who_collide_the_second_takes_theirs_or_keeps_hers_field_by_field(marta, people, store, fact):
    draft = draft_of(store, fact)
    given = fields(marta, draft) | {"value": ["7"], "about": ["Mine"]}
    save_draft(draft, {**draft.content, "value": "9", "about": "Theirs"}, by=people.max)
    page = marta.post(url("edit", draft), given)
    assert page.status_code == 409
    assert [choice.side.field for choice in page.context["choices"]] == ["value", "about"]
    shown = filled(page.content.decode())
    assert (shown["value"], shown["about"]) == (["7"], ["Mine"]), "Nothing is decided by itself."
    taken = filled(marta.post(url("edit", draft), shown | {"do": "take:value"}).content.decode())
    assert (taken["value"], taken["about"]) == (["9"], ["Mine"])
    kept = filled(marta.post(url("edit", draft), taken | {"do": "keep:value"}).content.decode())
    assert kept["value"] == ["7"]
    both = filled(marta.post(url("edit", draft), kept | {"do": "take:about"}).content.decode())
    assert marta.post(url("edit", draft), both).status_code == 302
    assert (content_of(draft)["value"], content_of(draft)["about"]) == ("7", "Theirs")
