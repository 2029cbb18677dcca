"""What became of an offer: one press on the agent's page, counted on the desk."""

import re

import pytest

from policies.models import OfferOutcome
from policies.receipts import read
from tests.pages.marked import text_of

QUESTION = {"q": "is it too late to cancel my order?", "order_stage": "packed"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(people, client_of):
    return client_of(people.ana)


def hidden(text, name):
    """What the page sends with a press beside the button itself."""
    return re.search(rf'<input type="hidden" form="outcome" name="{name}" value="([^"]*)">', text)[1]


def test_it_offers_a_button_for_each_outcome_outside_of_the_form_that_asks(store, ana):
    store.cancel_order()
    text = text_of(ana.get("/", QUESTION))
    for outcome in ("shown", "accepted", "declined"):
        assert f'form="outcome" formaction="/offers/STAYFREE/outcomes/" name="outcome" value="{outcome}"' in text
    assert text.index('id="results"') < text.index("</form>", text.index('id="results"')) < text.index('<form id="outcome"')


def test_it_records_for_the_agents_channel_and_comes_back(store, ana):
    store.cancel_order()
    text = text_of(ana.get("/", QUESTION))
    sent = {name: hidden(text, name) for name in ("receipt", "next", "customer_ref")}
    response = ana.post("/offers/STAYFREE/outcomes/", {"outcome": "accepted", **sent}, follow=True)
    assert response.redirect_chain == [(sent["next"], 302)]
    assert "Recorded: the customer accepted the offer." in text_of(response)
    outcome = OfferOutcome.objects.get()
    assert (outcome.kind, outcome.channel, outcome.customer) == ("accepted", "agents", "")
    assert read(outcome.receipt).card == "cancel-order"


def test_a_fragment_says_what_was_recorded_and_what_can_follow(store, ana):
    store.cancel_order()
    response = ana.post("/offers/STAYFREE/outcomes/", {"outcome": "shown"}, headers=HTMX)
    text = text_of(response)
    assert response["HX-Retarget"] == "#outcomes-free-shipping"
    assert "Recorded: the customer was shown the offer." in text
    assert re.findall(r'name="outcome" value="(\w+)"', text) == ["accepted", "declined"]
    text = text_of(ana.post("/offers/STAYFREE/outcomes/", {"outcome": "accepted"}, headers=HTMX))
    assert 'name="outcome"' not in text


def test_it_asks_who_the_customer_is_only_where_that_matters(store, ana):
    store.cancel_order()
    assert "customer-ref" not in text_of(ana.get("/", QUESTION))
    store.offer(cool_down_days=30)
    assert 'name="customer_ref" value="" maxlength' in text_of(ana.get("/", QUESTION))


def test_it_shows_what_a_customer_was_offered_before_until_she_decides(store, ana):
    store.cancel_order()
    store.offer(cool_down_days=30)
    asked = {**QUESTION, "customer_ref": " 4711 "}
    first = text_of(ana.get("/", asked))
    assert "Use STAYFREE." in first
    assert hidden(first, "customer_ref") == "4711"
    ana.post("/offers/STAYFREE/outcomes/", {"outcome": "shown", "customer_ref": "4711"})
    later = text_of(ana.get("/", asked))
    assert "Use STAYFREE." not in later
    assert re.search(r"Shown on [\d/]+: Free shipping on the next order", later)
    ana.post("/offers/STAYFREE/outcomes/", {"outcome": "declined", "customer_ref": "4711"})
    assert "Shown on" not in text_of(ana.get("/", asked))


def test_it_goes_back_to_this_site_only(store, ana):
    store.cancel_order()
    for elsewhere in ("https://example.com/", "//example.com", "javascript:alert(1)"):
        response = ana.post("/offers/STAYFREE/outcomes/", {"outcome": "shown", "next": elsewhere})
        assert response["Location"] == "/"


def test_it_refuses_what_does_not_fit(store, ana, people, client, client_of):
    store.cancel_order()
    assert ana.post("/offers/STAYFREE/outcomes/", {"outcome": "eaten"}).status_code == 400
    assert ana.post("/offers/NOSUCH/outcomes/", {"outcome": "shown"}).status_code == 404
    assert ana.get("/offers/STAYFREE/outcomes/").status_code == 405
    assert client.post("/offers/STAYFREE/outcomes/", {"outcome": "shown"}).status_code == 302
    assert client_of(people.stranger).post("/offers/STAYFREE/outcomes/", {"outcome": "shown"}).status_code == 403
    store.offer(budget={"count": 1})
    assert [ana.post("/offers/STAYFREE/outcomes/", {"outcome": "accepted"}).status_code for _ in range(2)] == [302, 409]
    assert ana.post("/offers/STAYFREE/outcomes/", {"outcome": "accepted"}, headers=HTMX)["HX-Retarget"] == "#problems"
    assert OfferOutcome.objects.count() == 1


def test_the_desk_counts_them(store, ana):
    store.offer(budget={"count": 7})
    for outcome in ("shown", "shown", "accepted", "declined"):
        ana.post("/offers/STAYFREE/outcomes/", {"outcome": outcome})
    text = re.sub(r"</?[a-z]+>", " ", text_of(ana.get("/desk/offer/free-shipping/")))
    counted = {name: re.search(rf"{name}\s+(\d+)", text)[1] for name in ("Shown", "Accepted", "Declined", "Budget left")}
    assert counted == {"Shown": "2", "Accepted": "1", "Declined": "1", "Budget left": "6"}
    assert "What became of it" not in text_of(ana.get(f"/desk/fact/{store.fact().slug}/"))
