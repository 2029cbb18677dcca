"""Time is part of the question: what is scheduled holds from its instant on, without any job, and the past stays as it was."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from policies.answers import answer_for, find_card
from policies.content.problems import ContentError
from policies.models import Publication
from policies.moment import Moment
from policies.publishing import current_revision, moment_at
from policies.workflow import publish, withdraw

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def card(store, clock):
    return store.card("contact-us")


def changed(store, card, words):
    content = store.text(card)
    content["languages"]["en"]["short"] = words
    return content


def said(at=None):
    moment = at if isinstance(at, Moment) else moment_at(at)
    card = find_card("contact-us", "public", moment)
    return card and answer_for(card, {}, "en", moment).answer.text


OLD = "This is what we say about contact us."


def test_it_takes_effect_at_its_instant(store, card, clock):
    store.publish(card, changed(store, card, "New."), start=NOON + HOUR)
    assert said() == OLD
    assert said(NOON + HOUR - MOMENT) == OLD
    assert said(NOON + HOUR) == "New."
    clock.move_to(NOON + HOUR - MOMENT)
    assert said() == OLD
    clock.shift(MOMENT)
    assert said() == "New."
    assert said(NOON) == OLD


def test_it_ends_at_its_instant_and_the_former_holds_again(store, card, clock):
    store.publish(card, changed(store, card, "Holidays."), start=NOON + HOUR, until=NOON + 2 * HOUR)
    instants = (NOON, NOON + HOUR, NOON + 2 * HOUR - MOMENT, NOON + 2 * HOUR)
    wanted = [OLD, "Holidays.", "Holidays.", OLD]
    assert [said(instant) for instant in instants] == wanted
    for instant, words in zip(instants, wanted, strict=True):
        clock.move_to(instant)
        assert said() == words


def test_it_begins_at_once_without_a_start(store, card, clock):
    clock.shift(HOUR)
    publication = store.publish(card, changed(store, card, "New."))
    assert publication.effective_from == publication.recorded_at == NOON + HOUR
    stored = Publication.objects.get(pk=publication.pk)
    assert (stored.effective_from, stored.effective_until) == (NOON + HOUR, None)
    assert said() == "New."


def test_it_keeps_instants_to_the_microsecond(store, card):
    start = NOON + HOUR + timedelta(microseconds=123_457)
    store.publish(card, changed(store, card, "New."), start=start)
    assert [said(start - MOMENT), said(start)] == [OLD, "New."]


def test_it_begins_at_the_same_instant_in_any_offset(store, card):
    start = (NOON + HOUR).astimezone(timezone.get_fixed_timezone(180))
    store.publish(card, changed(store, card, "New."), start=start)
    assert [said(NOON + HOUR - MOMENT), said(start)] == [OLD, "New."]


def test_it_withdraws_now_and_still_answers_for_the_past(store, card, clock):
    clock.shift(HOUR)
    store.withdraw(card)
    assert said() is None
    assert said(NOON + HOUR - MOMENT) == OLD
    clock.shift(24 * 7 * HOUR)
    assert said() is None
    assert said(NOON) == OLD


def test_it_withdraws_what_is_scheduled_too(store, card, clock):
    store.publish(card, changed(store, card, "New."), start=NOON + HOUR)
    store.withdraw(card)
    assert said(NOON + 2 * HOUR) is None
    clock.shift(2 * HOUR)
    assert said() is None


def test_it_withdraws_one_version_and_the_former_holds(store, people, card, clock):
    store.publish(card, changed(store, card, "New."))
    clock.shift(HOUR)
    withdraw(card, by=people.olivia, version=store.version(card))
    assert said() == OLD
    assert said(NOON) == "New."


def test_it_withdraws_at_an_instant(store, card, clock):
    store.withdraw(card, start=NOON + HOUR)
    assert [said(), said(NOON + HOUR - MOMENT), said(NOON + HOUR)] == [OLD, OLD, None]
    clock.shift(HOUR)
    assert said() is None


def test_it_holds_again_when_published_after_a_withdrawal(store, card, clock):
    store.withdraw(card)
    clock.shift(HOUR)
    store.publish(card, changed(store, card, "Again."))
    assert [said(NOON), said()] == [None, "Again."]


def test_it_gives_the_older_answer_to_the_older_revision(store, card):
    before = current_revision()
    store.publish(card, changed(store, card, "New."), start=NOON + HOUR)
    assert said(Moment(NOON + 2 * HOUR, before)) == OLD
    assert said(Moment(NOON + 2 * HOUR, before + 1)) == "New."
    assert said(Moment(NOON + 2 * HOUR, 0)) is None


def test_it_schedules_facts_as_cards(store, clock):
    card = store.cancel_order()
    fact = store.fact()
    store.publish(fact, {"type": "duration", "value": 9, "unit": "day"}, start=NOON + HOUR)
    context = {"order_stage": "packed"}
    answers = [answer_for(card, context, "en", moment_at(at)).answer for at in (NOON, NOON + HOUR)]
    assert "5 days" in answers[0].text
    assert "9 days" in answers[1].text
    assert answers[0].digest != answers[1].digest


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"start": NOON - MOMENT}, "start"),
        ({"until": NOON - MOMENT}, "until"),
        ({"until": NOON}, "until"),
        ({"start": NOON + HOUR, "until": NOON + HOUR}, "until"),
        ({"start": NOON + 2 * HOUR, "until": NOON + HOUR}, "until"),
        ({"start": datetime(2028, 1, 1)}, "start"),
        ({"until": datetime(2028, 1, 1)}, "until"),
    ],
)
def test_it_refuses_times_that_cannot_be(store, people, card, times, field):
    version = store.approved(card, changed(store, card, "New."))
    before = current_revision()
    with pytest.raises(ContentError) as caught:
        publish(version, by=people.olivia, **times)
    assert [problem.field for problem in caught.value.problems] == [field]
    version.refresh_from_db()
    assert (version.state, current_revision()) == ("approved", before)


def test_it_lets_the_later_line_win_when_clocks_differ(store, card, clock):
    """A web host whose clock is half a second ahead published first."""
    clock.shift(timedelta(seconds=0.5))
    store.publish(card, changed(store, card, "First."))
    clock.shift(timedelta(seconds=-0.4))
    store.publish(card, changed(store, card, "Second."))
    clock.shift(HOUR)
    assert said() == "Second."


def test_it_reads_an_instant_without_offset_in_the_stores_time_zone(db, settings):
    settings.TIME_ZONE = "America/Sao_Paulo"
    assert moment_at(datetime(2027, 3, 1, 9)).at == NOON
