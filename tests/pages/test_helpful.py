"""Two buttons below an answer, in the FAQ without a script or a cookie, and on the agents' page."""

import pytest

from policies.models import Feedback
from policies.publishing import now
from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/faq/pt-BR/cancel-order/helpful/"


@pytest.fixture
def card(store):
    return store.cancel_order()


def counted():
    return sorted(Feedback.objects.values_list("channel", "language", "kind", "count"))


def test_the_faq_asks_whether_it_helped_and_thanks(card, client):
    page = client.get("/faq/pt-BR/cancel-order/?order_stage=packed")
    assert f'action="{ADDRESS}?order_stage=packed"' in text_of(page)
    assert not page.cookies
    said = client.post(f"{ADDRESS}?order_stage=packed", {"kind": "helpful"})
    assert said["Location"] == "/faq/pt-BR/cancel-order/thanks/?order_stage=packed"
    thanks = text_of(client.get(said["Location"]))
    assert 'href="/faq/pt-BR/cancel-order/?order_stage=packed"' in thanks
    assert 'href="/chat/?lang=pt-BR"' in thanks
    assert counted() == [("faq", "pt-BR", "helpful", 1)]


def test_one_address_is_counted_once_an_hour(card, client):
    for _ in range(3):
        client.post(ADDRESS, {"kind": "unhelpful"})
    client.post(ADDRESS, {"kind": "unhelpful"}, REMOTE_ADDR="192.0.2.7")
    assert counted() == [("faq", "pt-BR", "unhelpful", 2)]


def test_pages_of_other_sites_cannot_say_it(card, client):
    assert client.post(ADDRESS, {"kind": "helpful"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(ADDRESS).status_code == 405
    assert client.post(ADDRESS, {"kind": "great"}).status_code == 400
    assert counted() == []


def test_there_is_nothing_to_say_of_what_customers_do_not_see(store, client):
    store.card("fraud", audience="internal")
    store.card("contact-us")
    assert client.post("/faq/en/fraud/helpful/", {"kind": "helpful"}).status_code == 404
    assert client.get("/faq/en/fraud/thanks/").status_code == 404
    assert client.post("/faq/fr/contact-us/helpful/", {"kind": "helpful"}).status_code == 404


def test_a_page_about_another_day_and_a_question_back_do_not_ask(card, client):
    assert "Was this helpful?" not in text_of(client.get("/faq/en/cancel-order/"))
    past = client.get(f"/faq/en/cancel-order/?order_stage=packed&as_of={now().at.isoformat().replace('+', '%2B')}")
    assert "Was this helpful?" not in text_of(past)


def test_colleagues_say_it_on_the_cards_page(card, client_of, people):
    ana = client_of(people.ana)
    assert ana.post("/cards/cancel-order/helpful/", {"kind": "helpful"})["Location"] == "/cards/cancel-order/"
    assert "So far: helped 1, did not help 0" in text_of(ana.get("/cards/cancel-order/"))
    assert counted() == [("agents", "en", "helpful", 1)]
    assert client_of(people.stranger).post("/cards/cancel-order/helpful/", {"kind": "helpful"}).status_code == 403
