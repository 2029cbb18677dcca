"""Chat tools: one line for each cause, tried again for three days, then switched off and said so."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from policies.content.problems import ContentError
from policies.errors import Refused
from policies.models import Event, HookDelivery, Notice, NoticeHook
from policies.notices.hooks import create_hook, deliver_hooks, switch_hook
from policies.notices.telling import Cause, tell, tell_all
from tests.receiver import listening, tried_for_three_days, url

pytestmark = pytest.mark.django_db
SAID = {"titles": {"en": "Returns", "ru": "Возврат"}, "by": "Marta", "due_at": "2026-03-02T10:00:00+00:00"}


def wanted(person, key="a"):
    tell(person, "review_wanted", key, path="/desk/card/returns/2/", **SAID)


def lines(receiver):
    return [json.loads(body)["text"] for _path, _headers, body in receiver.got]


def test_it_says_one_line_for_a_cause_in_the_rooms_language(receiver, people):
    create_hook("Room", url(receiver), by=people.max, language="ru")
    cause = Cause("review_wanted", "a", "/desk/card/returns/2/", params=SAID)
    tell_all([(people.olivia, cause), (people.pavel, cause)])
    assert (deliver_hooks(), deliver_hooks()) == (1, 0)
    assert lines(receiver) == ["Marta просит проверить «Возврат». http://127.0.0.1:8000/desk/card/returns/2/"]


def test_it_says_only_what_the_room_wants_to_know(receiver, people):
    create_hook("Room", url(receiver), by=people.max, kinds=["due"])
    wanted(people.olivia)
    tell(people.olivia, "due", "b", path="/desk/", **SAID)
    assert deliver_hooks() == 1
    assert "has to be checked" in lines(receiver)[0]


def test_it_tries_again_later_and_later_and_arrives(receiver, people, clock):
    hook = create_hook("Room", url(receiver), by=people.max)
    receiver.says = (503, {}, b"")
    wanted(people.olivia)
    tried = []
    for _ in range(40):
        deliver_hooks()
        tried.append(len(receiver.got))
        clock.shift(timedelta(minutes=1))
    assert tried[-1] == 6  # At once, and after 1, 2, 4, 8 and 16 minutes.
    hook.refresh_from_db()
    assert hook.last_error == "HTTP 503"
    receiver.says = (200, {}, b"")
    clock.shift(timedelta(minutes=32))
    assert deliver_hooks() == 1
    hook.refresh_from_db()
    assert (hook.last_error, hook.disabled_at) == ("", None)


def test_after_three_days_it_is_switched_off_and_its_maker_is_told(receiver, people, clock):
    hook = create_hook("Room", url(receiver), by=people.max)
    receiver.says = (404, {}, b"")
    wanted(people.olivia)
    tried_for_three_days(receiver, clock, deliver_hooks)
    hook.refresh_from_db()
    assert hook.disabled_at is not None
    assert [notice.person for notice in Notice.objects.filter(kind="hook_disabled")] == [people.max]
    assert Event.objects.filter(action="disable_hook", by=None).count() == 1
    tried = len(receiver.got)
    wanted(people.olivia, "b")
    clock.shift(timedelta(days=1))
    deliver_hooks()
    assert len(receiver.got) == tried


def test_what_is_refused_alone_does_not_switch_off_a_room_that_is_reached(receiver, people, clock):
    hook = create_hook("Room", url(receiver), by=people.max)
    wanted(people.olivia)
    for day in range(4):
        receiver.says = (400, {}, b"")
        deliver_hooks()
        receiver.says = (200, {}, b"")
        wanted(people.olivia, f"other {day}")
        HookDelivery.objects.filter(key="a").update(next_at=timezone.now() + timedelta(hours=1))
        deliver_hooks()
        clock.shift(timedelta(hours=23))
    hook.refresh_from_db()
    assert hook.disabled_at is None


def test_one_room_that_is_away_does_not_hold_up_another(receiver, people):
    with listening() as away:
        away.says = (500, {}, b"")
        create_hook("Away", url(away), by=people.max)
        create_hook("There", url(receiver), by=people.max)
        for number in range(5):
            wanted(people.olivia, str(number))
        assert deliver_hooks() == 5
        assert (len(away.got), len(receiver.got)) == (1, 5)


def test_a_delivery_whose_worker_died_is_taken_up_again(receiver, people, clock):
    create_hook("Room", url(receiver), by=people.max)
    wanted(people.olivia)
    HookDelivery.objects.update(next_at=timezone.now() + timedelta(minutes=15), attempts=1)  # As if taken a moment ago.
    assert deliver_hooks() == 0
    clock.shift(timedelta(minutes=15))
    assert deliver_hooks() == 1


def test_switched_on_again_it_says_what_happens_from_then_on(receiver, people):
    hook = create_hook("Room", url(receiver), by=people.max)
    wanted(people.olivia)
    switch_hook(hook, is_on=False, by=people.max)
    wanted(people.olivia, "b")
    switch_hook(hook, is_on=True, by=people.max)
    wanted(people.olivia, "c")
    assert deliver_hooks() == 1


@pytest.mark.parametrize("name", ["ana", "marta", "olivia", "stranger"])
def test_only_managers_and_administrators_connect_chat_tools(people, name):
    with pytest.raises(Refused, match="administrators"):
        create_hook("Room", "https://chat.example.com/x", by=getattr(people, name))
    hook = create_hook("Room", "https://chat.example.com/x", by=people.ada)
    with pytest.raises(Refused):
        switch_hook(hook, is_on=False, by=getattr(people, name))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"url": "http://chat.example.com/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"kinds": ["gossip"]}, "kinds"),
        ({"language": "xx"}, "language"),
    ],
)
def test_it_names_the_field_that_will_not_do(people, given, field):
    with pytest.raises(ContentError) as caught:
        create_hook(**{"title": "Room", "url": "https://chat.example.com/x", **given}, by=people.max)
    assert [problem.field for problem in caught.value.problems] == [field]
    assert not NoticeHook.objects.exists()


def test_the_trail_holds_the_host_and_never_the_address(people):
    create_hook("Room", "https://chat.example.com/secret", by=people.max)
    event = Event.objects.get(action="create_hook")
    assert event.after["host"] == "chat.example.com"
    assert "secret" not in str([event.after, event.details])
