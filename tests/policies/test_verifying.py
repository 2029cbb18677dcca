"""Saying "still right": who may, what must be said, and what follows."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Event, Flag, Publication, SecondLook, Subject, Topic, Verification
from policies.people.involvements import involve
from policies.permissions import may_verify
from policies.publishing import current_revision, in_force, now
from policies.readable import verifiable_by
from policies.trust.basis import basis_of
from policies.trust.flags import flag, resolve_flag
from policies.trust.second_looks import confirm, overturn
from policies.trust.suspicion import Made, chosen, lot, patterns
from policies.trust.verifying import doubt, things_to_check, verify, verify_all

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def card(clock, store):
    return store.cancel_order()


def version_of(card):
    return in_force(Subject.Kind.CARD, [card.slug], now())[card.slug]


def basis(card):
    return basis_of(version_of(card), now())


def all_right(card, **sources):
    return [{"thing": thing, "is_right": True, "source": "The contract"} for thing in things_to_check(version_of(card))]


def test_it_asks_about_every_rule_and_every_fact(store, card):
    wanted = ["rule:not-shipped", "rule:on-its-way", "rule:lost", "rule:delivered", "fact:refunds.card_days"]
    assert things_to_check(version_of(card)) == wanted
    assert things_to_check(version_of(store.card("contact-us"))) == ["text"]


def test_it_dates_logs_and_records_what_was_said(clock, card, people):
    clock.shift(100 * DAY)
    before = current_revision()
    done = verify(card, by=people.olivia, answers=all_right(card), seconds=90)
    assert (done.row.verified_at, done.row.due_at, done.is_doubt) == (START + 100 * DAY, START + 280 * DAY, False)
    log = Publication.objects.get(number=before + 1)
    assert (log.kind, log.subject_id, log.by) == ("trust", card.pk, people.olivia)
    event = Event.objects.get(action="verify")
    assert event.before == {"due_at": (START + 180 * DAY).isoformat()}
    assert event.after == {"due_at": (START + 280 * DAY).isoformat()}


@pytest.mark.parametrize("name", ["ana", "marta", "pavel", "ada", "stranger"])
def test_others_may_not_and_are_told_who_may(card, people, name):
    with pytest.raises(Refused, match="owner"):
        verify(card, by=getattr(people, name), answers=all_right(card))
    assert not Verification.objects.filter(how="verify").exists()


def test_only_the_version_in_force_can_be_verified(store, card, people):
    old = version_of(card)
    changed = store.text(card)
    changed["languages"]["en"]["short"] = "Ask us first."
    store.publish(card, changed)
    with pytest.raises(Conflict, match="Another version"):
        verify(old, by=people.olivia, answers=all_right(card))
    store.withdraw(card)
    for thing in (card, old):
        with pytest.raises(Conflict, match="Nothing of this"):
            verify(thing, by=people.olivia, answers=[])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda said: said[1:], "answers.rule:not-shipped"),
        (lambda said: [{**said[0], "source": " "}, *said[1:]], "answers.rule:not-shipped"),
        (lambda said: [{**said[0], "source": "a" * 501}, *said[1:]], "answers.rule:not-shipped"),
        (lambda said: [{**said[0], "source": "a\0"}, *said[1:]], "answers.rule:not-shipped"),
        (lambda said: [*said, {"thing": "rule:none", "is_right": True, "source": "x"}], "answers.rule:none"),
        (lambda said: [*said, said[0]], "answers"),
        (lambda said: [{**said[0], "is_right": False, "source": ""}, *said[1:]], "answers.rule:not-shipped"),
    ],
)
def test_what_is_missing_or_odd_is_named_and_nothing_changes(card, people, change, field):
    before = current_revision()
    with pytest.raises(ContentError) as error:
        verify(card, by=people.olivia, answers=change(all_right(card)))
    assert field in {problem.field for problem in error.value.problems}
    assert current_revision() == before
    assert not Verification.objects.filter(how__in=["verify", "doubt"]).exists()


def test_one_no_makes_a_doubt_with_its_reason(card, people):
    said = all_right(card)
    said[2] |= {"is_right": False, "source": "We pay at once now."}
    done = verify(card, by=people.olivia, answers=said)
    assert (done.is_doubt, done.row.reason) == (True, "rule:lost: We pay at once now.")
    assert basis(card).trust_at(START).state == "due"


@pytest.mark.parametrize(("days", "is_allowed"), [(-1, False), (0, False), (1, True), (360, True), (361, False)])
def test_the_next_date_may_be_chosen_up_to_twice_the_interval(card, people, days, is_allowed):
    due_at = START + days * DAY
    if not is_allowed:
        with pytest.raises(ContentError, match="due_at"):
            verify(card, by=people.olivia, answers=all_right(card), due_at=due_at)
        return
    verify(card, by=people.olivia, answers=all_right(card), due_at=due_at)
    assert (basis(card).due_at, basis(card).reason) == (due_at, "date")


def test_several_stand_under_one_number_or_none_of_them_does(store, people, card):
    store.card("contact-us")
    with pytest.raises(ContentError) as error:
        verify_all({"contact-us": "The page", "cancel-order": ""}, by=people.olivia)
    assert {problem.field.split(".answers")[0] for problem in error.value.problems} == {"cards.cancel-order"}
    with pytest.raises(ContentError, match=r"cards\.nothing"):
        verify_all({"nothing": "The page"}, by=people.olivia)
    assert not Verification.objects.filter(how="verify").exists()
    done = verify_all({"contact-us": "The page", "cancel-order": "The page"}, by=people.olivia, seconds=100)
    assert {(one.row.revision, one.row.seconds, one.row.is_bulk) for one in done} == {(current_revision(), 50, True)}
    assert SecondLook.objects.count() >= 1


def test_the_third_wrong_in_a_week_makes_a_doubt_once(clock, card, people):
    version = version_of(card)
    clock.shift(DAY)
    for _day in range(2):
        flag(version, "wrong", by=people.ana)
        clock.shift(DAY)
    flag(version, "outdated", by=people.ana)
    assert basis(card).reason == "interval"
    flag(version, "wrong", "Really.", channel="chatbot")
    found = basis(card)
    assert (found.reason, found.due_at) == ("doubt", START + 3 * DAY)
    clock.shift(DAY)
    flag(version, "wrong", by=people.ana)
    assert Verification.objects.filter(how="doubt").count() == 1
    assert Event.objects.get(action="doubt").by is None


def test_wrong_flags_that_are_far_apart_answered_or_before_the_last_check_make_none(clock, card, people):
    version = version_of(card)
    for _ in range(4):
        clock.shift(4 * DAY)
        flag(version, "wrong", by=people.ana)
    assert basis(card).reason == "interval"
    resolve_flag(Flag.objects.last(), by=people.olivia, resolution="It is right.")
    flag(version, "wrong", by=people.ana)
    assert basis(card).reason == "interval"
    clock.shift(SECOND)
    verify(card, by=people.olivia, answers=all_right(card))
    for _ in range(2):
        clock.shift(SECOND)
        flag(version, "wrong", by=people.ana)
    assert basis(card).reason == "interval"


def test_a_stranger_cannot_flag_and_kinds_are_known(card, people):
    with pytest.raises(Refused):
        flag(version_of(card), "wrong", by=people.stranger)
    with pytest.raises(ContentError, match="kind"):
        flag(version_of(card), "silly", by=people.ana)
    with pytest.raises(ContentError, match="comment"):
        flag(version_of(card), "wrong", "a" * 2001, by=people.ana)
    assert not Flag.objects.exists()


def look_at(row):
    return SecondLook.objects.get_or_create(verification=row, defaults={"created_at": row.at})[0]


def test_a_manager_confirms_or_overturns_but_never_what_they_verified_themselves(clock, card, people):
    own = look_at(verify(card, by=people.max, answers=all_right(card)).row)
    with pytest.raises(Refused, match="their own"):
        confirm(own, by=people.max)
    with pytest.raises(Refused, match="Only knowledge managers"):
        confirm(own, by=people.olivia)
    clock.shift(DAY)
    look = look_at(verify(card, by=people.olivia, answers=all_right(card)).row)
    assert confirm(look, by=people.max).state == "confirmed"
    with pytest.raises(Conflict):
        overturn(look, by=people.max, note="No.")
    assert basis(card).reason == "interval"


def test_overturned_it_is_due_at_that_instant_unless_somebody_else_verified_since(clock, store, card, people):
    involve(card, "verifier", people.pavel, by=people.max)
    first = look_at(verify(card, by=people.olivia, answers=all_right(card)).row)
    clock.shift(DAY)
    second = look_at(verify(card, by=people.pavel, answers=all_right(card)).row)
    clock.shift(DAY)
    overturn(first, by=people.max, note="Nobody had looked.")
    assert basis(card).reason == "interval"
    overturn(second, by=people.max, note="Nobody had looked.")
    assert (basis(card).reason, basis(card).due_at) == ("doubt", START + 2 * DAY)


def test_nobody_outruns_a_second_look_by_verifying_once_more(clock, card, people):
    look = look_at(verify(card, by=people.olivia, answers=all_right(card)).row)
    clock.shift(DAY)
    verify(card, by=people.olivia, answers=all_right(card))
    clock.shift(DAY)
    overturn(look, by=people.max, note="Nobody had looked.")
    assert (basis(card).reason, basis(card).due_at) == ("doubt", START + 2 * DAY)


def test_a_doubt_needs_a_reason_and_somebody_who_may(card, people):
    with pytest.raises(ContentError, match="reason"):
        doubt(card, by=people.olivia, reason=" ")
    with pytest.raises(Refused):
        doubt(card, by=people.ana, reason="No.")


def test_too_many_in_a_row_get_at_least_one_second_look(clock, store, people):
    cards = [store.card(f"card-{number}") for number in range(12)]
    for position, card in enumerate(cards):
        clock.shift(30 * SECOND)
        said = [{"thing": "text", "is_right": True, "source": f"Page {position}"}]
        verify(card, by=people.olivia, answers=said, seconds=30)
    # One that was drawn by chance before the eleventh is enough.
    reasons = {reason for look in SecondLook.objects.all() for reason in look.reasons}
    assert reasons & {"in_a_row", "chance"}


def made(seconds=60, letters=500, source="a", minutes=0, is_looked_at=False):
    return Made(START + timedelta(minutes=minutes), seconds, letters, frozenset({source}), is_looked_at)


def test_patterns_are_recognised_at_their_limits():
    recent = [made(minutes=minutes, source=str(minutes)) for minutes in range(10)]
    assert patterns(made(minutes=15), recent) == ("in_a_row",)
    assert patterns(made(minutes=16), recent) == ()
    assert patterns(made(seconds=19, letters=500), []) == ("too_fast",)
    assert patterns(made(seconds=20, letters=500), []) == ()
    assert patterns(made(seconds=9, letters=1), []) == ("too_fast",)
    assert patterns(made(seconds=None, letters=5000), []) == ()
    assert patterns(made(), [made(minutes=-30)] * 4) == ("one_source",)
    assert patterns(made(), [made(minutes=-30)] * 3) == ()
    assert patterns(made(), [*[made(minutes=-30)] * 3, made(minutes=-30, source="b")]) == ()


def test_what_is_drawn_is_the_share_that_is_promised_and_always_the_same():
    ordinary = [number for number in range(6000) if chosen(number, made(), [])]
    odd = [number for number in range(6000) if chosen(number, made(seconds=1), [])]
    assert 240 <= len(ordinary) <= 360
    assert 1850 <= len(odd) <= 2150
    assert ordinary == [number for number in range(6000) if chosen(number, made(), [])]
    assert [len(lot(range(size))) for size in (1, 10, 11, 100)] == [1, 1, 2, 10]
    assert lot(range(30)) == lot(reversed(range(30)))


def test_pages_opened_side_by_side_make_nobody_read_faster():
    opened_together = [made(seconds=600, minutes=10), made(seconds=605, minutes=10.1)]
    assert patterns(opened_together[0], []) == ()
    assert patterns(opened_together[1], opened_together[:1]) == ("too_fast",)
    assert patterns(made(seconds=30, minutes=10), [made(minutes=10)]) == ()  # Both of one lot, each with its share.


def test_a_list_of_what_one_may_verify_agrees_with_the_verdict_on_each(store, card, people):
    cards = [card, store.card("return-item", topic="returns"), store.card("delivery-time", topic="shipping")]
    involve(cards[1], "verifier", people.ana, by=people.max)
    Topic.objects.filter(slug="shipping").update(owner=people.pavel)
    for person in people:
        found = set(Subject.objects.filter(verifiable_by(person, now().at), kind="card").values_list("slug", flat=True))
        asked = Subject.objects.filter(kind="card").select_related("topic", "owner")
        assert found == {one.slug for one in asked if may_verify(person, one)}
