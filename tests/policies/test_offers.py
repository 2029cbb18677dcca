"""Which offer is made: chosen after the answer, by conditions, budget and cool-down, and never changing the answer."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policies.answers import INTERNAL, PUBLIC, answer_for, find_card
from policies.content.problems import ContentError
from policies.context import read_context
from policies.models import Offer
from policies.moment import Moment
from policies.outcomes import find_made, record_outcome
from policies.publishing import now
from tests.store import LANGUAGES, RULES

EVA, MIA = "customer-eva", "customer-mia"


def offered(customer="", *, audience=INTERNAL, at=None, **known):
    """The slug of the offer that is made after the answer about a packed order, or None."""
    offer = reply_to(customer, audience=audience, at=at, **known).offer
    return offer.offer if offer else None


def reply_to(customer="", *, audience=INTERNAL, at=None, card="cancel-order", **known):
    at = at or now()
    context = read_context({"order_stage": "packed", **known}, at=at)
    return answer_for(find_card(card, audience, at), context, "en", at, audience=audience, customer=customer)


def record(name, kind, customer="", **more):
    return record_outcome(find_made(name, INTERNAL), kind, channel="bot", customer_ref=customer, **more)


@pytest.fixture
def card(store):
    """Two offers stand instead of the usual one, the first limited as each test says."""
    rules = deepcopy(RULES)
    rules[0]["offers"] = ["first", "free-shipping"]
    store.offer("first", code="FIRST")
    store.offer("other", code="OTHER")
    return store.cancel_order(rules=rules)


def test_it_makes_the_first_offer_whose_conditions_are_known_to_hold(card, store):
    store.dimension("segment", kind="choice", options=[{"value": "vip", "labels": {}}, {"value": "new", "labels": {}}])
    store.offer("first", code="FIRST", when={"segment": ["vip"]})
    assert offered(segment="vip") == "first"
    assert offered(segment="new") == "free-shipping"
    assert offered() == "free-shipping"


def test_it_compares_with_facts_that_are_in_force(card, store):
    store.dimension("paid", kind="number", names={"en": "Paid"})
    store.fact("limits.large", value=100, type="integer", unit="")
    store.offer("first", code="FIRST", when={"paid": {"min": "limits.large"}})
    assert offered(paid="100") == "first"
    assert offered(paid="99") == "free-shipping"
    store.fact("limits.large", value=50, type="integer", unit="")
    assert offered(paid="99") == "first"
    store.withdraw(store.fact("limits.large", value=60, type="integer", unit=""))
    assert offered(paid="99") == "free-shipping"


def test_it_never_asks_for_the_sake_of_an_offer(card, store):
    store.dimension("segment", kind="choice", options=[{"value": "vip", "labels": {}}])
    store.offer("first", code="FIRST", when={"segment": ["vip"]})
    reply = reply_to()
    assert (reply.status, reply.needs) == ("answered", ())
    assert [pick.need.dimension for pick in reply.picks] == ["order_stage"]


def test_it_holds_from_the_start_of_its_version_to_its_end(card, store):
    start, until = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=3)
    offer = Offer.objects.get(slug="first")
    store.withdraw(offer)
    store.publish(offer, store.text(offer), start=start, until=until)
    revision = now().revision
    instants = [start - timedelta(microseconds=1), start, until - timedelta(microseconds=1), until]
    made = [offered(at=Moment(instant, revision)) for instant in instants]
    assert made == ["free-shipping", "first", "first", "free-shipping"]


def test_it_shows_a_public_channel_public_offers_only(card, store):
    store.offer("first", code="FIRST", cool_down_days=5, fallback="other")
    store.offer("free-shipping", code="STAYFREE", is_public=True)
    assert offered(audience=PUBLIC) == "free-shipping"
    store.offer("first", code="FIRST", cool_down_days=5, fallback="other", is_public=True)
    assert offered(audience=PUBLIC) == "first"
    record("FIRST", "shown", EVA)
    assert offered(EVA, audience=PUBLIC) == "free-shipping"
    assert offered(EVA) == "other"


@pytest.mark.parametrize("kind", ["shown", "accepted", "declined"])
def test_it_cools_down_for_one_customer_and_makes_the_fallback_instead(card, store, kind):
    store.offer("first", code="FIRST", cool_down_days=30, fallback="other")
    assert offered(EVA) == "first"
    record("FIRST", kind, EVA)
    assert offered(EVA) == "other"
    assert offered(MIA) == "first"
    assert offered() == "first"


def test_it_cools_down_on_all_channels_and_no_longer_than_its_days(card, store):
    store.offer("first", code="FIRST", cool_down_days=30)
    made = record_outcome(find_made("FIRST", INTERNAL), "shown", channel="telephone", customer_ref=f"  {EVA} ")
    days = timedelta(days=30)
    for later, offer in ((timedelta(), None), (days - timedelta(seconds=1), None), (days, "first")):
        assert offered(EVA, at=Moment(made.at + later, now().revision)) == (offer or "free-shipping")
    assert offered(EVA, at=Moment(made.at - timedelta(microseconds=1), now().revision)) == "first"


def test_it_cools_down_for_who_was_known_under_a_former_key(card, store, settings):
    store.offer("first", code="FIRST", cool_down_days=30)
    record("FIRST", "shown", EVA)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key that is long enough", [settings.SECRET_KEY]
    assert offered(EVA) == "free-shipping"
    settings.SECRET_KEY_FALLBACKS = []
    assert offered(EVA) == "first"


def test_it_ends_with_its_budget(card, store):
    store.offer("first", code="FIRST", budget={"count": 2}, fallback="other")
    for _ in range(2):
        assert offered() == "first"
        record("FIRST", "accepted")
    assert offered() == "other"
    store.offer("first", code="FIRST", budget={"count": 3}, fallback="other")
    assert offered() == "first"


def test_it_follows_fallbacks_as_far_as_they_go(card, store):
    store.offer("other", code="OTHER", cool_down_days=9, fallback="first")
    store.offer("first", code="FIRST", cool_down_days=9, fallback="other")
    assert offered(EVA) == "first"
    record("FIRST", "shown", EVA)
    assert offered(EVA) == "other"
    record("OTHER", "shown", EVA)
    assert offered(EVA) == "free-shipping"


def test_it_gives_each_customer_a_code_of_their_own(card, store):
    codes = [f"OWN-{number}" for number in range(5)]
    store.offer("first", code="", budget={"codes": codes})
    assert offered() == "free-shipping"
    given = {}
    for customer in ("a", "b", "c", "d", "e"):
        code = reply_to(customer).offer.code
        assert code == reply_to(customer).offer.code
        record(code, "shown", customer)
        assert reply_to(customer).offer.code == code
        given[customer] = code
    assert sorted(given.values()) == codes
    assert offered("f") == "free-shipping"
    record(given["a"], "accepted", "a")
    assert offered("a") == "free-shipping"


def test_it_asks_the_database_nothing_of_an_offer_without_limits(card, store):
    store.offer("first", code="FIRST")
    at = now()
    with CaptureQueriesContext(connection) as plain:
        assert reply_to(EVA, at=at).offer.offer == "first"
    assert not [query for query in plain if "offeroutcome" in query["sql"]]
    store.offer("first", code="FIRST", cool_down_days=5)
    with CaptureQueriesContext(connection) as limited:
        reply_to(EVA)
    assert len([query for query in limited if "offeroutcome" in query["sql"]]) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_remembered_of_an_answer_never_decides_who_is_offered_what(card, store):
    store.offer("first", code="FIRST", cool_down_days=5, is_public=True)
    assert [offered(EVA), offered(MIA)] == ["first", "first"]
    record("FIRST", "shown", EVA)
    assert [offered(EVA), offered(MIA), offered(EVA)] == ["free-shipping", "first", "free-shipping"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"when": {"shoe_size": ["41"]}}, "when.shoe_size"),
        ({"when": {"order_stage": ["teleported"]}}, "when.order_stage"),
        ({"when": {"order_stage": True}}, "when.order_stage"),
        ({"cool_down_days": 3, "fallback": "nobody"}, "fallback"),
        ({"cool_down_days": 3, "fallback": "first"}, "fallback"),
        ({"code": "OTHER"}, "code"),
        ({"code": "", "budget": {"codes": ["OTHER"]}}, "budget.codes"),
        ({"fallback": "other"}, "fallback"),
        ({"code": "FIRST", "budget": {"codes": ["A"]}}, "code"),
        ({"budget": {}}, "budget"),
        ({"budget": {"count": 1, "codes": ["A"]}}, "budget"),
        ({"budget": {"count": 0}}, "budget.count"),
        ({"budget": {"count": True}}, "budget.count"),
        ({"code": "", "budget": {"codes": ["A", "A"]}}, "budget.codes"),
        ({"code": "", "budget": {"codes": ["a"]}}, "budget.codes.0"),
        ({"cool_down_days": 0}, "cool_down_days"),
        ({"cool_down_days": 1.5}, "cool_down_days"),
    ],
)
def test_it_names_what_is_wrong_before_it_is_handed_in(card, store, content, field):
    with pytest.raises(ContentError) as refused:
        store.offer("first", **{"code": "FIRST", **content})
    assert refused.value.problems[0].field == field


values = st.fixed_dictionaries(
    {},
    optional={
        "order_stage": st.sampled_from(["placed", "paid", "packed", "in_transit", "delivered", "lost"]),
        "is_gift": st.booleans(),
    },
)
conditions = st.sampled_from(
    [{}, {"order_stage": ["packed"]}, {"is_gift": True}, {"order_stage": ["paid", "lost"], "is_gift": False}]
)
limits = st.sampled_from([{}, {"cool_down_days": 3}, {"budget": {"count": 1}}, {"cool_down_days": 3, "fallback": "other"}])
rule_offers = st.lists(st.lists(st.sampled_from(["first", "other", "free-shipping"]), unique=True), min_size=4, max_size=4)


@pytest.mark.timeout(240)
@settings(max_examples=15, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(rule_offers, conditions, limits, st.booleans(), st.lists(values, min_size=1, max_size=4), st.sampled_from(["", EVA]))
def test_an_answer_is_the_same_with_and_without_offers(store, offers, when, limit, is_public, contexts, customer):
    """Whatever the offers, their conditions and what became of them: status, answer, digest, needs and picks stay."""
    with transaction.atomic():
        store.dimension()
        store.dimension("is_gift", kind="flag", names={"en": "Gift"})
        store.offer("other", code="OTHER", when=when)
        store.offer("first", code="FIRST", when=when, is_public=is_public, **limit)
        with_offers = [{**rule, "offers": chosen} for rule, chosen in zip(deepcopy(RULES), offers, strict=True)]
        with_offers[1]["when"] = {"order_stage": ["in_transit"], "is_gift": True}
        without = [{key: value for key, value in rule.items() if key != "offers"} for rule in with_offers]
        store.cancel_order(rules=with_offers)
        store.card("plain", rules=without, languages=deepcopy(LANGUAGES))
        before = [said(context, customer) for context in contexts]
        assert before == [said(context, customer, "plain") for context in contexts]
        record("FIRST", "accepted", EVA)
        assert before == [said(context, customer) for context in contexts]
        transaction.set_rollback(True)


def said(context, customer, card="cancel-order"):
    """All that must not depend on offers; the digest too, once the card's own name is taken out of it."""
    reply = reply_to(
        customer, card=card, **{"order_stage": "", **{name: str(value).lower() for name, value in context.items()}}
    )
    answer = reply.answer and (
        reply.answer.rule,
        reply.answer.outcome,
        reply.answer.text,
        reply.answer.html,
        reply.answer.version,
    )
    digest = reply.answer and type(reply.answer)(**{**vars_of(reply.answer), "card": "", "version": 1}).digest
    return reply.status, answer and answer[:4], digest, reply.needs, reply.picks, reply.escalation


def vars_of(answer):
    return {name: getattr(answer, name) for name in answer.__dataclass_fields__}
