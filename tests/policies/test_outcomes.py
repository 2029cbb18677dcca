"""What became of offers: recorded once, never rewritten, counted."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from policies.answers import INTERNAL, PUBLIC
from policies.content.problems import ContentError
from policies.customers import hash_of
from policies.errors import Conflict
from policies.models import Offer, OfferOutcome
from policies.outcomes import Counts, counts_of, find_made, open_offers, record_outcome

EVA, MIA = "customer-eva", "customer-mia"
DAY = timedelta(days=1)


def record(name, kind, customer="", **more):
    return record_outcome(find_made(name, INTERNAL), kind, channel="bot", customer_ref=customer, **more)


def counted(offer, at=None):
    made = find_made(offer.slug, INTERNAL)
    return counts_of(offer, made.current, at or timezone.now())


def test_it_keeps_no_customers_name(store):
    store.offer()
    outcome = record("STAYFREE", "shown", EVA, order_ref="order-77")
    assert len(outcome.customer) == len(outcome.order) == 64
    assert outcome.customer == hash_of(EVA)
    row = OfferOutcome.objects.filter(pk=outcome.pk).values_list()[0]
    assert not any(EVA in str(value) or "order-77" in str(value) for value in row)
    assert hash_of(EVA) != hash_of("order-77")
    assert hash_of(" ") == ""


def test_it_is_never_rewritten(store):
    store.offer()
    outcome = record("STAYFREE", "shown")
    for change in (lambda rows: rows.update(kind="accepted"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(OfferOutcome.objects.filter(pk=outcome.pk))


def test_it_finds_an_offer_by_code_by_slug_and_by_a_former_code(store):
    offer = store.offer("first", code="FIRST", is_public=True)
    store.offer("first", code="SECOND", is_public=True)
    for name in ("first", "FIRST", "SECOND"):
        assert find_made(name, PUBLIC).version.subject_id == offer.pk
    assert find_made("FIRST", PUBLIC).version.number == 1
    assert find_made("second", INTERNAL) is None
    assert find_made("", INTERNAL) is None
    store.withdraw(offer)
    assert find_made("SECOND", PUBLIC) is not None


def test_it_prefers_the_offer_in_force_to_one_that_had_the_code_before(store):
    store.withdraw(store.offer("first", code="SAME"))
    store.offer("aaa", code="SAME")
    assert find_made("SAME", INTERNAL).version.subject.slug == "aaa"


def test_a_public_channel_knows_public_offers_only(store):
    store.offer("first", code="FIRST")
    assert find_made("FIRST", PUBLIC) is None
    assert find_made("FIRST", INTERNAL) is not None


def test_it_counts_what_was_saved_lost_and_is_still_open(store):
    offer = store.offer("first", code="FIRST", budget={"count": 10})
    now = timezone.now()
    for days, customer in ((40, "a"), (40, "b"), (40, "c"), (10, "d"), (10, "e")):
        with time_machine.travel(now + (60 - days) * DAY):
            record("FIRST", "shown", customer)
            record("FIRST", "accepted", customer)
    with time_machine.travel(now + 21 * DAY):
        record("FIRST", "cancelled", "a")
        record("FIRST", "declined", "x")
    with time_machine.travel(now + 51 * DAY):
        record("FIRST", "cancelled", "b")
        record("FIRST", "cancelled", "d")
    counts = counted(offer, now + 60 * DAY)
    assert counts == Counts(shown=5, accepted=5, declined=1, saved=2, lost=2, left=5)
    assert counts.waiting == 1
    assert counted(offer, now + 20 * DAY + timedelta(minutes=1)) == Counts(3, 3, 0, saved=0, lost=0, left=7)


def test_thirty_days_are_counted_to_the_instant(store):
    offer = store.offer("first", code="FIRST")
    outcome = record("FIRST", "accepted", EVA)
    days = timedelta(days=30)
    assert counted(offer, outcome.at + days - timedelta(microseconds=1)).saved == 0
    assert counted(offer, outcome.at + days).saved == 1
    with time_machine.travel(outcome.at + days, tick=False):
        record("FIRST", "cancelled", EVA)
    assert counted(offer, outcome.at + days).saved == 1


def test_it_cancels_by_customer_by_order_or_by_own_code(store):
    store.offer("first", code="FIRST")
    store.offer("own", code="", budget={"codes": ["OWN-1"]})
    accepted = [record("FIRST", "accepted", EVA), record("FIRST", "accepted", order_ref="77"), record("OWN-1", "accepted", MIA)]
    cancelled = [
        record("FIRST", "cancelled", EVA),
        record("FIRST", "cancelled", order_ref="77"),
        record("OWN-1", "cancelled", MIA),
    ]
    assert [outcome.acceptance for outcome in cancelled] == accepted


def test_it_cancels_once_and_only_what_was_accepted(store):
    store.offer("first", code="FIRST")
    with pytest.raises(ContentError):
        record("FIRST", "cancelled")
    with pytest.raises(Conflict):
        record("FIRST", "cancelled", EVA)
    record("FIRST", "accepted", EVA)
    record("FIRST", "cancelled", EVA)
    with pytest.raises(Conflict):
        record("FIRST", "cancelled", EVA)


def test_it_cancels_what_was_accepted_under_a_former_key(store, settings):
    store.offer("first", code="FIRST")
    accepted = record("FIRST", "accepted", EVA)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key that is long enough", [settings.SECRET_KEY]
    assert record("FIRST", "cancelled", EVA).acceptance == accepted


def test_it_accepts_no_more_than_the_budget(store):
    offer = store.offer("first", code="FIRST", budget={"count": 1})
    record("FIRST", "accepted")
    with pytest.raises(Conflict, match="used up"):
        record("FIRST", "accepted")
    record("FIRST", "shown")
    assert counted(offer).left == 0


def test_a_code_of_ones_own_is_nobody_elses_and_used_once(store):
    offer = store.offer("own", code="", budget={"codes": ["OWN-1", "OWN-2", "OWN-3"]})
    for name, customer, refusal in (("OWN-1", "", ContentError), ("own", EVA, ContentError)):
        with pytest.raises(refusal):
            record(name, "shown", customer)
    record("OWN-1", "shown", EVA)
    for name, customer in (("OWN-1", MIA), ("OWN-2", EVA)):
        with pytest.raises(Conflict):
            record(name, "shown", customer)
    record("OWN-1", "accepted", EVA)
    with pytest.raises(Conflict, match="accepted already"):
        record("OWN-1", "accepted", EVA)
    assert counted(offer).left == 2


def test_the_database_itself_accepts_a_code_once(store):
    store.offer("own", code="", budget={"codes": ["OWN-1"]})
    first = record("OWN-1", "accepted", EVA)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferOutcome.objects.create(
            offer=first.offer, version=first.version, kind="accepted", code="OWN-1", channel="bot", at=timezone.now()
        )


@pytest.mark.sqlite
def test_sqlite_replaces_no_acceptance_of_a_code(store):
    store.offer("own", code="", budget={"codes": ["OWN-1"]})
    record("OWN-1", "accepted", EVA)
    columns = "offer_id, version_id, kind, code, customer, 'order', channel, receipt, acceptance_id, at".replace("'", '"')
    again = f"INSERT OR REPLACE INTO policies_offeroutcome ({columns}) SELECT {columns} FROM policies_offeroutcome"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again)
    assert OfferOutcome.objects.count() == 1


def test_it_refuses_what_does_not_read(store):
    store.offer("first", code="FIRST")
    for kind, more, field in (
        ("saved", {}, "outcome"),
        ("shown", {"customer": "x" * 201}, "customer_ref"),
        ("shown", {"order_ref": "\x00"}, "order_ref"),
        ("shown", {"receipt": "forged"}, "receipt"),
    ):
        with pytest.raises(ContentError) as refused:
            record("FIRST", kind, **more)
        assert refused.value.problems[0].field == field
    assert not OfferOutcome.objects.exists()


def test_it_knows_what_a_customer_was_shown_and_has_not_decided(store):
    store.offer("first", code="FIRST")
    store.offer("other", code="OTHER")
    for name, kind in (("FIRST", "shown"), ("OTHER", "shown"), ("OTHER", "declined"), ("FIRST", "shown")):
        record(name, kind, EVA)
    now = timezone.now()
    assert [outcome.offer.slug for outcome in open_offers(EVA, now)] == ["first"]
    assert open_offers(MIA, now) == open_offers("", now) == open_offers(EVA, now + 31 * DAY) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_channels_that_take_the_last_one_at_once_one_is_refused(store):
    """Eight threads, each with a connection of its own, accept an offer of which three are left."""
    store.offer("first", code="FIRST", budget={"count": 3})
    start, taken, refused = threading.Barrier(8), [], []

    def accept(number):
        try:
            start.wait(10)
            taken.append(record("FIRST", "accepted", f"customer-{number}"))
        except Conflict:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(taken), len(refused)) == (3, 5)
    assert counted(Offer.objects.get(slug="first")).left == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_customers_that_take_one_code_at_once_one_is_refused(store):
    store.offer("own", code="", budget={"codes": ["OWN-1"]})
    start, taken, refused = threading.Barrier(6), [], []

    def take(number):
        try:
            start.wait(10)
            taken.append(record("OWN-1", "shown", f"customer-{number}"))
        except Conflict:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(taken), len(refused)) == (1, 5)
