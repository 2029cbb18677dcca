"""POST /api/v1/ask: a question in anyone's words."""

import pytest
from django.test import Client

from tests.api.problem import problem_of

URL = "/api/v1/ask"
QUESTIONS = {
    "en": "is it too late to cancel my order?",
    "pt-BR": "ainda dá tempo de cancelar meu pedido?",
    "ru": "не поздно ли отменить заказ?",
}


@pytest.fixture(autouse=True)
def cards(store):
    store.cancel_order()
    english = {"title": "How long is the guarantee?", "short": "Two years.", "questions": ["how long is the guarantee"]}
    store.card("guarantee", topic="returns", languages={"en": english})


def ask(client, **body):
    return client.post(URL, body, content_type="application/json")


@pytest.mark.parametrize(("language", "question"), QUESTIONS.items())
def test_it_gives_the_answer_that_the_card_gives(channel, language, question):
    client, context = channel(), {"order_stage": "packed"}
    asked = ask(client, question=question, lang=language, context=context).json()
    answers = client.get("/api/v1/answers/cancel-order", {"lang": language, **context}).json()
    assert asked["status"] == "answered"
    assert asked["answer"] == answers["answer"]
    assert list(asked)[: len(answers)] == list(answers)
    assert asked["question"] == question
    assert 0 < asked["confidence"] <= 1
    assert asked["candidates"][0]["card"] == "cancel-order"
    assert set(asked["candidates"][0]) == {"card", "title", "text", "score"}


@pytest.mark.parametrize(("language", "question"), QUESTIONS.items())
def test_it_recognises_the_language_when_none_is_named(channel, language, question):
    body = ask(channel(), question=question, context={"order_stage": "packed"}).json()
    assert body["requested_language"] == language
    assert body["answer"]["language"] == language


def test_it_follows_the_header_before_it_guesses(channel):
    response = channel().post(
        URL, {"question": QUESTIONS["en"]}, content_type="application/json", headers={"Accept-Language": "ru"}
    )
    assert response.json()["requested_language"] == "ru"


def test_it_asks_for_what_is_missing(channel):
    body = ask(channel(), question=QUESTIONS["en"]).json()
    assert (body["status"], body["answer"]) == ("needs_context", None)
    assert body["needs"][0]["dimension"] == "order_stage"


def test_it_hands_over_what_it_does_not_understand(channel):
    body = ask(channel(), question="xyzzy plugh").json()
    assert (body["status"], body["answer"], body["candidates"]) == ("escalate", None, [])
    assert set(body["escalation"]) == {"reason", "queue", "message"}
    assert body["escalation"]["message"]
    assert list(body)[:10] == [
        "status", "answer", "requested_language", "fallback", "needs", "offer", "escalation", "trust", "notice", "revision",
    ]  # fmt: skip


def test_it_knows_internal_cards_for_internal_channels_only(store, channel):
    english = {"title": "Goodwill credit", "short": "Up to 20 dollars.", "questions": ["how much goodwill credit may I give"]}
    store.card("goodwill", audience="internal", languages={"en": english})
    question = "how much goodwill credit may I give"
    assert ask(channel("internal"), question=question).json()["answer"]["card"] == "goodwill"
    assert b"oodwill c" not in ask(channel("public"), question=question).content.replace(question.encode(), b"")


def test_it_answers_as_of_another_day(channel):
    body = ask(channel(), question=QUESTIONS["en"], as_of="2020-01-01").json()
    assert body["status"] == "escalate"
    assert body["as_of"] == "2020-01-01T00:00:00Z"


def test_it_takes_values_as_json_has_them(store, channel):
    store.dimension("days_since_delivery", kind="number", minimum=0, maximum=3650, unit="day")
    store.dimension("is_gift", kind="flag")
    context = {"order_stage": "packed", "days_since_delivery": 3, "is_gift": True, "nothing": None}
    assert ask(channel(), question=QUESTIONS["en"], context=context, customer_ref="c-17").status_code == 200


def test_it_is_asked_by_post_only(channel):
    problem_of(channel().get(URL), 405)


def test_it_wants_a_key(client):
    problem_of(ask(client, question="cancel"), 401)


def test_it_wants_the_csrf_token_of_a_colleagues_session(people):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.ana)
    assert "CSRF" in problem_of(ask(browser, question=QUESTIONS["en"]), 403)["detail"]
    token = browser.get("/accounts/login/?next=/").cookies.get("csrftoken")
    browser.cookies["csrftoken"] = value = token.value if token else "a" * 32
    response = browser.post(URL, {"question": "cancel"}, content_type="application/json", headers={"X-CSRFToken": value})
    assert response.status_code == 200
    assert "notes" in response.json()
