"""The page of one card, for colleagues."""

import pytest

from tests.pages.marked import marked_in, text_of

pytestmark = pytest.mark.django_db


def test_it_shows_the_same_answer_as_the_find_page(store, people, client_of):
    store.cancel_order()
    ana, known = client_of(people.ana), {"order_stage": "packed", "lang": "ru"}
    assert marked_in(ana.get("/cards/cancel-order/", known)) == marked_in(ana.get("/", {"q": "отменить заказ", **known}))


def test_it_shows_background_record_and_the_way_to_the_faq(store, people, client_of):
    store.cancel_order()
    text = text_of(client_of(people.ana).get("/cards/cancel-order/", {"order_stage": "packed"}))
    assert "The refund takes 5 days.</p>" in text
    assert "/faq/en/cancel-order/?order_stage=packed" in text
    assert "Revision" in text


def test_an_internal_card_leads_to_no_faq_page(store, people, client_of):
    store.card("fraud", audience="internal")
    text = text_of(client_of(people.ana).get("/cards/fraud/"))
    assert "/faq/en/fraud" not in text
    assert "no customer channel shows this card" in text


def test_it_does_not_know_unknown_cards(people, client_of):
    assert client_of(people.ana).get("/cards/nothing/").status_code == 404


@pytest.mark.parametrize("slug", ["cancel-order", "nothing"])
def test_it_tells_a_stranger_nothing_of_what_exists(store, people, client_of, slug):
    store.cancel_order()
    assert client_of(people.stranger).get(f"/cards/{slug}/").status_code == 403
