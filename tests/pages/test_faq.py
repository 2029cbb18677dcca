"""The public questions and answers."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from policies.publishing import now
from tests.pages.marked import marked_in, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("ru,en;q=0.5", "ru"), ("pt-BR", "pt-BR"), ("pt-PT", "pt-BR"), ("fr", "en"), ("", "en"), ("*;q=x, \x00", "en")],
)
def test_it_leads_to_the_language_of_the_browser(client, wanted, language):
    response = client.get("/faq/", headers={"Accept-Language": wanted})
    assert (response.status_code, response["Location"]) == (302, f"/faq/{language}/")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Can I still cancel my order?"),
        ("pt-BR", "Ainda posso cancelar meu pedido?"),
        ("ru", "Можно ли ещё отменить заказ?"),
    ],
)
def test_each_language_has_its_pages(store, client, language, title):
    store.cancel_order()
    for address in (f"/faq/{language}/", f"/faq/{language}/cancel-order/"):
        response = client.get(address, headers={"Accept-Language": "ru" if language == "en" else "en"})
        assert title in text_of(response)
        assert f'<html lang="{language}">' in text_of(response)
        assert response["Content-Language"].lower() == language.lower()


@pytest.mark.parametrize("language", ["fr", "pt", "EN", "pt-br"])
def test_other_languages_have_none(store, client, language):
    store.cancel_order()
    assert client.get(f"/faq/{language}/cancel-order/").status_code == 404


def test_it_gives_the_answer_that_the_api_gives(store, client, channel):
    store.cancel_order()
    known = {"order_stage": "packed"}
    (shown,) = marked_in(client.get("/faq/pt-BR/cancel-order/", known))
    said = channel("public").get("/api/v1/answers/cancel-order", {"lang": "pt-BR", **known}).json()["answer"]
    assert (shown.html, shown.digest) == (said["html"], said["digest"])


def test_it_asks_without_script_what_it_must_know(store, client):
    store.cancel_order()
    response = client.get("/faq/en/cancel-order/")
    assert marked_in(response) == []
    assert 'name="order_stage" value="packed"' in text_of(response)


def test_nothing_internal_is_told(store, client):
    store.cancel_order()
    store.card("fraud", audience="internal")
    text = text_of(client.get("/faq/en/cancel-order/", {"order_stage": "packed"}))
    assert "STAYFREE" not in text
    assert "before promising" not in text
    assert "fraud" not in text_of(client.get("/faq/en/"))


def test_an_internal_card_is_as_unknown_as_one_that_does_not_exist(store, client):
    store.card("fraud", audience="internal")
    hidden, unknown = client.get("/faq/en/fraud/"), client.get("/faq/en/froud/")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content


def test_a_card_that_became_internal_is_not_shown_as_of_before(store, client):
    card = store.card("fraud")
    before = now().at
    store.publish(card, {**store.text(card), "audience": "internal"})
    assert client.get("/faq/en/fraud/", {"as_of": before.isoformat()}).status_code == 404


def test_a_public_offer_follows_the_answer(store, client):
    store.dimension()
    store.fact()
    store.offer(is_public=True)
    store.cancel_order()
    store.offer(is_public=True)
    text = text_of(client.get("/faq/en/cancel-order/", {"order_stage": "packed"}))
    assert text.index("you can cancel") < text.index("STAYFREE")


def test_search_engines_learn_the_other_languages(store, client):
    store.cancel_order()
    text = text_of(client.get("/faq/en/cancel-order/", {"order_stage": "packed"}))
    assert '<link rel="canonical" href="http://testserver/faq/en/cancel-order/">' in text
    for language in ("en", "pt-BR", "ru"):
        assert f'hreflang="{language}" href="http://testserver/faq/{language}/cancel-order/"' in text


def test_a_missing_translation_is_told_and_points_to_the_original(store, client):
    store.card("gift-wrap")
    text = text_of(client.get("/faq/ru/gift-wrap/"))
    assert "Текста на запрошенном языке (русский) пока нет" in text
    assert '<link rel="canonical" href="http://testserver/faq/en/gift-wrap/">' in text
    assert '<article class="faq" lang="en">' in text


def test_a_page_that_did_not_change_is_not_sent_again(store, client):
    card = store.cancel_order()
    address = "/faq/en/cancel-order/?order_stage=packed"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    content = store.text(card)
    content["languages"]["en"]["texts"]["not-shipped"] = "Yes, gladly."
    store.publish(card, content)
    assert "gladly" in text_of(client.get(address, headers={"If-None-Match": tag}))


def test_it_sets_no_cookie(store):
    store.cancel_order()
    client = Client()
    client.get("/faq/en/")
    client.get("/faq/en/cancel-order/")
    assert not client.cookies


def test_it_names_the_field_that_does_not_fit_in_the_language_of_the_page(store, client):
    store.cancel_order()
    response = client.get("/faq/ru/cancel-order/", {"order_stage": "teleported"})
    assert response.status_code == 400
    assert "order_stage" in text_of(response)
    assert "Не удалось разобрать этот адрес" in text_of(response)


def test_months_are_small_letters_inside_a_portuguese_sentence():
    with translation.override("pt-br"):
        said = [date_format(date(2026, month, 3)) for month in range(1, 13)]
    assert [day for day in said if day != day.lower()] == []
    assert said[10] == "3 de novembro de 2026"
