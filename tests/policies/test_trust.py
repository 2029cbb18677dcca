"""How far an answer can be trusted: derived from dated acts and from what changed since, at any instant."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from policies.answers import answer_for, find_card
from policies.models import Event, Offer, RiskRule, Subject, Verification
from policies.publishing import in_force, moment_at, now
from policies.trust.basis import basis_of, last_verification
from policies.trust.verifying import doubt, things_to_check, verify
from policies.workflow import approve, publish, save_draft, submit
from tests.store import LANGUAGES, RULES

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def card(clock, store):
    return store.cancel_order()


def live(card):
    return in_force(Subject.Kind.CARD, [card.slug], now())[card.slug]


def basis(card, at=None):
    moment = moment_at(at)
    return basis_of(in_force(Subject.Kind.CARD, [card.slug], moment)[card.slug], moment)


def state(card, at=None):
    moment = moment_at(at)
    return answer_for(find_card(card.slug, "internal", moment), {}, "en", moment, audience="internal").trust.state


def all_right(version, source="The carrier's contract"):
    return [{"thing": thing, "is_right": True, "source": source} for thing in things_to_check(version)]


def wording(store, card, **changes):
    """A version whose author says that only the wording changed, approved and published."""
    draft = store.draft(card)
    content = store.text(card)
    content["languages"]["en"].update(changes)
    save_draft(draft, content, by=store.people.marta, significance="wording")
    submit(draft, by=store.people.marta)
    approve(draft, by=store.people.pavel)
    publish(draft, by=store.people.pavel)
    return live(card)


def test_it_begins_with_the_review_for_the_interval_of_the_risk(card, people):
    row, rule = Verification.objects.get(version=live(card)), RiskRule.objects.get(pk="medium")
    assert (row.how, row.by, row.verified_at) == ("review", people.olivia, START)
    assert (row.due_at, row.expires_at) == (
        START + rule.interval_days * DAY,
        START + (rule.interval_days + rule.grace_days) * DAY,
    )
    assert set(row.facts) == {"refunds.card_days"}
    assert row.offers == ["free-shipping"]


@pytest.mark.parametrize(("risk", "days"), [("low", 365), ("medium", 180), ("high", 90)])
def test_it_becomes_due_and_expires_at_its_very_instant(clock, store, risk, days):
    card = store.card(risk=risk)
    for at, expected in (
        (days * DAY - timedelta(microseconds=1), "verified"),
        (days * DAY, "due"),
        ((days + 30) * DAY - timedelta(microseconds=1), "due"),
        ((days + 30) * DAY, "expired"),
    ):
        clock.move_to(START + at, tick=False)
        assert state(card) == expected


def test_a_day_in_the_past_or_to_come_has_the_trust_of_that_day(clock, card):
    clock.move_to(START + 400 * DAY, tick=False)
    assert [state(card, START + days * DAY) for days in (1, 190, 220)] == ["verified", "due", "expired"]
    assert state(card) == "expired"


def test_it_is_due_from_the_instant_at_which_a_quoted_fact_got_another_value(clock, store, card):
    clock.shift(3 * DAY)
    assert state(card) == "verified"
    store.fact(value=7)
    found = basis(card)
    assert (found.reason, found.about, found.due_at) == ("fact", "refunds.card_days", START + 3 * DAY)
    assert state(card) == "due"
    assert state(card, START + 2 * DAY) == "verified"
    clock.shift(31 * DAY)
    assert state(card) == "expired"


def test_a_fact_that_is_only_described_anew_or_has_its_old_value_again_makes_nothing_due(clock, store, card):
    fact = store.fact()
    store.publish(fact, {"type": "duration", "value": 5, "unit": "day", "about": "Since the new bank."})
    assert state(card) == "verified"
    store.fact(value=7)
    clock.shift(DAY)
    store.fact(value=5)
    clock.shift(DAY)
    assert state(card) == "verified"
    assert state(card, START + timedelta(hours=1)) == "due"


def test_describing_a_changed_fact_anew_gives_no_more_time(clock, store, card):
    clock.shift(DAY)
    store.fact(value=7)
    clock.shift(5 * DAY)
    store.publish(store.fact(value=7), {"type": "duration", "value": 7, "unit": "day", "about": "Slower bank."})
    store.fact(value=9)
    assert basis(card).due_at == START + DAY


def test_a_scheduled_change_of_a_fact_counts_from_its_instant_on(clock, store, card):
    starts = START + 10 * DAY
    store.publish(store.fact(), {"type": "duration", "value": 9, "unit": "day"}, start=starts)
    assert state(card) == "verified"
    clock.move_to(starts, tick=False)
    assert (state(card), basis(card).due_at) == ("due", starts)


def test_it_is_due_when_an_offer_of_it_has_ended(clock, store, card):
    clock.shift(2 * DAY)
    store.withdraw(Subject.objects.get(slug="free-shipping"))
    clock.shift(DAY)
    found = basis(card)
    assert (found.reason, found.about, found.due_at) == ("offer", "free-shipping", START + 2 * DAY)


def test_an_offer_that_ends_by_its_own_date_counts_from_that_date(clock, store, people):
    store.dimension()
    store.fact()
    offer = Offer.objects.create(kind="offer", slug="free-shipping", topic=store.topic(), owner=people.olivia)
    titles, texts = {"en": "Free shipping"}, {"en": "Use STAYFREE."}
    content = {"kind": "free_shipping", "code": "STAYFREE", "titles": titles, "texts": texts}
    store.publish(offer, content, until=START + 4 * DAY)
    card = store.card("cancel-order", rules=deepcopy(RULES), languages=deepcopy(LANGUAGES))
    clock.shift(5 * DAY)
    assert (basis(card).reason, basis(card).due_at) == ("offer", START + 4 * DAY)


def test_a_doubt_is_due_at_once_and_gives_no_more_time_than_there_was(clock, people, card):
    clock.shift(DAY)
    doubt(card, by=people.olivia, reason="The carrier says otherwise.")
    found = basis(card)
    assert (found.reason, found.about, found.due_at) == ("doubt", "The carrier says otherwise.", START + DAY)
    assert found.verified_at == START
    clock.shift(20 * DAY)
    doubt(card, by=people.olivia, reason="Still.")
    assert (basis(card).due_at, basis(card).expires_at) == (START + DAY, START + 31 * DAY)
    event = Event.objects.filter(action="doubt").last()
    assert (event.by, event.details["reason"]) == (people.olivia, "Still.")


def test_a_mended_word_carries_the_verification_with_its_date(clock, store, card):
    clock.shift(50 * DAY)
    version = wording(store, card, short="You may cancel until the parcel leaves our warehouse.")
    row = last_verification(version, now())
    assert (version.number, row.how, row.by, row.verified_at, row.due_at) == (2, "carried", None, START, START + 180 * DAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"short": "You can not cancel until the parcel leaves our warehouse."},
        {"short": "You can cancel 2 items until the parcel leaves our warehouse."},
        {"short": "You can cancel in {{ refunds.card_days }} until the parcel leaves our warehouse."},
        {"short": "You can only cancel until the parcel leaves our warehouse."},
    ],
)
def test_the_authors_word_is_not_enough_to_carry_it(clock, store, card, changes):
    clock.shift(50 * DAY)
    version = wording(store, card, **changes)
    assert last_verification(version, now()).how == "review"


def test_a_mended_word_makes_no_changed_fact_a_checked_one(clock, store, card):
    store.fact(value=7)
    clock.shift(DAY)
    wording(store, card, short="You may cancel until the parcel leaves our warehouse.")
    assert (state(card), basis(card).reason) == ("due", "fact")


def test_a_mended_word_gives_no_more_time_to_look_at_a_changed_fact(clock, store, card):
    clock.shift(3 * DAY)
    store.fact(value=7)
    clock.shift(20 * DAY)
    wording(store, card, short="You may cancel until the parcel leaves our warehouse.")
    assert (basis(card).due_at, basis(card).expires_at) == (START + 3 * DAY, START + 33 * DAY)
    clock.shift(10 * DAY)
    assert state(card) == "expired"


def test_a_mended_word_takes_no_doubt_away(clock, store, people, card):
    doubt(card, by=people.olivia, reason="Not any more.")
    clock.shift(DAY)
    wording(store, card, short="You may cancel until the parcel leaves our warehouse.")
    assert (state(card), basis(card).reason, basis(card).about) == ("due", "doubt", "Not any more.")


def test_a_scheduled_version_has_its_time_from_the_instant_it_begins(clock, store, card):
    begins = START + 30 * DAY
    changed = store.text(card)
    changed["languages"]["en"]["short"] = "You can cancel at any time before it is sent."
    store.publish(card, changed, start=begins)
    clock.move_to(begins, tick=False)
    assert live(card).number == 2
    assert basis(card).due_at == begins + 180 * DAY


def test_verifying_makes_the_facts_of_that_day_the_checked_ones(clock, store, people, card):
    store.fact(value=7)
    clock.shift(DAY)
    assert state(card) == "due"
    verify(card, by=people.olivia, answers=all_right(live(card)))
    assert (state(card), basis(card).verified_at) == ("verified", START + DAY)
    assert state(card, START + timedelta(hours=1)) == "due"
