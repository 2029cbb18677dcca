"""GET /api/v1/answers/{card}: the contract's object, and what each audience sees of it."""

import pytest

from policies.content.digest import digest_of

URL = "/api/v1/answers/cancel-order"


@pytest.fixture
def card(store):
    return store.cancel_order()


def test_it_answers_in_the_shape_of_the_contract(card, channel):
    response = channel().get(URL, {"lang": "pt-BR", "order_stage": "packed"})
    body = response.json()
    assert list(body) == [
        "status", "answer", "requested_language", "fallback", "needs", "offer", "escalation", "trust", "notice", "revision",
        "as_of", "receipt",
    ]  # fmt: skip
    answer = body["answer"]
    assert answer["card"] == "cancel-order"
    assert (answer["version"], answer["rule"], answer["outcome"], answer["language"]) == (1, "not-shipped", "allowed", "pt-BR")
    assert answer["text"] == "Sim, você pode cancelar. O reembolso leva 5 dias."
    assert answer["html"] == "<p><strong>Sim</strong>, você pode cancelar. O reembolso leva 5 dias.</p>"
    assert body["status"] == "answered"
    assert body["trust"]["state"] == "verified"
    assert response["Content-Language"] == "pt-BR"
    assert response["Concord-Revision"] == str(body["revision"])


def test_it_gives_a_digest_that_anyone_can_compute_again(card, channel):
    answer = channel().get(URL, {"order_stage": "packed"}).json()["answer"]
    digest = answer.pop("digest")
    assert digest == digest_of(answer)


def test_it_asks_for_what_is_missing(card, channel):
    body = channel().get(URL, {"lang": "ru"}).json()
    assert (body["status"], body["answer"]) == ("needs_context", None)
    [need] = body["needs"]
    assert need["dimension"] == "order_stage"
    assert need["question"] == "Где сейчас ваш заказ?"
    assert need["options"][0] == {"value": "placed", "label": "Placed"}


def test_it_escalates_where_a_rule_says_so(card, channel):
    body = channel().get(URL, {"order_stage": "lost"}).json()
    assert body["status"] == "escalate"
    assert body["escalation"] == {
        "reason": "rule",
        "queue": "orders",
        "message": "We are looking for your parcel and will write to you.",
    }


def test_it_says_why_another_language_is_served(store, channel):
    store.card("contact-us")
    body = channel().get("/api/v1/answers/contact-us", {"lang": "ru"}).json()
    assert body["requested_language"] == "ru"
    assert body["fallback"] == {"language": "en", "reason": "not_translated"}
    assert body["answer"]["language"] == "en"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt-BR"),
        ("de, ru;q=0.5, en;q=0.4", "ru"),
        ("pt-PT", "pt-PT"),
        ("de", "en"),
        ("ru;q=0", "en"),
        ("*", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_it_takes_the_language_from_the_header_when_none_is_given(card, channel, accepted, language):
    response = channel().get(URL, headers={"Accept-Language": accepted})
    assert response.json()["requested_language"] == language
    assert "Accept-Language" in response["Vary"]


def test_it_keeps_notes_and_internal_offers_from_a_public_channel(card, channel):
    body = channel("public").get(URL, {"order_stage": "packed"}).json()
    assert body["offer"] is None
    assert "notes" not in body


def test_it_gives_them_to_an_internal_channel_beside_the_same_answer(card, channel):
    public = channel("public").get(URL, {"order_stage": "packed"}).json()
    internal = channel("internal").get(URL, {"order_stage": "packed"}).json()
    assert internal["answer"] == public["answer"]
    assert internal["offer"]["code"] == "STAYFREE"
    assert internal["notes"]["text"] == "Check the stage before promising anything."


def test_it_shows_a_public_offer_without_our_reason_for_it(card, store, channel):
    store.offer(is_public=True, reasons={"en": "They leave otherwise."})
    public = channel("public").get(URL, {"order_stage": "packed"})
    internal = channel("internal").get(URL, {"order_stage": "packed"})
    assert public.json()["offer"]["code"] == "STAYFREE"
    assert b"They leave otherwise." not in public.content
    assert internal.json()["offer"]["reason"] == "They leave otherwise."


@pytest.mark.django_db(transaction=True)
def test_it_needs_few_queries_and_almost_none_the_second_time(card, channel, django_assert_max_num_queries):
    client = channel()
    with django_assert_max_num_queries(12):
        first = client.get(URL, {"order_stage": "packed"})
    with django_assert_max_num_queries(3):
        second = client.get(URL, {"order_stage": "packed"})
    assert first["ETag"] == second["ETag"]
