"""POST /api/v1/offers/{code}/outcomes: what became of an offer, and how that decides what is offered next."""

import pytest

from policies.models import OfferOutcome
from tests.api.problem import fields_of, problem_of

ANSWER, ASK = "/api/v1/answers/cancel-order", "/api/v1/ask"
EVA = "customer-eva"


@pytest.fixture
def bot(store, channel):
    """An internal bot; the offer after a packed order is limited, and has another to fall back on."""
    store.cancel_order()
    store.offer("other", code="OTHER", is_public=True)
    store.offer(cool_down_days=30, fallback="other")
    return channel("internal", slug="bot", scopes=("answers", "feedback"))


def record(client, code, outcome, **more):
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    body = {"outcome": outcome, **more}
    return client.post(f"/api/v1/offers/{code}/outcomes", body, content_type="application/json", headers=headers)


def offered(client, customer):
    return client.get(ANSWER, {"order_stage": "packed", "customer_ref": customer}).json()["offer"]


def test_it_records_and_says_what(bot):
    receipt = bot.get(ANSWER, {"order_stage": "packed"}).json()["receipt"]
    response = record(bot, "STAYFREE", "shown", customer_ref=EVA, receipt=receipt, order_ref="77")
    assert response.status_code == 201
    body = response.json()
    assert body.pop("at")
    assert body == {"offer": "free-shipping", "version": 2, "code": "STAYFREE", "outcome": "shown", "channel": "bot"}
    outcome = OfferOutcome.objects.get()
    assert (outcome.channel, outcome.receipt, outcome.version.number) == ("bot", receipt, 2)


def test_a_customer_is_not_made_the_same_offer_twice_on_any_channel(bot, channel):
    telephone = channel("internal", slug="telephone")
    assert offered(telephone, EVA)["code"] == "STAYFREE"
    record(bot, "STAYFREE", "shown", customer_ref=EVA)
    assert offered(telephone, EVA)["code"] == "OTHER"
    assert offered(telephone, "customer-mia")["code"] == "STAYFREE"
    question = {"question": "cancel my order", "context": {"order_stage": "packed"}, "customer_ref": EVA}
    assert telephone.post(ASK, question, content_type="application/json").json()["offer"]["code"] == "OTHER"


def test_an_answer_is_the_same_whoever_asks(bot):
    before = bot.get(ANSWER, {"order_stage": "packed"}).json()["answer"]
    record(bot, "STAYFREE", "declined", customer_ref=EVA)
    assert bot.get(ANSWER, {"order_stage": "packed", "customer_ref": EVA}).json()["answer"] == before


def test_the_customer_is_no_dimension_and_has_limits(bot):
    assert fields_of(bot.get(ANSWER, {"customer_ref": "x" * 201})) == [("customer_ref", "too_long")]
    question = {"question": "cancel", "customer_ref": "x" * 201}
    assert fields_of(bot.post(ASK, question, content_type="application/json")) == [("customer_ref", "string_too_long")]


def test_it_does_the_same_request_once(bot):
    first = record(bot, "STAYFREE", "accepted", customer_ref=EVA, key="k-1")
    again = record(bot, "STAYFREE", "accepted", customer_ref=EVA, key="k-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert OfferOutcome.objects.count() == 1
    record(bot, "STAYFREE", "accepted", customer_ref=EVA, key="k-2")
    assert OfferOutcome.objects.count() == 2


def test_it_refuses_another_request_under_the_same_key(bot):
    record(bot, "STAYFREE", "shown", key="k-1")
    for code, outcome, more in (
        ("STAYFREE", "accepted", {}),
        ("OTHER", "shown", {}),
        ("STAYFREE", "shown", {"customer_ref": EVA}),
    ):
        body = problem_of(record(bot, code, outcome, key="k-1", **more), 422)
        assert [(error["field"], error["code"]) for error in body["errors"]] == [("Idempotency-Key", "reused")]
    assert OfferOutcome.objects.count() == 1


def test_a_key_is_the_callers_own(bot, channel):
    record(bot, "STAYFREE", "shown", key="k-1")
    other = channel("internal", slug="other", scopes=("feedback",))
    assert record(other, "STAYFREE", "accepted", key="k-1").json()["outcome"] == "accepted"


def test_what_failed_is_tried_anew(bot, store):
    store.offer(budget={"count": 1})
    record(bot, "STAYFREE", "accepted", key="k-1")
    problem_of(record(bot, "STAYFREE", "accepted", key="k-2"), 409)
    store.offer(budget={"count": 2})
    assert record(bot, "STAYFREE", "accepted", key="k-2").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "naïve"])
def test_it_refuses_an_odd_key(bot, key):
    assert fields_of(record(bot, "STAYFREE", "shown", key=key)) == [("Idempotency-Key", "invalid")]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "outcome", "missing"),
        ({"outcome": "saved"}, "outcome", "literal_error"),
        ({"outcome": "shown", "price": 1}, "price", "extra_forbidden"),
        ({"outcome": "shown", "customer_ref": "x" * 201}, "customer_ref", "string_too_long"),
        ({"outcome": "shown", "customer_ref": 7}, "customer_ref", "string_type"),
        ({"outcome": "shown", "receipt": "forged"}, "receipt", "invalid"),
        ({"outcome": "cancelled"}, "customer_ref", "missing"),
    ],
)
def test_it_names_the_field_that_is_wrong(bot, body, field, code):
    response = bot.post("/api/v1/offers/STAYFREE/outcomes", body, content_type="application/json")
    assert fields_of(response) == [(field, code)]
    assert not OfferOutcome.objects.exists()


def test_it_refuses_what_is_not_an_offer_of_this_audience(bot, channel):
    public = channel("public", slug="shop", scopes=("feedback",))
    problem_of(record(bot, "NOSUCHCODE", "shown"), 404)
    problem_of(record(public, "STAYFREE", "shown"), 404)
    assert record(public, "OTHER", "shown").status_code == 201
    assert record(bot, "other", "shown").json()["code"] == "OTHER"


def test_it_needs_the_scope_feedback(bot, channel):
    problem_of(record(channel("internal", slug="reader"), "STAYFREE", "shown"), 403)


def test_it_says_no_when_the_budget_is_used_up(bot, store):
    store.offer(budget={"count": 1}, fallback="other")
    assert record(bot, "STAYFREE", "accepted", customer_ref=EVA).status_code == 201
    body = problem_of(record(bot, "STAYFREE", "accepted", customer_ref="mia"), 409)
    assert body["detail"] == "The budget of this offer is used up."
    assert offered(bot, "mia")["code"] == "OTHER"


def test_codes_of_ones_own_go_the_whole_way(bot, store):
    store.offer(code="", budget={"codes": ["OWN-1", "OWN-2"]}, fallback="other")
    assert offered(bot, "")["code"] == "OTHER"
    mine, theirs = offered(bot, "eva")["code"], None
    assert record(bot, mine, "shown", customer_ref="eva").json()["code"] == mine
    theirs = offered(bot, "mia")["code"]
    assert {mine, theirs} == {"OWN-1", "OWN-2"}
    assert record(bot, mine, "accepted", customer_ref="eva").status_code == 201
    problem_of(record(bot, mine, "accepted", customer_ref="mia"), 409)
