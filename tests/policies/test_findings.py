"""What authors and reviewers are shown of a version, in their own words; nothing of it stops anybody."""

import pytest

from policies.models import Card
from policies.publishing import now
from policies.workflow import submit
from policies.writing.findings import findings_of

pytestmark = pytest.mark.django_db

OPTIONS = [
    {"value": "us", "labels": {"en": "United States", "ru": "США"}},
    {"value": "eu", "labels": {"en": "European Union", "ru": "Евросоюз"}},
]


@pytest.fixture
def words(store):
    store.dimension("region", kind="choice", options=OPTIONS, names={"en": "Region", "ru": "Регион"}, questions={})
    days = {"kind": "number", "names": {"en": "Days since delivery"}, "questions": {}, "minimum": 0, "unit": "day"}
    store.dimension("days", **days)
    store.dimension("is_gift", kind="flag", names={"en": "Gift"}, questions={})
    store.dimension("bought_on", kind="date", names={"en": "Bought"}, questions={})


def rule(key, outcome="allowed", **when):
    return {"key": key, "when": when, "outcome": outcome}


def draft(store, rules, **more):
    card = Card.objects.create(kind="card", slug="returns", topic=store.topic(), owner=store.people.olivia)
    texts = {item["key"]: f"Said by {item['key']}." for item in rules}
    said = {"title": "Returns", "short": "Short.", "texts": texts}
    return store.draft(card, {"source": "en", "rules": rules, "languages": {"en": said}, **more})


def told(example):
    return {known.name: known.value for known in example}


def found(version, language="en"):
    return findings_of(version, now(), language)


def test_it_finds_a_rule_that_never_decides_and_says_which_does(store, words):
    version = draft(store, [rule("all", region=["us", "eu"]), rule("gift", region=["eu"], is_gift=True), rule("rest")])
    cases = {case.rule: case for case in found(version).never_wins}
    assert set(cases) == {"gift", "rest"}
    assert (cases["gift"].other, told(cases["gift"].example)) == ("all", {"Region": "European Union", "Gift": "Yes"})
    assert told(findings_of(version, now(), "ru").never_wins[0].example) == {"Регион": "Евросоюз", "Gift": "Yes"}


def test_it_finds_what_no_rule_covers_with_the_facts_of_today(store, words):
    fact = store.fact("returns.window_days", 30)
    version = draft(store, [rule("in-time", days={"max": "returns.window_days"})])
    assert [told(gap) for gap in found(version).gaps] == [{"Days since delivery": "31 days"}]
    store.publish(fact, {"type": "duration", "unit": "day", "value": 45})
    assert [told(gap) for gap in found(version).gaps] == [{"Days since delivery": "46 days"}]
    assert submit(version, by=store.people.marta).state == "in_review"


def test_it_speaks_of_rules_though_a_fact_has_several_values(store, words):
    fact = store.fact("returns.window_days", 30)
    variants = [{"when": {"region": ["eu"]}, "value": 14}]
    store.publish(fact, {"type": "duration", "unit": "day", "value": 30, "variants": variants})
    rules = [rule("in-time", days={"max": "returns.window_days"}), rule("late-eu", region=["eu"], days={"min": 15})]
    findings = found(draft(store, [*rules, rule("never", region=["eu"], days={"max": 14})]))
    assert [told(gap) for gap in findings.gaps] == [{"Region": "United States", "Days since delivery": "31 days"}]
    assert [(case.rule, case.other) for case in findings.never_wins] == [("never", "in-time")]
    assert findings.overlaps == ()


def test_it_lists_overlaps_but_not_with_the_rule_for_all_other_cases(store, words):
    version = draft(store, [rule("gift", is_gift=True), rule("eu", "not_allowed", region=["eu"]), rule("rest")])
    findings = found(version)
    assert [(case.rule, case.other) for case in findings.overlaps] == [("gift", "eu")]
    assert told(findings.overlaps[0].example) == {"Region": "European Union", "Gift": "Yes"}
    assert (findings.never_wins, findings.gaps) == ((), ())


def test_it_says_days_in_the_readers_language(store, words):
    version = draft(store, [rule("before", bought_on={"until": "2026-12-31"})])
    assert [told(gap) for gap in found(version).gaps] == [{"Bought": "January 1, 2027"}]
    assert [told(gap) for gap in found(version, "pt-BR").gaps] == [{"Bought": "1 de janeiro de 2027"}]


def test_it_says_which_bound_is_no_number(store, words):
    store.fact("contact.hours", {"en": "nine to six"}, "text", "")
    rules = [rule("a", days={"max": "no.such"}), rule("b", days={"max": "contact.hours"})]
    assert found(draft(store, rules)).missing_bounds == ("contact.hours", "no.such")


def test_it_says_when_it_had_to_stop(store, words, client_of, people):
    for name in ("a", "b"):
        options = [{"value": f"o{number}", "labels": {"en": "O"}} for number in range(9)]
        store.dimension(f"of_{name}", kind="choice", options=options, names={}, questions={})
        variants = [{"when": {f"of_{name}": [f"o{number}"]}, "value": number} for number in range(8)]
        store.publish(store.fact(f"{name}.b"), {"type": "duration", "unit": "day", "value": 9, "variants": variants})
    version = draft(store, [rule("between", days={"min": "a.b", "max": "b.b"})])
    assert found(version).is_stopped
    assert b"too many combinations" in client_of(people.marta).get("/desk/card/returns/1/").content


def test_it_names_missing_languages_and_parts_and_translations_of_an_older_meaning(store):
    card = store.cancel_order()
    content = store.text(card)
    del content["languages"]["pt-BR"]
    content["languages"]["en"]["short"] = "Another meaning."
    findings = found(store.draft(card, content))
    assert [(item.language, item.parts) for item in findings.untranslated] == [("pt-BR", ()), ("ru", ("body", "notes"))]
    assert findings.outdated == ("ru",)
    assert findings.warns


def test_it_finds_a_variant_that_never_gives_the_value(store, words, client_of, people):
    fact = store.fact("returns.window_days", 30)
    variants = [{"when": {"region": ["eu", "us"]}, "value": 14}, {"when": {"region": ["eu"]}, "value": 10}]
    version = store.draft(fact, {"type": "duration", "unit": "day", "value": 30, "variants": variants})
    assert [(case.rule, case.other) for case in found(version).never_wins] == [("2", "1")]
    page = client_of(people.marta).get(f"/desk/fact/returns.window_days/{version.number}/").content.decode()
    assert "Variant 2 is never used" in page


def test_the_pages_show_findings_and_what_must_be_mended(store, words, client_of, people):
    version = draft(store, [rule("in-time", days={"max": 30}), rule("never", days={"max": 10})])
    marta = client_of(people.marta)
    for page in ("", "edit/"):
        text = marta.get(f"/desk/card/returns/1/{page}").content.decode()
        assert "No rule covers this case" in text
        assert "<strong>31 days</strong>" in text
        assert "<strong>never</strong> never decides" in text
        assert "Not translated" in text
    content = {
        **version.content,
        "languages": {"en": {**version.content["languages"]["en"], "short": "See [x](/cards/none/)."}},
    }
    wrong = store.draft(version.subject, content)
    assert "There is no card none to link to." in marta.get(f"/desk/card/returns/{wrong.number}/").content.decode()
