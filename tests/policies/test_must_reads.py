"""Must-reads: whom they concern, the question, the reminders day by day, and when they are over."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Acknowledgement, Event, Look, Notice, TopicRole
from policies.notices.must_reads import acknowledge, open_must_reads, readers_of, reading_queue, remind_readers, require_reading
from policies.notices.reminders import remind
from policies.publishing import now
from policies.workflow import approve, publish, save_draft, submit
from tests.people import make_person

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUESTION = {"en": {"text": "How do customers reach us?", "options": ["By phone", "In writing", "Not at all"]}}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travel:
        yield travel


@pytest.fixture
def card(clock, people, store):
    # They came long before; who comes later has as many days.
    User.objects.update(date_joined=START - timedelta(days=100))
    return store.card("contact-us")


def changed(store, card, words="Write to us; calling is over."):
    content = store.text(card)
    content["languages"]["en"]["short"] = words
    store.publish(card, content)
    return store.version(card)


@pytest.fixture
def must_read(store, people, card):
    return require_reading(changed(store, card), by=people.olivia, question=QUESTION, right=1, days=8)


def told(person) -> list[str]:
    keys = Notice.objects.filter(person=person, key__startswith="must-read:").order_by("pk").values_list("key", flat=True)
    return [key.split(":")[2] for key in keys]


def waiting(user) -> list[int]:
    return [must_read.version.number for must_read in reading_queue(user, now())]


def test_the_agents_of_the_topic_have_it_in_their_queue(people, card, must_read):
    here, elsewhere = make_person("vera", "author"), make_person("ines", "author")
    TopicRole.objects.create(person=here, topic=card.topic, role="agent")
    other = type(card.topic).objects.create(slug="shipping", queue="orders")
    TopicRole.objects.create(person=elsewhere, topic=other, role="agent")
    assert (waiting(people.ana), waiting(here)) == ([2], [2])
    assert (waiting(elsewhere), waiting(people.marta), waiting(people.olivia)) == ([], [], [])
    assert [reader.person.username for reader in readers_of(must_read)] == ["ana", "vera"]


def test_a_right_answer_is_an_acknowledgement_and_a_wrong_one_counts(people, must_read):
    assert acknowledge(must_read, by=people.ana, choice=0) is None
    assert acknowledge(must_read, by=people.ana) is None
    assert waiting(people.ana) == [2]
    done = acknowledge(must_read, by=people.ana, choice=1)
    assert done.attempts == 3
    assert waiting(people.ana) == []
    assert acknowledge(must_read, by=people.ana, choice=1).pk == done.pk
    assert list(Event.objects.filter(by=people.ana).values_list("action", flat=True)) == [
        "answer_wrongly",
        "answer_wrongly",
        "acknowledge",
    ]
    assert Look.objects.get(person=people.ana).version.number == 2


def test_nobody_acknowledges_for_whom_it_is_not(people, must_read):
    for person in (people.marta, people.olivia, people.max, people.stranger):
        with pytest.raises(Refused, match="agents"):
            acknowledge(must_read, by=person, choice=1)
    assert not Acknowledgement.objects.exists()


def test_reminders_come_at_half_the_days_on_the_last_one_and_three_times_after(clock, people, must_read):
    for hour in range(0, 14 * 24, 6):
        clock.move_to(START + timedelta(hours=hour))
        remind()
        remind()
    assert told(people.ana) == ["new", "half", "last", "late-1", "late-2", "late-3"]
    assert told(people.max) == ["missing"]
    instants = [notice.created_at - START for notice in Notice.objects.filter(person=people.ana).order_by("pk")]
    assert instants == [timedelta(days=days) for days in (0, 4, 7, 8, 9, 10)]
    assert Notice.objects.get(person=people.max).created_at == START + timedelta(days=11)
    assert Notice.objects.get(person=people.max).params["names"] == "Ana"


def test_who_has_read_it_is_reminded_of_nothing(clock, people, must_read):
    remind()
    acknowledge(must_read, by=people.ana, choice=1)
    assert Notice.objects.get(person=people.ana).seen_at is not None
    clock.shift(timedelta(days=30))
    remind()
    assert told(people.ana) == ["new"]
    assert told(people.max) == []


def test_who_comes_later_has_as_many_days(clock, people, must_read):
    clock.shift(timedelta(days=20))
    vera = make_person("vera", "agent")
    remind()
    assert told(vera) == ["new"]
    assert Notice.objects.get(person=people.max).params["names"] == "Ana"


def test_with_a_single_day_there_is_one_reminder_before_its_end(clock, store, people, card):
    require_reading(changed(store, card), by=people.max, days=1)
    for hour in range(0, 24, 3):
        clock.move_to(START + timedelta(hours=hour))
        remind()
    assert told(people.ana) == ["new", "half"]


def test_before_it_is_published_nobody_has_to_read_it(clock, store, people, card):
    content = store.text(card)
    content["languages"]["en"]["short"] = "Something else."
    version = store.approved(card, content)
    require_reading(version, by=people.olivia)
    remind()
    assert (waiting(people.ana), told(people.ana)) == ([], [])
    clock.shift(timedelta(days=5))
    publish(version, by=people.olivia, start=START + timedelta(days=9))
    remind()
    assert (waiting(people.ana), told(people.ana)) == ([version.number], ["new"])
    notice = Notice.objects.get(person=people.ana)
    assert notice.params["until_at"] == (START + timedelta(days=12)).isoformat()


def test_it_is_over_when_another_meaning_holds_and_when_it_is_withdrawn(clock, store, people, card, must_read):
    changed(store, card, "Send us a pigeon.")
    clock.shift(timedelta(days=30))
    remind()
    assert (waiting(people.ana), told(people.ana)) == ([], [])
    with pytest.raises(Conflict, match="over"):
        acknowledge(must_read, by=people.ana, choice=1)
    second = require_reading(store.version(card), by=people.olivia)
    assert waiting(people.ana) == [3]
    store.withdraw(card)
    assert waiting(people.ana) == []
    assert not open_must_reads(now()).filter(pk=second.pk).exists()


def test_a_corrected_word_leaves_it_standing(store, people, card, must_read):
    draft = store.draft(card)
    content = store.text(card)
    content["languages"]["en"]["short"] = "Write to us: calling is over."
    save_draft(draft, content, by=people.marta, significance="typo")
    publish(approve(submit(draft, by=people.marta), by=people.olivia), by=people.olivia)
    assert store.version(card).number == 3
    assert waiting(people.ana) == [2]


def test_reminding_now_tells_those_who_have_not_read_it_once_a_day(clock, people, must_read):
    vera = make_person("vera", "agent")
    acknowledge(must_read, by=vera, choice=1)
    assert (remind_readers(must_read, by=people.olivia), remind_readers(must_read, by=people.max)) == (1, 0)
    assert (told(people.ana), told(vera)) == (["asked-20260302"], [])
    clock.shift(timedelta(days=1))
    assert remind_readers(must_read, by=people.olivia) == 1
    with pytest.raises(Refused, match="owner"):
        remind_readers(must_read, by=people.marta)


def test_only_the_owner_and_managers_make_a_must_read_and_only_of_a_new_meaning(store, people, card):
    version = changed(store, card)
    for person in (people.marta, people.ana, people.pavel, people.stranger):
        with pytest.raises(Refused):
            require_reading(version, by=person)
    with pytest.raises(Refused, match="approved or published"):
        require_reading(store.draft(card, store.text(card)), by=people.olivia)
    require_reading(version, by=people.max)
    with pytest.raises(Refused, match="already"):
        require_reading(version, by=people.olivia)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 91}, "days"),
        ({"question": QUESTION, "right": None}, "right"),
        ({"question": QUESTION, "right": 3}, "right"),
        ({"question": QUESTION, "right": -1}, "right"),
        ({"question": {"ru": QUESTION["en"]}, "right": 0}, "question.ru"),
        ({"question": {"en": {"text": "", "options": ["a", "b"]}}, "right": 0}, "question.en.text"),
        ({"question": {"en": {"text": "Why?", "options": ["a"]}}, "right": 0}, "question.en.options"),
        ({"question": {"en": {"text": "Why?", "options": ["a", "a"]}}, "right": 0}, "question.en.options"),
        ({"question": {"en": {"text": "Why?", "options": list("abcdefg")}}, "right": 0}, "question.en.options"),
        ({"question": {"en": {"text": "W" * 301, "options": ["a", "b"]}}, "right": 0}, "question.en"),
    ],
)
def test_a_question_that_will_not_do_is_named(store, people, card, given, field):
    with pytest.raises(ContentError) as caught:
        require_reading(changed(store, card), by=people.olivia, **given)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_every_language_has_the_same_options(store, people):
    card = store.cancel_order()
    asked = {"en": {"text": "Why?", "options": ["a", "b"]}, "ru": {"text": "Почему?", "options": ["а", "б", "в"]}}
    version = changed(store, card, "You can cancel until we pack it.")
    with pytest.raises(ContentError, match="same options"):
        require_reading(version, by=people.olivia, question=asked, right=0)
    with pytest.raises(ContentError, match="own language"):
        require_reading(version, by=people.olivia, question={"ru": asked["ru"]}, right=0)
