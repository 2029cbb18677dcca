"""Every task of deciding may run twice, and in two workers at once: nothing is told or sent twice, and nothing is left out."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from policies import tasks
from policies.models import Counter, Event, HookDelivery, Notice
from policies.notices.hooks import create_hook
from policies.notices.telling import Cause, tell_all
from policies.trust.flags import flag
from policies.workflow import submit
from tests.policies.test_together import side_by_side
from tests.receiver import listening, url

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"titles": {"en": "Returns"}, "by": "Marta"}


@pytest.fixture
def waiting(store, people):
    """Something for every task to do, in a chat room as well."""
    card = store.card("contact-us")
    submit(store.draft(card, store.text(card) | {"audience": "internal"}), by=people.marta)
    flag(store.version(card), "wrong", "An old number.", by=people.ana)
    return card


def keys() -> list[tuple[int, str]]:
    return sorted(Notice.objects.values_list("person", "key"))


@pytest.mark.parametrize("task", [tasks.tell_of_events, tasks.remind])
def test_it_tells_once_when_it_runs_twice_and_in_two_workers(waiting, task):
    side_by_side(task, task, task)
    first = keys()
    assert first
    assert len(first) == len(set(first))
    task()
    assert keys() == first


def test_two_followers_of_events_leave_none_out(waiting, store):
    side_by_side(tasks.tell_of_events, lambda: store.card("gift-wrap"), tasks.tell_of_events)
    tasks.tell_of_events()
    assert Counter.objects.get(pk="told").value == Event.objects.order_by("number").last().number
    assert Notice.objects.filter(kind="review_wanted", subject=waiting).count() == 1


def test_two_who_tell_the_same_people_do_not_wait_for_each_other_in_a_circle(people):
    said = [(person, Cause("review_wanted", str(number), "/desk/", params=SAID)) for number in range(20) for person in people]
    side_by_side(lambda: tell_all(said), lambda: tell_all(said[::-1]), lambda: tell_all(said[50:] + said[:50]))
    assert Notice.objects.count() == len(said)


def test_mail_leaves_once(people):
    said = [(person, Cause("review_wanted", str(number), "/desk/", params=SAID)) for number in range(3) for person in people]
    tell_all(said)
    side_by_side(*[tasks.send_mail_due] * 4)
    tasks.send_mail_due()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)
    assert sum(message.body.count("/desk/\n") for message in mail.outbox) == len(said)
    assert not Notice.objects.filter(emailed_at=None).exists()


def test_a_chat_room_is_told_once(people, settings):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with listening() as server:
        create_hook("Room", url(server), by=people.max)
        tell_all(
            [(person, Cause("review_wanted", str(number), "/desk/", params=SAID)) for number in range(5) for person in people]
        )
        side_by_side(*[tasks.deliver_hooks] * 3)
        tasks.deliver_hooks()
        assert len(server.got) == 5
    assert HookDelivery.objects.filter(sent_at=None).count() == 0


def test_every_task_is_on_the_beat(settings):
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    named = {task.name for task in vars(tasks).values() if hasattr(task, "apply_async")}
    assert {name for name in named if name.startswith("policies.")} <= scheduled


def test_a_claim_that_a_dead_worker_left_is_taken_up(people):
    tell_all([(people.olivia, Cause("review_wanted", "a", "/desk/", params=SAID))])
    Notice.objects.update(email_claimed_at=timezone.now() - timedelta(minutes=14))
    tasks.send_mail_due()
    assert mail.outbox == []
    Notice.objects.update(email_claimed_at=timezone.now() - timedelta(minutes=16))
    side_by_side(tasks.send_mail_due, tasks.send_mail_due)
    assert len(mail.outbox) == 1
