"""Queues: who works in them, who is told, and that of two people one gets the question."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Escalation, EscalationDelivery, Notice, QueueAddress, TopicRole
from policies.notices.causes import tell_of_events
from policies.notices.words import sentence
from policies.queues.addresses import known_queues, rotate_queue_secret, set_queue_address
from policies.queues.escalating import Handed, assign, close, escalate, reopen, take
from policies.queues.rights import possible_takers, visible_to, waiting_for, workers_of
from policies.queues.telling import deliver_escalations
from policies.webhooks.signing import secret_of
from tests.people import make_person
from tests.receiver import ids, tried_for_three_days, url

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def wait(queue="orders", **more):
    return escalate("where is it? eva@example.com", Handed(queue, "en", context={"order_stage": "lost"}, **more), channel="bot")


@pytest.fixture
def topics(store):
    return store.topic("shipping", queue="parcels"), store.topic("cancellation", queue="orders")


@pytest.fixture
def carla(topics):
    """Answers customers about shipping only."""
    carla = make_person("carla")
    TopicRole.objects.create(person=carla, topic=topics[0], role="agent")
    return carla


def test_one_works_in_the_queues_of_ones_topics(carla, people, store):
    parcel, order = wait("parcels"), wait("orders")
    assert list(visible_to(carla)) == [parcel]
    assert set(visible_to(people.ana)) == {parcel, order}
    assert not visible_to(people.stranger).exists()
    assert not visible_to(people.marta).exists()
    assert waiting_for(carla) == 1
    with pytest.raises(Refused, match="queue’s topics"):
        take(order, by=carla)
    with pytest.raises(Refused):
        close(order, by=people.stranger, note="x")


def test_a_question_about_a_card_is_also_for_those_of_its_topic(carla, store):
    card = store.card("parcel-tracking", topic="shipping")
    made = wait("orders", card=card)
    assert list(visible_to(carla)) == [made]
    assert workers_of(made) == [carla]


def test_those_near_are_told_once_and_without_the_customers_words(carla, people):
    made = wait("parcels")
    tell_of_events()
    tell_of_events()
    (notice,) = Notice.objects.all()
    assert (notice.person, notice.is_urgent, notice.path) == (carla, True, f"/desk/escalations/{made.pk}/")
    assert sentence(notice) == "A customer waits for an answer in the queue parcels."
    assert "where is it" not in json.dumps(notice.params)


def test_where_nobody_is_near_all_agents_are_told_and_nobody_of_what_is_over(people, topics):
    wait("nowhere")
    taken = take(wait("nowhere"), by=people.ana)
    tell_of_events()
    assert [notice.person for notice in Notice.objects.all()] == [people.ana]
    assert not Notice.objects.filter(key=f"escalation:{taken.pk}").exists()


def test_of_two_who_take_it_one_does(people):
    made = wait()
    seen = Escalation.objects.get()
    assert take(made, by=people.ana).by == people.ana
    with pytest.raises(Conflict, match="Somebody else was first"):
        take(seen, by=people.max)
    with pytest.raises(Refused, match="already"):
        take(Escalation.objects.get(), by=people.max)


def test_it_goes_from_one_to_another_and_back_into_the_queue(people, carla):
    made = take(wait(), by=people.ana)
    assert people.max in possible_takers(made)
    with pytest.raises(ContentError, match="does not work in this queue"):
        assign(made, by=people.ana, person=people.stranger)
    made = assign(made, by=people.ana, person=people.max)
    with pytest.raises(ContentError, match="Say what became of it"):
        close(made, by=people.ana, note=" ")
    made = close(made, by=people.ana, note="Wrote to eva@example.com")
    assert (made.state, made.note, made.by) == ("closed", "Wrote to [e-mail]", people.max)
    with pytest.raises(Refused, match="closed already"):
        close(made, by=people.ana, note="again")
    made = reopen(made, by=people.max)
    assert (made.state, made.by, made.taken_at, made.closed_at) == ("open", None, None, None)


def test_a_queue_with_an_address_gets_question_context_and_receipt_once(people, store, receiver, mailoutbox):
    store.dimension()
    set_queue_address("orders", email="orders@store.example", url=url(receiver), language="pt-BR", by=people.ada)
    made = wait(receipt="r.e.c")
    wait("parcels")
    assert (deliver_escalations(), deliver_escalations()) == (2, 0)
    ((_path, headers, body),) = receiver.got
    content = json.loads(body)
    assert Verifier(secret_of(QueueAddress.objects.get())).verify(body, headers) == content
    said = {name: content[name] for name in ("escalation", "question", "context", "receipt", "queue")}
    assert said == {
        "escalation": made.pk,
        "question": "where is it? [e-mail]",
        "context": {"order_stage": "lost"},
        "receipt": "r.e.c",
        "queue": "orders",
    }
    assert content["text"].startswith("Um cliente espera na fila orders")
    (letter,) = mailoutbox
    assert letter.to == ["orders@store.example"]
    for part in ("where is it? [e-mail]", "Order stage: Lost", "/receipts/r.e.c/", f"/desk/escalations/{made.pk}/"):
        assert part in letter.body


def test_a_new_secret_signs_with_the_old_one_for_a_while(people, receiver):
    address = set_queue_address("orders", url=url(receiver), by=people.ada)
    old = secret_of(address)
    with pytest.raises(Refused):
        rotate_queue_secret(address, by=people.ana)
    with pytest.raises(ContentError, match="0 to 168"):
        rotate_queue_secret(address, by=people.ada, hours=1000)
    seen = QueueAddress.objects.get()
    address = rotate_queue_secret(address, by=people.ada, hours=1)
    with pytest.raises(Conflict, match="meanwhile"):
        rotate_queue_secret(seen, by=people.ada)
    wait()
    deliver_escalations()
    ((_path, headers, body),) = receiver.got
    for secret in (old, secret_of(address)):
        assert Verifier(secret).verify(body, headers)["queue"] == "orders"
    rotate_queue_secret(address, by=people.ada, hours=0)
    wait()
    deliver_escalations()
    _path, headers, body = receiver.got[-1]
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(body, headers)


def test_every_try_has_the_same_name(people, receiver):
    receiver.says = (503, {}, b"")
    set_queue_address("orders", url=url(receiver), by=people.max)
    with time_machine.travel(START, tick=False) as clock:
        wait()
        deliver_escalations()
        clock.shift(timedelta(hours=1))
        deliver_escalations()
    assert len(set(ids(receiver))) == 1
    assert len(ids(receiver)) == 2


def test_what_does_not_arrive_is_tried_again_for_three_days(people, receiver):
    receiver.says = (503, {}, b"")
    set_queue_address("orders", url=url(receiver), by=people.max)
    with time_machine.travel(START, tick=False) as clock:
        wait()
        tried_for_three_days(receiver, clock, deliver_escalations)
    assert QueueAddress.objects.get().last_error == "NotReached: HTTP 503"
    delivery = EscalationDelivery.objects.get()
    assert (delivery.next_at, delivery.sent_at) == (None, None)
    assert len(receiver.got) == delivery.attempts
    assert 10 < delivery.attempts < 25


def test_an_address_is_for_managers_and_administrators_and_has_to_be_one(people):
    with pytest.raises(Refused):
        set_queue_address("orders", email="a@b.example", by=people.ana)
    with pytest.raises(ContentError, match="e-mail"):
        set_queue_address("orders", email="not one", by=people.max)
    with pytest.raises(ContentError, match="https"):
        set_queue_address("orders", url="http://chat.example.com/x", by=people.max)
    with pytest.raises(ContentError, match="public"):
        set_queue_address("orders", url="https://127.0.0.1/x", by=people.max)
    set_queue_address("orders", email="a@b.example", by=people.max)
    assert set_queue_address("orders", by=people.max) is None
    assert not QueueAddress.objects.exists()


def test_it_knows_the_queues_of_topics_and_rules(store):
    store.cancel_order()
    store.topic("shipping", queue="parcels")
    wait("elsewhere")
    assert known_queues() == ["elsewhere", "orders", "parcels", "support"]
