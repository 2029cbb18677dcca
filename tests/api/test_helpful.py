"""`POST /feedback` with helpful and unhelpful: counted, never a flag; and what visitors of the chat may say at all."""

import pytest

from kb.api.visitors import visitor_token
from policies.feedback import feedback_of
from policies.models import Event, Feedback, Flag, OfferOutcome
from search import questions
from search.models import Question
from tests.api.problem import fields_of, problem_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(store):
    card = store.cancel_order()
    store.offer(is_public=True)
    return card


@pytest.fixture
def bot(channel, card):
    return channel("public", slug="bot", scopes=("answers", "feedback"))


@pytest.fixture
def visitor(client, card):
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {visitor_token()}"
    return client


def say(client, kind="helpful", **more):
    return client.post("/api/v1/feedback", {"card": "cancel-order", "kind": kind, **more}, content_type="application/json")


def shown(client, code="STAYFREE", outcome="shown", **more):
    return client.post(f"/api/v1/offers/{code}/outcomes", {"outcome": outcome, **more}, content_type="application/json")


def answer(client, stage="packed"):
    return client.get(f"/api/v1/answers/cancel-order?order_stage={stage}&lang=en").json()


def counted():
    return sorted(Feedback.objects.values_list("channel", "language", "kind", "count"))


def test_it_counts_by_version_language_and_channel_and_flags_nothing(bot, channel, store, card):
    for kind, language in (("helpful", "pt-BR"), ("helpful", "pt"), ("unhelpful", "fr"), ("helpful", "")):
        assert say(bot, kind, language=language).json()["feedback"] is None
    say(channel("internal", slug="other", scopes=("feedback",)), "unhelpful", language="ru")
    assert counted() == [
        ("bot", "en", "helpful", 1),
        ("bot", "en", "unhelpful", 1),
        ("bot", "pt-BR", "helpful", 2),
        ("other", "ru", "unhelpful", 1),
    ]
    assert not Flag.objects.exists()
    assert feedback_of(store.version(card)) == {"helpful": 3, "unhelpful": 2}


def test_the_receipt_names_the_version_and_the_language(bot, store, card):
    receipt = bot.get("/api/v1/answers/cancel-order?order_stage=packed&lang=ru").json()["receipt"]
    store.publish(card, store.text(card))
    assert say(bot, receipt=receipt).json()["version"] == 1
    assert counted() == [("bot", "ru", "helpful", 1)]


def test_it_takes_no_comment(bot):
    assert fields_of(say(bot, comment="It was Eva")) == [("comment", "not_kept")]
    assert counted() == []


def test_a_customers_comment_is_masked_and_stands_in_no_event(bot):
    say(bot, "wrong", comment="Ask me: eva@example.com")
    flag = Flag.objects.get()
    assert flag.comment == "Ask me: [e-mail]"
    assert "Ask" not in str(Event.objects.get(action="flag").details)


def test_it_is_noted_with_the_question(bot):
    body = {"question": "is it too late to cancel my order", "lang": "en", "context": {"order_stage": "packed"}}
    receipt = bot.post("/api/v1/ask", body, content_type="application/json").json()["receipt"]
    say(bot, "unhelpful", receipt=receipt)
    questions.write()
    assert Question.objects.get().outcome == "unhelpful"


def test_a_visitor_of_the_chat_says_helpful_or_not_of_what_the_chat_said(visitor, bot):
    assert say(visitor, receipt=answer(visitor)["receipt"]).status_code == 201
    assert counted() == [("chat", "en", "helpful", 1)]
    assert fields_of(say(visitor)) == [("receipt", "missing")]
    assert fields_of(say(visitor, receipt=answer(bot)["receipt"])) == [("receipt", "other_channel")]
    assert fields_of(say(visitor, "wrong", receipt=answer(visitor)["receipt"])) == [("kind", "not_for_visitors")]
    assert not Flag.objects.exists()


def test_a_visitor_says_once_for_each_answer_that_its_offer_was_shown(visitor):
    said = answer(visitor)
    assert said["offer"]["code"] == "STAYFREE"
    first, again = (shown(visitor, receipt=said["receipt"]) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    outcome = OfferOutcome.objects.get()
    assert (outcome.kind, outcome.channel, outcome.customer) == ("shown", "chat", "")


def test_a_visitor_says_nothing_else_of_offers(visitor, bot, store):
    receipt = answer(visitor)["receipt"]
    store.offer("other", code="OTHER", is_public=True)
    for outcome in ("accepted", "declined", "cancelled"):
        assert fields_of(shown(visitor, outcome=outcome, receipt=receipt)) == [("outcome", "not_for_visitors")]
    assert fields_of(shown(visitor, receipt=receipt, customer_ref="eva")) == [("customer_ref", "not_for_visitors")]
    assert fields_of(shown(visitor, receipt=receipt, order_ref="1")) == [("order_ref", "not_for_visitors")]
    assert fields_of(shown(visitor)) == [("receipt", "missing")]
    assert fields_of(shown(visitor, "OTHER", receipt=receipt)) == [("receipt", "other_offer")]
    assert fields_of(shown(visitor, receipt=answer(visitor, "delivered")["receipt"])) == [("receipt", "other_offer")]
    assert fields_of(shown(visitor, receipt=answer(bot)["receipt"])) == [("receipt", "other_offer")]
    problem_of(shown(visitor, "NOSUCH", receipt=receipt), 404)
    assert not OfferOutcome.objects.exists()


def test_a_visitor_opens_nothing_that_is_managed(visitor):
    for address in ("cards", "events", "escalations", "queues", "flags"):
        problem_of(visitor.get(f"/api/v1/{address}"), 403)
