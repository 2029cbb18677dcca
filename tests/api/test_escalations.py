"""`POST /escalations`: a question goes to a person, with what was known and said, and without what tells who asked."""

import pytest
from django.test import Client

from kb.api.visitors import visitor_token
from kb.models import FirstAnswer
from policies.audit.proof import verify
from policies.channels import create_channel
from policies.models import Escalation, Event
from tests.api.problem import fields_of, problem_of

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/escalations"
SAID = "my parcel is lost, mail me at eva@example.com or +49 30 1234567"


@pytest.fixture
def card(store):
    return store.cancel_order()


@pytest.fixture
def bot(channel, card):
    return channel("public", slug="bot", scopes=("answers", "feedback"))


@pytest.fixture
def visitor(client, card):
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {visitor_token()}"
    client.get("/chat/")
    return client


@pytest.fixture
def desk(db):
    """`desk(people.ana)`: a client whose key acts for this person."""

    def make(person):
        key = create_channel("tools", audience="internal", scopes=["manage"], person=person)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


def hand_over(client, question=SAID, *, key="", **more):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(ADDRESS, {"question": question, **more}, content_type="application/json", headers=headers)


def receipt_of(client, stage="lost", lang="en"):
    return client.get(f"/api/v1/answers/cancel-order?order_stage={stage}&lang={lang}").json()["receipt"]


def test_a_receipt_brings_queue_card_context_reason_and_what_the_customer_is_told(bot):
    receipt = receipt_of(bot)
    body = hand_over(bot, receipt=receipt, message="CPF 529.982.247-25", customer_ref="eva").json()
    made = Escalation.objects.get()
    assert body | {"at": ""} == {
        "escalation": made.pk,
        "state": "open",
        "queue": "orders",
        "reason": "rule",
        "card": "cancel-order",
        "version": 1,
        "language": "en",
        "channel": "bot",
        "message": "We are looking for your parcel and will write to you.",
        "at": "",
    }
    assert made.question == "my parcel is lost, mail me at [e-mail] or [phone]"
    assert (made.message, made.context, made.receipt) == ("CPF [cpf]", {"order_stage": "lost"}, receipt)
    assert len(made.customer) == 64
    assert "eva" not in str(Escalation.objects.values())


def test_without_a_receipt_it_goes_where_such_questions_are_answered(bot, store):
    store.topic("shipping", queue="parcels")
    store.card("parcel-tracking", topic="shipping")
    body = hand_over(bot, "where is parcel tracking").json()
    assert (body["queue"], body["card"], body["reason"]) == ("parcels", None, "asked")
    assert "colleague" in body["message"]


def test_the_customer_is_told_in_the_language_of_the_question(bot):
    assert "equipe" in hand_over(bot, "ainda dá tempo de cancelar meu pedido?").json()["message"]
    assert hand_over(bot, "hm", lang="ru").json()["language"] == "ru"


def test_what_is_known_besides_is_added_to_what_the_receipt_says(bot, store):
    store.dimension("days_since_delivery", kind="number", minimum=0, maximum=3650, unit="day", position=5)
    hand_over(bot, receipt=receipt_of(bot), context={"days_since_delivery": 4})
    assert Escalation.objects.get().context == {"order_stage": "lost", "days_since_delivery": 4}


def test_it_is_an_event_without_a_word_of_the_customers(bot):
    number = hand_over(bot, message="I am Eva").json()["escalation"]
    event = Event.objects.get(thing=f"escalation:{number}")
    assert (event.action, event.by, event.origin.split()[:2]) == ("escalate", None, ["key", "bot"])
    assert not any(word in f"{event.before}{event.after}{event.details}" for word in ("parcel", "Eva", "example"))
    assert not verify().findings


def test_the_same_key_hands_over_once(bot):
    first, again = hand_over(bot, key="k-1"), hand_over(bot, key="k-1")
    assert first.json() == again.json()
    assert Escalation.objects.count() == 1
    assert problem_of(hand_over(bot, "something else", key="k-1"), 422)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "question", "missing"),
        ({"question": " "}, "question", "string_too_short"),
        ({"question": "x" * 1001}, "question", "string_too_long"),
        ({"question": "x", "message": "x" * 2001}, "message", "string_too_long"),
        ({"question": "x", "receipt": "forged"}, "receipt", "invalid"),
        ({"question": "x", "context": {"order_stage": "eaten"}}, "context.order_stage", "unknown_option"),
        ({"question": "x", "reason": "Very angry!"}, "reason", "string_pattern_mismatch"),
        ({"question": "x", "queue": "boss"}, "queue", "extra_forbidden"),
        ({"question": "x", "lang": "klingonish-"}, "lang", "language"),
    ],
)
def test_it_names_the_field_that_is_wrong(bot, body, field, code):
    response = bot.post(ADDRESS, body, content_type="application/json")
    assert fields_of(response) == [(field, code)]
    assert not Escalation.objects.exists()


def test_a_receipt_of_another_channel_proves_nothing(bot, channel):
    other = channel("public", slug="other")
    assert fields_of(hand_over(bot, receipt=receipt_of(other))) == [("receipt", "unknown_receipt")]


def test_it_needs_the_scope_feedback(channel, card):
    problem_of(hand_over(channel("public", slug="reader")), 403)


def test_a_visitor_of_the_chat_may_hand_over_but_not_say_who_somebody_is(visitor):
    assert hand_over(visitor, receipt=receipt_of(visitor)).status_code == 201
    assert fields_of(hand_over(visitor, customer_ref="eva")) == [("customer_ref", "not_for_visitors")]
    problem_of(visitor.get(ADDRESS), 403)


def test_a_visitor_hands_over_a_few_times_and_leaves_no_address(visitor, settings):
    settings.VISITOR_ESCALATIONS = 3
    assert [hand_over(visitor, key=str(number)).status_code for number in range(4)] == [201, 201, 201, 429]
    assert set(Event.objects.filter(action="escalate").values_list("origin", flat=True)) == {"visitor chat"}
    assert not [caller for caller in FirstAnswer.objects.values_list("caller", flat=True) if "127.0.0.1" in caller]
    assert visitor.get("/api/v1/languages").status_code == 200


def test_colleagues_list_take_and_close_it(bot, desk, people):
    number = hand_over(bot, receipt=receipt_of(bot)).json()["escalation"]
    ana = desk(people.ana)
    (found,) = ana.get(f"{ADDRESS}?state=open&queue=orders").json()["results"]
    assert (found["number"], found["card"], found["by"]) == (number, "cancel-order", None)
    seen = ana.get(f"{ADDRESS}/{number}")
    problem_of(ana.post(f"{ADDRESS}/{number}/take"), 428)
    taken = ana.post(f"{ADDRESS}/{number}/take", {}, content_type="application/json", headers={"If-Match": seen["ETag"]})
    assert (taken.json()["state"], taken.json()["by"]) == ("taken", "ana")
    late = ana.post(f"{ADDRESS}/{number}/take", {}, content_type="application/json", headers={"If-Match": seen["ETag"]})
    problem_of(late, 412)
    said = {"note": "called her at +49 30 1234567"}
    closed = ana.post(f"{ADDRESS}/{number}/close", said, content_type="application/json", headers={"If-Match": taken["ETag"]})
    assert (closed.json()["state"], closed.json()["note"]) == ("closed", "called her at [phone]")
    assert ana.get(f"{ADDRESS}?state=open").json()["results"] == []
