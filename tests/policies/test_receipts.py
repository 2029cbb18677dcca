"""A receipt proves what was said, whatever happened since."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import orjson
import pytest
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.answers import INTERNAL, PUBLIC, answer_for, find_card
from policies.content.files import DimensionFile
from policies.content.problems import ContentError
from policies.context import read_context
from policies.files.collection import Collection
from policies.files.imports import import_collection
from policies.models import FormerDimension, Publication
from policies.moment import Moment
from policies.publishing import now
from policies.receipts import SALT, SEPARATOR, issue, read
from policies.replay import replay
from policies.reply import Escalation

OLD_KEY, NEW_KEY = "an old key that is long enough for Django", "a new key that is long enough for Django"


@pytest.fixture
def card(store):
    return store.cancel_order()


def said(slug="cancel-order", at=None, language="en", channel="bot", audience=PUBLIC, **known):
    """What is said now, and the receipt for it."""
    at = at or now()
    context = read_context(known, at=at)
    reply = answer_for(find_card(slug, audience, at), context, language, at, audience=audience)
    return reply, issue(reply, context, channel)


def proved(token, audience=INTERNAL, channel="agents"):
    return replay(read(token), audience=audience, channel=channel)


def require_proof(reply, token):
    again = proved(token)
    assert again.is_same
    assert again.reply.answer == reply.answer
    assert again.receipt.trust == reply.trust
    assert (again.reply.needs, again.escalation) == (reply.needs, reply.escalation)


def test_it_says_what_was_asked_when_where_and_with_what_trust(card, store):
    reply, token = said(order_stage="packed", language="pt-BR")
    receipt = read(token)
    assert (receipt.card, receipt.language, receipt.context) == ("cancel-order", "pt-BR", {"order_stage": "packed"})
    assert (receipt.at, receipt.revision, receipt.channel) == (reply.as_of, reply.revision, "bot")
    assert receipt.trust == reply.trust
    assert timedelta() <= timezone.now() - receipt.issued_at < timedelta(seconds=60)
    require_proof(reply, token)


def test_it_is_short(card):
    _, token = said(order_stage="packed", language="pt-BR", channel="agents")
    assert len(token) < 300


@pytest.mark.parametrize("known", [{}, {"order_stage": "packed"}, {"order_stage": "lost"}])
def test_it_proves_questions_and_escalations_too(card, known):
    require_proof(*said(**known))


def test_it_proves_after_the_card_was_superseded_and_withdrawn(card, store):
    reply, token = said(order_stage="packed")
    text = store.text(card)
    text["languages"]["en"]["texts"]["not-shipped"] = "No."
    store.publish(card, text)
    require_proof(reply, token)
    store.withdraw(card)
    require_proof(reply, token)
    again = proved(token, PUBLIC, "bot")
    assert (again.is_same, again.version.number) == (True, 1)


def test_it_proves_after_a_fact_changed_and_names_the_fact_of_then(card, store):
    reply, token = said(order_stage="packed")
    store.fact(value=14)
    require_proof(reply, token)
    (fact,) = proved(token).facts
    assert (fact.fact, fact.version, fact.text) == ("refunds.card_days", 1, "5 days")


def test_it_proves_what_was_scheduled_for_another_day(card, store):
    then = timezone.now() + timedelta(days=5)
    store.publish(card, store.text(card), start=timezone.now() + timedelta(days=3))
    reply, token = said(at=Moment(then, now().revision), order_stage="packed")
    assert reply.answer.version == 2
    store.withdraw(card, start=timezone.now() + timedelta(days=1))
    assert find_card("cancel-order", PUBLIC, Moment(then, now().revision)) is None
    require_proof(reply, token)


def options(*values):
    return {"kind": "choice", "options": [{"value": value, "labels": {"en": value.title()}} for value in values]}


def arrange(people, slug, form):
    """Set a dimension to what a file says."""
    form = {"names": {"en": slug}, "questions": {"en": f"What about {slug}?"}, **form}
    import_collection(Collection(dimensions={slug: DimensionFile.read(form)}), by=people.max)


def test_it_proves_after_a_dimension_got_more_options(store, people):
    arrange(people, "color", options("red", "blue"))
    rules = [{"key": "any", "when": {"color": ["red", "blue"]}, "outcome": "allowed"}]
    words = {"title": "Colors", "short": "Colors.", "texts": {"any": "Yes."}}
    store.card("colors", rules=rules, languages={"en": words})
    answered = said("colors")
    asked_before = said("colors", language="ru")
    arrange(people, "color", options("red", "blue", "green"))
    assert said("colors")[0].status == "needs_context"
    require_proof(*answered)
    require_proof(*asked_before)
    asked = said("colors")
    arrange(people, "color", {**options("red", "blue", "green"), "questions": {"en": "Which color?"}})
    require_proof(*asked)
    assert proved(asked[1]).reply.needs[0].question == "What about color?"
    assert FormerDimension.objects.count() == 2


def test_it_proves_after_the_limits_of_a_number_changed(store, people):
    arrange(people, "days", {"kind": "number", "minimum": 0, "maximum": 365, "unit": "day"})
    rules = [
        {"key": "early", "when": {"days": {"max": 30}}, "outcome": "allowed"},
        {"key": "late", "when": {"days": {"min": 31}}, "outcome": "not_allowed"},
    ]
    store.card("returns", rules=rules, languages={"en": {"title": "R", "short": "S", "texts": {"early": "Yes", "late": "No"}}})
    reply, token = said("returns", days="200")
    arrange(people, "days", {"kind": "number", "minimum": 0, "maximum": 100, "unit": "day"})
    require_proof(reply, token)


def test_it_proves_trust_as_it_was_although_a_fact_changed(card, store):
    reply, token = said(order_stage="packed")
    store.fact(value=7)
    assert (reply.trust.state, said(order_stage="packed")[0].trust.state) == ("verified", "due")
    require_proof(reply, token)


def test_it_survives_the_rotation_of_keys_while_the_former_one_is_kept(card, settings):
    settings.SECRET_KEY = OLD_KEY
    reply, token = said(order_stage="packed")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [OLD_KEY]
    require_proof(reply, token)
    require_proof(*said(order_stage="packed"))
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ContentError):
        read(token)


def test_it_refuses_every_change_of_a_single_character(card):
    _, token = said(order_stage="packed")
    for position, character in enumerate(token):
        other = "A" if character != "A" else "B"
        for altered in (
            token[:position] + other + token[position + 1 :],
            token[:position],
            token[:position] + token[position + 1 :],
        ):
            with pytest.raises(ContentError):
                read(altered)


@pytest.mark.parametrize(
    "token", ["", ".", "a.b", "é" * 40, "\x00", "x" * 100_000, Signer(key=OLD_KEY, salt=SALT, sep=".").sign_object([1])]
)
def test_it_refuses_what_is_no_receipt(db, token):
    with pytest.raises(ContentError) as refused:
        read(token)
    assert [problem.field for problem in refused.value.problems] == ["receipt"]


def test_it_refuses_what_the_same_key_signed_for_another_purpose(db):
    with pytest.raises(ContentError):
        read(Signer(salt="kb.api.visitors", sep=SEPARATOR).sign_object(["cancel-order"]))


def test_it_refuses_a_receipt_of_a_revision_that_is_not_stored(card):
    at = now()
    context = {"order_stage": "packed"}
    reply = answer_for(find_card("cancel-order", PUBLIC, at), context, "en", at)
    with pytest.raises(ContentError) as refused:
        proved(
            issue(
                answer_for(find_card("cancel-order", PUBLIC, at), context, "en", Moment(at.at, at.revision + 1)), context, "bot"
            )
        )
    assert refused.value.problems[0].code == "unknown_revision"
    require_proof(reply, issue(reply, context, "bot"))


def test_a_public_channel_sees_its_own_receipts_only(card):
    _, token = said(order_stage="packed", channel="bot")
    assert proved(token, PUBLIC, "bot").is_same
    assert proved(token, PUBLIC, "faq") is None
    assert proved(token, INTERNAL, "agents").is_same


def test_a_public_channel_sees_nothing_of_a_card_that_is_internal_now(card, store):
    _, token = said(order_stage="packed")
    store.publish(card, {**store.text(card), "audience": "internal"})
    assert proved(token, PUBLIC, "bot") is None
    assert proved(token).is_same


def test_it_tells_only_colleagues_which_limits_decided(store):
    store.dimension("paid", kind="number", names={"en": "Paid"})
    store.fact("limits.secret", value=40, type="integer", unit="")
    rules = [{"key": "small", "when": {"paid": {"max": "limits.secret"}}, "outcome": "allowed"}]
    store.card("credit", rules=rules, languages={"en": {"title": "C", "short": "S", "texts": {"small": "Yes"}}})
    _, token = said("credit", paid="10")
    assert [fact.fact for fact in proved(token).facts] == ["limits.secret"]
    assert proved(token, PUBLIC, "bot").facts == ()


def writes_in(queries):
    return [query["sql"] for query in queries if not query["sql"].lstrip().startswith("SELECT")]


def test_it_only_reads(card, settings):
    with CaptureQueriesContext(connection) as asked:
        reply, token = said(order_stage="packed")
    assert writes_in(asked) == []
    with CaptureQueriesContext(connection) as none:
        issue(reply, {"order_stage": "packed"}, "bot")
    assert len(none) == 0
    with CaptureQueriesContext(connection) as queries:
        proved(token)
    assert writes_in(queries) == []


def test_it_does_not_depend_on_how_the_queue_is_called(store, card):
    reply, token = said(order_stage="lost")
    assert isinstance(reply.escalation, Escalation)
    require_proof(reply, token)


INSTANTS = [
    datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    datetime(1999, 1, 1, 12, 30, 15, 123_456, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]


@pytest.mark.parametrize("instant", INSTANTS)
def test_an_instant_is_exact_to_the_microsecond_in_every_form(people, instant):
    assert datetime.fromisoformat(instant.isoformat()) == instant
    assert datetime.fromisoformat(orjson.loads(orjson.dumps(instant, option=orjson.OPT_UTC_Z))) == instant
    line = Publication.objects.create(number=1, kind="vocabulary", effective_from=instant, recorded_at=instant, by=people.max)
    stored = Publication.objects.get(pk=line.pk)
    assert stored.effective_from == instant
    around = [instant - timedelta(microseconds=1), instant]
    assert [Publication.objects.filter(pk=line.pk, effective_from__lte=at).exists() for at in around] == [False, True]


@pytest.mark.parametrize("instant", INSTANTS)
def test_a_receipt_keeps_the_instant_to_the_microsecond(card, instant):
    at = now()
    reply = answer_for(find_card("cancel-order", PUBLIC, at), {}, "en", Moment(at.at, at.revision))
    token = issue(type(reply)(**{**fields_of(reply), "as_of": instant}), {}, "bot")
    assert read(token).at == instant


def fields_of(reply):
    return {name: getattr(reply, name) for name in reply.__dataclass_fields__}


def test_it_keeps_every_kind_of_value(card):
    context = {"a": "packed", "b": True, "c": Decimal(30), "d": Decimal("0.5"), "e": date(2026, 12, 31)}
    reply, _ = said(order_stage="packed")
    receipt = read(issue(reply, context, "bot"))
    assert receipt.context == {"a": "packed", "b": True, "c": 30, "d": "0.5", "e": "2026-12-31"}
    assert json.loads(json.dumps(receipt.context)) == receipt.context
