"""Deputies, days of absence in the person's own time zone, and the ladder of those who answer for a card."""

from datetime import UTC, datetime, time, timedelta

import pytest

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Absence, Event
from policies.people.accountable import answering_for, ladder_for
from policies.people.deputies import add_absence, remove_absence, set_deputy
from policies.people.preferences import set_preferences
from policies.people.standing_in import acting_for, stands_in_for
from tests.people import make_person

NOON = datetime(2030, 6, 3, 12, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture
def card(store):
    return store.card("return-item", topic="returns")


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def away(person, first=DAY, last=DAY):
    Absence.objects.create(person=person, first_on=first, last_on=last)


def gone(person):
    person.is_active = False
    person.save()


def names(people):
    return [person.username for person in people]


def test_who_is_there_acts_for_oneself(people, at_noon):
    assert acting_for(people.olivia, NOON) == people.olivia


def test_a_deputy_acts_on_days_of_absence_first_and_last_included(people, at_noon):
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    add_absence(people.olivia, DAY, DAY + timedelta(days=2), by=people.olivia)
    found = [acting_for(people.olivia, NOON + timedelta(days=days)).username for days in range(-1, 4)]
    assert found == ["olivia", "pavel", "pavel", "pavel", "olivia"]


@pytest.mark.parametrize(
    ("zone", "hour", "who"),
    [
        ("America/Sao_Paulo", 2, "olivia"),  # 23:00 of the day before, there.
        ("America/Sao_Paulo", 3, "pavel"),
        ("America/Sao_Paulo", 26, "pavel"),
        ("America/Sao_Paulo", 27, "olivia"),
        ("Pacific/Auckland", -13, "olivia"),
        ("Pacific/Auckland", -12, "pavel"),
        ("Pacific/Auckland", 12, "olivia"),
        ("", 0, "pavel"),
        ("", 24, "olivia"),
    ],
)
def test_a_day_of_absence_is_one_where_the_person_lives(people, at_noon, zone, hour, who):
    set_preferences(people.olivia, time_zone=zone, by=people.olivia)
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    away(people.olivia)
    instant = datetime(2030, 6, 3, tzinfo=UTC) + timedelta(hours=hour)
    assert acting_for(people.olivia, instant).username == who


def test_it_goes_along_the_deputies_past_who_is_away_or_has_left(people, at_noon):
    for person, deputy in ((people.olivia, people.pavel), (people.pavel, people.marta), (people.marta, people.ana)):
        set_deputy(person, deputy, by=people.ada)
    away(people.olivia)
    assert acting_for(people.olivia, NOON) == people.pavel
    away(people.pavel)
    assert acting_for(people.olivia, NOON) == people.marta
    gone(people.marta)
    assert acting_for(people.olivia, NOON) == people.ana
    assert stands_in_for(people.ana, NOON) == {people.olivia.pk, people.pavel.pk, people.marta.pk}
    assert stands_in_for(people.pavel, NOON) == frozenset()


def test_a_circle_of_deputies_ends_with_who_answers_for_the_topic_or_a_manager(people, card, at_noon):
    set_deputy(people.olivia, people.pavel, by=people.ada)
    set_deputy(people.pavel, people.olivia, by=people.ada)
    for person in (people.olivia, people.pavel):
        away(person)
    assert acting_for(people.olivia, NOON) == people.max
    card.topic.owner = people.ana
    assert acting_for(people.olivia, NOON, card.topic) == people.ana
    away(people.max)
    assert acting_for(people.olivia, NOON) == people.ada
    away(people.ada)
    assert acting_for(people.olivia, NOON) == people.olivia
    assert stands_in_for(people.pavel, NOON) == frozenset()


def test_the_ladder_goes_from_the_owner_to_the_managers(people, card, at_noon):
    second = make_person("zoe", "manager")
    set_deputy(people.olivia, people.pavel, by=people.ada)
    card.topic.owner = people.ana
    card.topic.save()
    assert names(ladder_for(card, NOON)) == ["olivia", "pavel", "ana", "max", "zoe", "ada"]
    assert answering_for(card, NOON) == people.olivia
    away(people.olivia)
    assert names(ladder_for(card, NOON)) == ["pavel", "ana", "max", "zoe", "ada"]
    assert answering_for(card, NOON) == people.pavel
    gone(people.pavel)
    gone(second)
    assert names(ladder_for(card, NOON)) == ["ana", "max", "ada"]


def test_the_ladder_names_nobody_twice(people, card, at_noon):
    set_deputy(people.olivia, people.max, by=people.ada)
    card.topic.owner = people.olivia
    card.topic.save()
    assert names(ladder_for(card, NOON)) == ["olivia", "max", "ada"]


def test_the_ladder_is_never_empty_while_a_manager_or_an_administrator_is_active(people, card, at_noon):
    gone(people.olivia)
    away(people.max)
    gone(people.ada)
    assert names(ladder_for(card, NOON)) == ["max"]  # Away, but nobody else is left.
    people.ada.is_active = True
    people.ada.save()
    gone(people.max)
    assert names(ladder_for(card, NOON)) == ["ada"]


def test_deputies_and_absences_are_ones_own_a_managers_or_an_administrators_business(people, at_noon):
    for person in (people.olivia, people.max, people.ada):
        set_deputy(people.olivia, people.pavel, by=person)
    absence = add_absence(people.olivia, DAY, DAY, by=people.max)
    acts = (
        lambda: set_deputy(people.olivia, people.marta, by=people.marta),
        lambda: add_absence(people.olivia, DAY + timedelta(days=5), DAY + timedelta(days=5), by=people.pavel),
        lambda: remove_absence(absence, by=people.pavel),
        lambda: set_preferences(people.olivia, email="never", by=people.pavel),
    )
    for act in acts:
        with pytest.raises(Refused, match=r"Only this person, knowledge managers and administrators .* Ask Olivia\."):
            act()
    assert acting_for(people.olivia, NOON) == people.pavel
    remove_absence(absence, by=people.ada)
    with pytest.raises(Conflict):
        remove_absence(absence, by=people.ada)
    actions = Event.objects.filter(thing="person:olivia").values_list("action", flat=True)
    assert list(actions) == ["set_deputy", "add_absence", "remove_absence"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(1, 0, "last_on"), (-9, -1, "last_on"), (4, 9, "first_on"), (5, 5, "first_on")],
)
def test_days_that_make_no_sense_are_refused(people, at_noon, first, last, field):
    add_absence(people.olivia, DAY + timedelta(days=5), DAY + timedelta(days=6), by=people.olivia)
    with pytest.raises(ContentError, match=field):
        add_absence(people.olivia, DAY + timedelta(days=first), DAY + timedelta(days=last), by=people.olivia)
    assert Absence.objects.count() == 1


def test_a_deputy_is_somebody_else_who_is_here(people):
    gone(people.pavel)
    for deputy in (people.olivia, people.pavel, people.stranger):
        with pytest.raises(ContentError, match="deputy"):
            set_deputy(people.olivia, deputy, by=people.olivia)
    set_deputy(people.olivia, people.marta, by=people.olivia)
    assert set_deputy(people.olivia, None, by=people.olivia).deputy is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"language": "xx"}, "language"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"email": "hourly"}, "email"),
        ({"quiet_from": time(22)}, "quiet_until"),
    ],
)
def test_what_nobody_can_want_is_refused(people, wanted, field):
    with pytest.raises(ContentError, match=field):
        set_preferences(people.ana, by=people.ana, **wanted)


def test_what_somebody_wants_is_kept_and_noted_once(people):
    for _ in range(2):
        colleague = set_preferences(people.ana, by=people.ana, language="ru", time_zone="Europe/Lisbon", email="at_once")
    assert (colleague.language, colleague.time_zone, colleague.email) == ("ru", "Europe/Lisbon", "at_once")
    (event,) = Event.objects.filter(action="set_preferences")
    assert event.after == {"language": "ru", "time_zone": "Europe/Lisbon", "email": "at_once"}
