"""Whoever changes a past event in the database itself is found, and the first broken link is named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from policies.audit.proof import head, verify
from policies.audit.seals import seal_of
from policies.events import record
from policies.guards import install, remove
from policies.models import Counter, Event, Publication, Review, Verification, Version
from policies.workflow import approve, publish, submit
from tests.policies.tampering import found_after, run, undone

pytestmark = pytest.mark.django_db
FIFTH = "UPDATE policies_event SET {} WHERE number = 5"
OTHER = "(SELECT MIN(id) FROM auth_user)"


def test_it_finds_nothing_wrong_with_what_the_verbs_wrote(trail):
    verdict = verify()
    assert verdict.findings == []
    assert verdict.events == Event.objects.count() == Counter.objects.get(pk="events").value
    counts = {"publication": Publication, "review": Review, "verification": Verification, "version": Version}
    assert verdict.vouched == {name: model.objects.count() for name, model in counts.items()}
    assert not +verdict.unsealed


@pytest.mark.parametrize(
    "change",
    [
        "action = 'nothing'",
        "thing = 'card:another:1'",
        f"by_id = CASE by_id WHEN {OTHER} THEN NULL ELSE {OTHER} END",
        "at = '2020-01-01 00:00:00'",
        "origin = 'page 192.0.2.1'",
        '"before" = \'{"state": "approved"}\'',
        "\"after\" = '{}'",
        'details = \'{"comment": "I never said so"}\'',
        "previous = ''",
        "seal = previous",
    ],
)
def test_it_names_the_event_of_which_a_field_was_changed(trail, change):
    event = Event.objects.get(number=5)
    first = found_after(FIFTH.format(change))[0]
    thing = "card:another:1" if "another" in change else event.thing
    action = "nothing" if "nothing" in change else event.action
    assert first.startswith(f"event 5 {action} {thing}: ")
    assert "not as it was sealed" in first or "not sealed to the event before" in first


def test_it_names_events_that_are_gone(trail):
    last = Event.objects.count()
    assert "before it, event 5 is missing" in found_after("DELETE FROM policies_event WHERE number = 5")[0]
    assert "before it, events 5 to 7 are missing" in found_after("DELETE FROM policies_event WHERE number IN (5, 6, 7)")[0]
    assert "before it, event 1 is missing" in found_after("DELETE FROM policies_event WHERE number = 1")[0]
    tail = found_after(f"DELETE FROM policies_event WHERE number >= {last - 1}")
    assert tail[0] == f"events {last - 1} to {last} are missing: so many were written"
    assert found_after("DELETE FROM policies_event")[0] == f"events 1 to {last} are missing: so many were written"


def test_it_finds_a_cut_tail_also_with_the_counter_set_back(trail):
    """The rows that the lost event told of have nobody to vouch for them; and a head that was kept elsewhere is not there."""
    number, seal = head()
    cut = (
        f"DELETE FROM policies_event WHERE number = {number}",
        f"UPDATE policies_counter SET value = {number - 1} WHERE name = 'events'",
    )
    withdrawal = Publication.objects.get(kind="withdraw")
    assert found_after(*cut) == [f"publication {withdrawal.pk}: no event tells of it"]
    with undone():
        remove(connection)
        run(*cut, f"DELETE FROM policies_publication WHERE id = {withdrawal.pk}")
        install(connection)
        assert verify().is_sound
        assert [str(finding) for finding in verify((number, seal)).findings] == [
            f"event {number}, whose seal was kept elsewhere, is missing"
        ]


def test_it_finds_two_events_that_changed_places(trail):
    found = found_after(
        "UPDATE policies_event SET number = -5 WHERE number = 5",
        "UPDATE policies_event SET number = 5 WHERE number = 6",
        "UPDATE policies_event SET number = 6 WHERE number = -5",
    )
    assert found[0].startswith("event 5 ")
    assert found[1].startswith("event 6 ")


def test_it_finds_an_event_that_was_put_in(trail, people):
    """Behind the last, in between with all numbers moved up, or with a number that was never given."""
    forged = Event.objects.get(number=5)
    forged.pk, forged.number, forged.previous = None, Event.objects.count() + 1, head()[1]
    forged.seal = seal_of(forged)
    with undone():
        forged.save(force_insert=True)
        assert "number that was never given" in str(verify().findings[0])
    with undone():
        remove(connection)
        run(
            "UPDATE policies_event SET number = -number - 1 WHERE number > 5",
            "UPDATE policies_event SET number = -number WHERE number < 0",
        )
        forged.pk, forged.number = None, 6
        forged.save(force_insert=True)
        run("UPDATE policies_counter SET value = value + 1 WHERE name = 'events'")
        install(connection)
        assert str(verify().findings[0]).startswith("event 6 ")


def test_it_finds_an_event_that_was_written_twice(trail, people):
    """Sealed as it should be, but it tells of rows that an earlier one has told of."""
    event = Event.objects.filter(action="publish").first()
    publication = Publication.objects.get(number=event.details["revision"])
    record("publish", event.thing, by=event.by, after=event.after, rows=[publication])
    assert "was told of before" in str(verify().findings[0])


def audit(*arguments):
    out = StringIO()
    call_command("audit", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_proves_and_fails(trail, people):
    kept = audit("head").strip()
    assert kept == "{}:{}".format(*head())
    assert "Everything is as it was written." in audit("verify", "--expect", kept)
    publish(
        approve(submit(Version.objects.filter(state="draft").latest("number"), by=people.marta), by=people.pavel),
        by=people.pavel,
    )
    assert "Everything is as it was written." in audit("verify", "--expect", kept)
    number, seal = kept.split(":")
    with pytest.raises(CommandError, match="broken"):
        audit("verify", "--expect", f"{number}:{seal[::-1]}")
    with pytest.raises(CommandError, match="as `audit head` prints it"):
        audit("verify", "--expect", "7")
