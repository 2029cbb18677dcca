"""A fact with a value per region: what is missing is asked for when it matters, and never guessed."""

import pytest

from policies.answers import answer_for, find_card
from policies.content.problems import ContentError
from policies.context import read_context
from policies.files.collection import read_collection
from policies.files.exports import export_to
from policies.files.imports import import_collection
from policies.publishing import now
from policies.workflow import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(store):
    """30 days, and 14 in the European Union and the United Kingdom."""
    options = [{"value": value, "labels": {"en": value.upper()}} for value in ("us", "eu", "uk")]
    store.dimension("region", kind="choice", options=options, names={"en": "Region"}, questions={"en": "Where does it go?"})
    store.dimension("days", kind="number", names={"en": "Days"}, questions={"en": "How long ago?"}, minimum=0, unit="day")
    fact = store.fact("returns.window_days", 30)
    store.publish(fact, varying([{"when": {"region": ["eu", "uk"]}, "value": 14}]))
    return fact


def varying(variants, value=30):
    return {"type": "duration", "unit": "day", "value": value, "variants": variants}


def say(slug, language="en", **context):
    at = now()
    return answer_for(find_card(slug, "public", at), read_context(context), language, at)


def plain_card(store, **texts):
    english = {"title": "Returns", "short": "Return it within {{ returns.window_days }}.", **texts}
    return store.card("returns", languages={"en": english})


def ruled_card(store):
    rules = [
        {"key": "in-time", "when": {"days": {"max": "returns.window_days"}}, "outcome": "allowed"},
        {"key": "late", "when": {}, "outcome": "not_allowed"},
    ]
    texts = {"in-time": "Yes.", "late": "No, only within {{ returns.window_days }}."}
    english = {"title": "Returns", "short": "Within {{ returns.window_days }}.", "texts": texts}
    return store.card("returns", rules=rules, languages={"en": english})


def test_a_card_without_rules_asks_for_what_its_fact_depends_on(store, window):
    plain_card(store, body="Keep the box.")
    reply = say("returns")
    assert (reply.status, reply.answer, [need.dimension for need in reply.needs]) == ("needs_context", None, ["region"])
    assert reply.wording.short_text == "Return it within 30 days."
    reply = say("returns", region="uk")
    assert (reply.answer.rule, reply.answer.outcome) == (None, "information")
    assert reply.answer.text == "Return it within 14 days.\n\nKeep the box."
    assert reply.wording.short_text == "Return it within 14 days."
    assert say("returns", region="us").answer.text.startswith("Return it within 30 days.")


def test_a_bound_means_the_value_of_the_context(store, window):
    ruled_card(store)
    assert say("returns", days="10").answer.rule == "in-time"
    assert [need.dimension for need in say("returns", days="20").needs] == ["region"]
    assert say("returns", days="20", region="eu").answer.rule == "late"
    assert say("returns", days="20", region="us").answer.rule == "in-time"
    assert say("returns", days="40", region="eu").answer.text == "No, only within 14 days."
    assert say("returns", days="40", region="us").answer.text == "No, only within 30 days."


def test_what_a_fact_depends_on_can_be_picked(store, window):
    ruled_card(store)
    assert {pick.need.dimension: pick.value for pick in say("returns", region="eu").picks} == {"days": "", "region": "eu"}


def test_a_fact_in_the_notes_alone_asks_customers_nothing(store, window):
    plain_card(store, short="Send it back.", notes="Within {{ returns.window_days }}.")
    reply = say("returns")
    assert (reply.status, reply.picks) == ("answered", ())


def test_it_asks_only_in_a_language_whose_text_quotes_the_fact(store, window):
    english = {"title": "Returns", "short": "Within {{ returns.window_days }}."}
    russian = {"title": "Возврат", "short": "Срок зависит от страны."}
    store.card("returns", languages={"en": english, "ru": russian})
    assert say("returns").status == "needs_context"
    assert say("returns", "ru").answer.text == "Срок зависит от страны."


def test_values_that_read_the_same_need_not_be_told_apart(store, window):
    plain_card(store)
    store.publish(window, varying([{"when": {"region": ["eu"]}, "value": "30.0"}]))
    assert say("returns").answer.text == "Return it within 30 days."


def test_an_offer_is_not_made_while_its_numbers_are_not_known(store, window):
    store.offer("more-time", texts={"en": "{{ returns.window_days }} more."}, titles={"en": "More time"}, is_public=True)
    rules = [{"key": "always", "when": {}, "outcome": "allowed", "offers": ["more-time"]}]
    store.card("returns", rules=rules, languages={"en": {"title": "R", "short": "S", "texts": {"always": "Yes."}}})
    assert say("returns").offer is None
    assert say("returns", region="eu").offer.text == "14 days more."


def test_every_page_shows_the_answer_of_the_context(store, window, client):
    plain_card(store, body="Keep the box.")
    assert b"Where does it go?" in client.get("/faq/en/returns/").content
    page = client.get("/faq/en/returns/?region=eu").content.decode()
    assert page.count("Return it within 14 days.") == 2  # In the answer, and in the description for search engines.
    assert page.count("Keep the box.") == 1


@pytest.mark.parametrize(
    ("variants", "field"),
    [
        ([{"when": {"colour": ["red"]}, "value": 1}], "variants.0.when.colour"),
        ([{"when": {"region": ["eu", "mars"]}, "value": 1}], "variants.0.when.region"),
        ([{"when": {"region": ["eu"]}, "value": 1}, {"when": {"days": ["eu"]}, "value": 1}], "variants.1.when.days"),
    ],
)
def test_it_refuses_a_variant_that_no_context_can_fit(store, window, people, variants, field):
    draft = store.draft(window, varying(variants))
    with pytest.raises(ContentError) as refused:
        submit(draft, by=people.marta)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_it_is_exported_and_imported_as_it_is(store, window, people, tmp_path):
    export_to(tmp_path, now())
    text = (tmp_path / "facts" / "returns.window_days.md").read_text()
    assert "variants:\n- when:\n    region: [eu, uk]\n  value: 14\n" in text
    assert import_collection(read_collection(tmp_path), by=people.marta).drafts == []
    (tmp_path / "facts" / "returns.window_days.md").write_text(text.replace("value: 14", "value: soon"))
    with pytest.raises(ContentError) as refused:
        read_collection(tmp_path)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.field) == ("facts/returns.window_days.md", 8, "variants.0.value")


def many_values(store, window, slug, number):
    options = [{"value": f"o{position}", "labels": {"en": "O"}} for position in range(number + 1)]
    store.dimension(f"of_{slug[0]}", kind="choice", options=options, names={}, questions={})
    fact = store.fact(slug, 1)
    return fact, varying([{"when": {f"of_{slug[0]}": [f"o{position}"]}, "value": position + 1} for position in range(number)])


def test_it_refuses_more_values_than_a_card_can_hold(store, window, people):
    """Whichever comes last is refused: the card that quotes too much, or the fact that gets too many values."""
    (first, eight), (second, nine) = many_values(store, window, "a.b", 8), many_values(store, window, "c.d", 8)
    store.publish(first, eight)
    english = {"title": "Both", "short": "{{ a.b }} and {{ c.d }}."}
    card = store.card("both", languages={"en": english})
    with pytest.raises(ContentError) as refused:
        submit(store.draft(second, nine), by=people.marta)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("variants", "too_many_values")
    assert "both" in problem.message
    store.withdraw(card)
    store.publish(second, nine)
    with pytest.raises(ContentError) as refused:
        submit(store.draft(card, store.text(card)), by=people.marta)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("languages.en.short", "too_many_values")]
