"""Asked in one's own words: a sure answer, a choice, or a person; never a guess."""

import pytest

from policies.answers import answer_for, visible_cards
from policies.publishing import now
from search.ask import ask, band_of
from search.recognise import language_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(store):
    store.cancel_order()
    for slug in ("gift-wrap", "pay-by-card", "change-address", "track-a-parcel", "return-a-gift"):
        store.card(slug, topic="orders")
    return store


def asked(question, **options):
    options = {"language": None, "context": {}, "audience": "public", "at": now(), **options}
    return ask(question, **options)


@pytest.mark.parametrize(
    "question, language",
    [
        ("Is it too late to cancel my order??", "en"),
        ("ainda dá tempo de cancelar meu pedido", "pt-BR"),
        ("не поздно ли отменить заказ", "ru"),
    ],
)
def test_it_answers_in_the_language_of_the_question(shop, question, language):
    at = now()
    result = asked(question, context={"order_stage": "packed"}, at=at)
    card = visible_cards("public", at).get(slug="cancel-order")
    assert (result.band, result.language) == ("answer", language)
    assert result.reply.answer == answer_for(card, {"order_stage": "packed"}, language, at).answer
    assert result.reply.answer.language == language


def test_it_answers_in_the_language_given(shop):
    result = asked("cancel my order", language="ru", context={"order_stage": "packed"})
    assert result.reply.answer.language == "ru"


def test_it_asks_for_what_is_missing(shop):
    assert asked("cancel my order").reply.status == "needs_context"


@pytest.mark.parametrize(
    "question", ["who won the football match last night", "кто выиграл матч", "quem ganhou o jogo", "", "???"]
)
def test_it_hands_over_what_no_card_answers(shop, question):
    result = asked(question)
    assert (result.band, result.reply, result.candidates) == ("escalate", None, ())
    assert result.escalation.reason == "no_answer"
    assert result.escalation.queue == "orders"


def test_it_says_in_the_customers_language_that_a_person_takes_over(shop):
    assert asked("zzzz", language="en").escalation.message.endswith("answer you.")


def test_it_offers_a_choice_when_it_is_not_sure(shop):
    result = asked("a gift for my friend")
    assert (result.band, result.reply, result.escalation) == ("suggest", None, None)
    assert {candidate.card for candidate in result.candidates} >= {"gift-wrap", "return-a-gift"}
    assert result.candidates[0].title
    assert result.candidates[0].text
    scores = [candidate.score for candidate in result.candidates]
    assert scores == sorted(scores, reverse=True)


def test_it_never_answers_a_customer_from_an_internal_card(shop):
    shop.card("fraud-signs", audience="internal")
    assert asked("fraud signs").band != "answer"
    assert asked("fraud signs", audience="internal").reply.card == "fraud-signs"


def test_it_leads_to_the_same_card_every_time(shop):
    at = now()
    assert asked("cancel order gift", at=at) == asked("cancel order gift", at=at)


def test_it_says_the_same_once_the_index_is_gone(shop, settings, tmp_path):
    at = now()
    with_index = asked("is it to late to cancel the ordr", at=at)
    settings.SEARCH_INDEX = tmp_path / "nothing"
    assert asked("is it to late to cancel the ordr", at=at) == with_index


def test_it_reads_no_more_of_a_long_question_than_it_must(shop):
    assert asked("cancel my order " + "word " * 10_000).language == "en"


def test_it_grows_surer_with_every_band():
    assert [band_of(confidence) for confidence in (0.0, 0.2, 0.9)] == ["escalate", "suggest", "answer"]


@pytest.mark.parametrize(
    "text, language",
    [
        ("where is my order", "en"),
        ("onde está meu pedido", "pt-BR"),
        ("nao recebi o pedido ainda", "pt-BR"),
        ("где мой заказ", "ru"),
        ("refund pls", "en"),
        ("iPhone не пришёл", "ru"),
        ("12345", "en"),
        ("", "en"),
    ],
)
def test_it_recognises_the_language(text, language):
    assert language_of(text, ["en", "pt-BR", "ru"]) == language


def test_it_recognises_only_languages_there_are():
    assert language_of("где мой заказ", ["en", "pt-BR"]) == "en"
    assert language_of("где мой заказ", ["de"]) == "de"
