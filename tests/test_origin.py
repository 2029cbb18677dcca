"""Every act says from where it came; pages are tried in tests/pages/test_events.py, the API in tests/api/test_managing.py."""

from kb.celery import app
from kb.origin import FromTask
from policies.origin import MAX_LENGTH, acting_from, come_from, origin


def test_it_names_the_task_and_then_what_was_before():
    told = app.task(name="tests.told")(origin)
    with acting_from("command run"):
        assert told() == told.apply().result == "task tests.told"
        assert origin() == "command run"
    assert origin() == ""
    assert issubclass(app.Task, FromTask)


def test_it_forgets_what_was_said_inside_a_block():
    with acting_from("page 192.0.2.7"):
        come_from("key tools concord_ab12")
        assert origin() == "key tools concord_ab12"
        come_from("x" * 500)
        assert len(origin()) == MAX_LENGTH
    assert origin() == ""
