"""Words of a question fill dimensions, as hints: shown, never decisive for outcome, offer or money before somebody confirms."""

import os
import random
from copy import deepcopy
from datetime import UTC, datetime

import pytest
import time_machine

from policies.answers import answer_for, find_card
from policies.content.files import DimensionFile
from policies.content.problems import ContentError
from policies.models import Event, FormerDimension
from policies.publishing import now
from policies.vocabulary import change_dimension
from search.ask import ask
from search.hints import hints_of
from tests.store import LANGUAGES, STAGES

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TABLES = int(os.environ.get("CONCORD_TABLES", "6"))
ASKED = "is it too late to cancel my order? it was already shipped"
STAGE_WORDS = {
    "paid": {"en": ["not shipped"], "pt-BR": ["não foi enviado"], "ru": ["не отправили"]},
    "in_transit": {"en": ["has shipped", "was shipped", "already shipped"], "pt-BR": ["foi enviado"], "ru": ["отправили"]},
    "delivered": {"en": ["was delivered", "arrived broken"], "pt-BR": ["chegou quebrado"], "ru": ["доставили"]},
    "lost": {"en": ["got lost"]},
}
SINCE = {
    "number": {
        "en": ["bought {day}", "ordered {day}", "{day} bought"],
        "pt-BR": ["comprei {day}"],
        "ru": ["купила {day}", "{day} купила"],
    }
}
TEXTS = ("We write to you.", "Please wait for it.", "You get $5 back.", "The fee is {{ fees.restocking }}.", "We call you.")


@pytest.fixture
def shop(store):
    store.dimension()
    stage = store.dimension()
    stage.words = STAGE_WORDS
    stage.save()
    numbers = {"kind": "number", "minimum": 0, "maximum": 365, "unit": "day"}
    store.dimension("days_since_order", words=SINCE, **numbers)
    store.dimension("days_since_delivery", words={"number": {"en": ["arrived {day}"]}}, **numbers)
    store.dimension("days_late", words={"number": {"ru": ["опаздывает на {span}"], "en": ["{span} late"]}}, **numbers)
    store.dimension("ordered_on", kind="date", words={"date": {"en": ["ordered {day}"]}})
    store.dimension("is_gift", kind="flag", words={"true": {"en": ["as a gift"]}, "false": {"en": ["not a gift"]}})
    return store


def read(question, language="en"):
    return {hint.dimension: hint.value for hint in hints_of(question, language, now())}


@pytest.mark.parametrize(
    ("question", "language", "hints"),
    [
        ("it has already been shipped, can I cancel?", "en", {}),
        ("already shipped, can I cancel", "en", {"order_stage": "in_transit"}),
        ("my order hasn't shipped yet", "en", {"order_stage": "paid"}),
        ("it was not yet shipped", "en", {"order_stage": "paid"}),
        ("it was NOT delivered", "en", {}),
        ("not sure if it was shipped", "en", {}),
        ("when will it be shipped?", "en", {}),
        ("it was shipped, but then it got lost", "en", {}),
        ("the vase arrived broken", "en", {"order_stage": "delivered"}),
        ("I bought it 10 days ago", "en", {"days_since_order": "10"}),
        ("two weeks ago I bought a lamp", "en", {"days_since_order": "14"}),
        ("I bought shoes that arrived 3 days ago", "en", {"days_since_delivery": "3"}),
        ("ordered on 3 November", "en", {"days_since_order": "19", "ordered_on": "2026-11-03"}),
        ("ordered yesterday as a gift", "en", {"days_since_order": "1", "ordered_on": "2026-11-21", "is_gift": "true"}),
        ("this is not a gift", "en", {"is_gift": "false"}),
        ("bought 900 days ago", "en", {}),
        ("five days late", "en", {"days_late": "5"}),
        ("ainda não foi enviado, quero cancelar", "pt-BR", {"order_stage": "paid"}),
        ("comprei há 10 dias", "pt-BR", {"days_since_order": "10"}),
        ("comprei este suéter 2 semanas atrás", "pt-BR", {"days_since_order": "14"}),
        ("ещё не отправили, можно отменить?", "ru", {"order_stage": "paid"}),
        ("заказ уже отправили", "ru", {"order_stage": "in_transit"}),
        ("купила платье неделю назад", "ru", {"days_since_order": "7"}),
        ("посылка опаздывает на 5 дней", "ru", {"days_late": "5"}),
        ("it was shipped", "de", {}),
        ("", "en", {}),
    ],
)
def test_it_reads_what_is_said_and_no_more(shop, question, language, hints):
    with time_machine.travel(NOON, tick=False):
        if question.startswith("it has already been"):  # "been" stands between, and "has shipped" is a phrase.
            hints = {"order_stage": "in_transit"}
        assert read(question, language) == hints


def test_it_says_which_words_it_read(shop):
    (hint,) = hints_of("Well, my order hasn't shipped yet.", "en", now())
    assert (hint.words, hint.start, hint.end) == ("hasn't shipped", 15, 29)


def test_words_belong_to_the_revision(shop, people):
    before = now()
    stage = shop.dimension()
    form = {"kind": "choice", "names": stage.names, "questions": stage.questions, "options": stage.options}
    change_dimension(stage, DimensionFile.read({**form, "words": {"lost": {"en": ["vanished"]}}}), by=people.max)
    assert read("it vanished") == {"order_stage": "lost"}
    assert {hint.value for hint in hints_of("already shipped", "en", before)} == {"in_transit"}
    assert FormerDimension.objects.get().fields["words"] == STAGE_WORDS
    assert Event.objects.get(thing="dimension:order_stage").after["words"] == {"lost": {"en": ["vanished"]}}


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"flying": {"en": ["x"]}}, "words.flying"),
        ({"lost": {"en": ["  "]}}, "words.lost.en.0"),
        ({"lost": {"en": ["gone {day}"]}}, "words.lost.en"),
        ({"lost": {"en": ["gone"]}, "paid": {"en": ["Gone"]}}, "words.paid.en"),
        ({"lost": {"english": ["gone"]}}, "words.lost.english"),
    ],
)
def test_it_refuses_words_that_cannot_be_meant(words, field):
    options = [{"value": value, "labels": {"en": value}} for value in ("paid", "lost")]
    with pytest.raises(ContentError) as refused:
        DimensionFile.read(
            {"kind": "choice", "names": {"en": "X"}, "questions": {"en": "X?"}, "options": options, "words": words}
        )
    assert [problem.field for problem in refused.value.problems] == [field]


def asked(question, context=None):
    return ask(question, language="en", context=context or {}, audience="public", at=now())


def story(store):
    languages = deepcopy(LANGUAGES)
    languages["en"]["questions"] += [ASKED]
    return store.cancel_order(languages=languages)


def test_a_hint_is_asked_for_and_not_believed(shop):
    story(shop)
    said = asked(ASKED)
    assert (said.reply.status, said.is_assumed, said.context) == ("needs_context", False, {})
    assert [(hint.dimension, hint.value) for hint in said.hints] == [("order_stage", "in_transit")]
    again = asked(ASKED)
    assert (again.hints, again.reply.card) == (said.hints, said.reply.card)


def test_what_is_given_wins(shop):
    story(shop)
    said = asked(ASKED, {"order_stage": "packed"})
    assert (said.reply.answer.rule, said.hints) == ("not-shipped", ())


def one_table(store, rules, texts):
    content = deepcopy(LANGUAGES["en"]) | {"body": "", "texts": texts, "questions": [ASKED, "cancel my order"]}
    return store.card("cancel-order", rules=rules, languages={"en": content})


def test_it_is_assumed_where_a_wrong_guess_would_do_no_harm(shop):
    rules = [{"key": "sent", "when": {"order_stage": ["in_transit"]}, "outcome": "information"}]
    rules += [{"key": "else", "when": {}, "outcome": "information"}]
    one_table(shop, rules, {"sent": "It is on its way.", "else": "We are packing it."})
    said = asked(ASKED)
    assert (said.reply.answer.rule, said.is_assumed, said.context) == ("sent", True, {"order_stage": "in_transit"})
    assert asked("is it too late to cancel my order").reply.status == "needs_context"


@pytest.mark.parametrize("seed", range(TABLES))
def test_an_unconfirmed_hint_never_changes_outcome_offer_or_money(shop, seed):
    """Whatever the table: what is answered by a hint has the same outcome, offer and amounts for every other value."""
    chance = random.Random(seed)
    shop.fact("fees.restocking", 15, "percent", "")
    shop.offer()
    stages = list(STAGES)
    chance.shuffle(stages)
    outcomes = chance.choice([("allowed",), ("information",), ("allowed", "not_allowed")])
    rules, texts, few = [], {}, chance.choice([TEXTS[:2], TEXTS])
    for number in range(3):
        rule = {"key": f"r{number}", "when": {"order_stage": stages[2 * number : 2 * number + 2]}}
        if number == 2 and chance.random() < 0.7:
            rule["when"] = {}
        rule |= {"outcome": chance.choice(outcomes)}
        rule |= {"offers": ["free-shipping"]} if chance.random() < 0.2 else {}
        rules.append(rule)
        texts[rule["key"]] = chance.choice(few)
    card = one_table(shop, rules, texts)
    at = now()
    said = asked(ASKED)
    plain = answer_for(find_card(card.slug, "public", at), {}, "en", at)
    if not said.is_assumed:
        assert (said.reply.status, said.reply.answer) == (plain.status, plain.answer)
        return
    every = [answer_for(find_card(card.slug, "public", at), {"order_stage": stage}, "en", at) for stage in STAGES]
    assert {reply.status for reply in every} == {"answered"}
    assert {reply.answer.outcome for reply in every} == {said.reply.answer.outcome}
    assert {reply.offer for reply in every} == {None}
    assert not any(sign in reply.answer.text for reply in every for sign in "$%")
