"""A colleague who finds no answer asks who answers for the topic, and is told what becomes of it."""

import pytest

from policies.content.problems import ContentError
from policies.errors import Refused
from policies.models import Escalation, Event, Notice
from policies.notices.causes import tell_of_events
from policies.queues.asking import ask_owner
from policies.queues.escalating import Handed, close, escalate
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(store, people):
    return store.topic("returns", queue="orders", owner=people.pavel)


def told():
    tell_of_events()
    return [(notice.person.username, notice.kind) for notice in Notice.objects.select_related("person").order_by("pk")]


def test_the_owner_of_the_topic_is_told_and_nobody_else_of_the_queue(topic, store, people):
    store.topic("refunds", queue="orders", owner=people.olivia)
    made = ask_owner("returns", " half a set? eva@example.com ", by=people.ana, message="She waits.", language="pt-br")
    assert (made.queue, made.reason, made.channel, made.language) == ("orders", "colleague", "agents", "pt-BR")
    assert (made.question, made.message) == ("half a set? [e-mail]", "She waits.")
    assert told() == [("pavel", "owner_asked")]
    event = Event.objects.get(action="escalate")
    assert (event.by, event.details["topic"]) == (people.ana, "returns")
    assert "half a set" not in str(event.details) + str(event.after)


def test_without_an_owner_somebody_else_who_can_help_is_told(store, people):
    store.topic("returns", queue="orders")
    ask_owner("returns", "half a set?", by=people.ana)
    assert told() == [("max", "owner_asked")]


def test_who_asked_is_told_of_the_answer_and_is_led_to_what_she_may_see(topic, people):
    for asking, path in ((people.ana, "/desk/escalations/{}/"), (people.marta, "/")):
        made = ask_owner("returns", "half a set?", by=asking)
        close(made, by=people.pavel, note="Yes, if it is unopened.")
        assert told()[-1] == (asking.username, "owner_answered")
        notice = Notice.objects.latest("pk")
        assert notice.path == path.format(made.pk)
        assert "unopened" not in str(notice.params)


def test_an_owner_who_asks_is_not_told_of_it(topic, people):
    made = ask_owner("returns", "half a set?", by=people.pavel)
    assert told() == [("max", "owner_asked")]
    close(made, by=people.pavel, note="Found it.")
    assert told() == [("max", "owner_asked")]


def test_a_customers_question_tells_nobody_that_it_was_answered(topic, people):
    made = escalate("half a set?", Handed("orders", "en"), channel="bot")
    close(made, by=people.pavel, note="Found it.")
    assert told() == []


def test_a_stranger_asks_nobody_and_what_does_not_fit_is_named(topic, people):
    with pytest.raises(Refused):
        ask_owner("returns", "half a set?", by=people.stranger)
    for field, given in (
        ("topic", {"topic": "nothing"}),
        ("question", {"question": " "}),
        ("language", {"language": "??"}),
        ("message", {"message": "x" * 2001}),
    ):
        with pytest.raises(ContentError) as error:
            ask_owner(**{"topic": "returns", "question": "half a set?", **given}, by=people.ana)
        assert [problem.field for problem in error.value.problems] == [field]
    assert not Escalation.objects.exists()


def test_a_colleague_of_another_topic_alone_may_ask(topic, people):
    assert ask_owner("returns", "half a set?", by=make_person("carla", "author")).pk
