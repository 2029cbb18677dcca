"""Customers look for their question, with and without a script."""

import pytest
from django.test import Client

from policies.channels import disable_channel
from policies.models import Channel
from search import questions
from search.models import Question
from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db
TYPED = {"HX-Request": "true"}


def look(client, text, language="en", **more):
    return client.get(f"/faq/{language}/search/", {"q": text}, **more)


def noted():
    questions.write()
    return list(Question.objects.values_list("channel", "way", "language", "text", "cards"))


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("en", "cancel my order", "Can I still cancel my order?"),
        ("pt-BR", "cancelar pedido", "Ainda posso cancelar meu pedido?"),
        ("ru", "отменить заказ", "Можно ли ещё отменить заказ?"),
        ("en", "отменить заказ", "Can I still cancel my order?"),
    ],
)
def test_it_finds_the_question_in_the_language_of_the_page(store, client, language, text, title):
    store.cancel_order()
    page = text_of(look(client, text, language))
    assert f'<a href="/faq/{language}/cancel-order/">{title}</a>' in page
    assert '<meta name="robots" content="noindex">' in page


def test_while_somebody_types_only_what_was_found_is_sent_and_nothing_is_noted(store, client):
    store.cancel_order()
    page = look(client, "cancel", headers=TYPED)
    assert "Can I still cancel" in text_of(page)
    assert "<html" not in text_of(page)
    assert "HX-Request" in page["Vary"]
    assert '<nav class="languages" id="languages" aria-label="Language" hx-swap-oob="true">' in text_of(page)
    assert 'href="/faq/ru/search/?q=cancel"' in text_of(page)
    assert "All questions" not in text_of(look(client, "", headers=TYPED))
    assert noted() == []


def test_what_is_sent_or_left_standing_is_noted_once(store, client):
    store.cancel_order()
    look(client, "cancel my order, I am eva@example.com")
    assert client.get("/faq/ru/search/", {"q": "ксилофон", "settled": "1"}).status_code == 204
    assert noted() == [
        ("faq", "search", "en", "cancel my order, I am [e-mail]", ["cancel-order"]),
        ("faq", "search", "ru", "ксилофон", []),
    ]
    look(client, "   ")
    assert len(noted()) == 2


def test_without_a_result_it_leads_to_the_chat_and_to_all_questions(store, client):
    store.cancel_order()
    page = text_of(look(client, "xylophone"))
    assert "We have no answer to that here" in page
    assert 'href="/chat/?lang=en"' in page
    assert 'href="/faq/en/"' in page
    disable_channel(Channel.objects.get(slug="chat"), by=store.people.ada)
    assert "/chat/" not in text_of(look(client, "xylophone"))


def test_without_a_question_it_shows_all_of_them(store, client):
    store.cancel_order()
    assert "Can I still cancel" in text_of(look(client, ""))


def test_a_card_may_be_called_search(store, client):
    assert "How can we help?" in text_of(client.get("/faq/en/search/"))
    store.card("search")
    assert "This is what we say about search." in text_of(client.get("/faq/en/search/"))
    assert client.get("/faq/en/search/").status_code == 200


def test_nobody_keeps_what_was_asked(store):
    client = Client()
    page = look(client, "cancel")
    assert "no-store" in page["Cache-Control"]
    assert not client.cookies


def test_who_asks_faster_than_anybody_types_is_told_to_wait(store, client, settings):
    settings.VISITOR_REQUESTS_PER_MINUTE = 1
    for _ in range(4):
        assert look(client, "cancel").status_code == 200
    page = look(client, "cancel", language="ru")
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 60
    assert "Слишком много запросов сразу" in text_of(page)
    typed = look(client, "cancel", headers=TYPED)
    assert (typed.status_code, typed["HX-Retarget"]) == (429, "#problems")


def test_a_question_of_any_length_and_kind_is_answered_with_a_page(store, client):
    for text in ("x" * 5000, "<script>alert(1)</script>", '"', "*", "\\", "a:b"):
        page = look(client, text)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
    assert look(client, "a\x00b").status_code == 400
