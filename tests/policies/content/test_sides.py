"""Two texts of one draft: each field can be taken over from the other, and all of them together are the other text."""

from itertools import pairwise

from kb.env import BASE
from policies.content.files import card_form
from policies.content.frontmatter import read_page
from policies.content.sheets import OF_FORMS
from policies.content.sides import sides_of, taken

DEMO = BASE / "policies" / "demo" / "cards"
CARD = {
    "audience": "public",
    "source": "en",
    "rules": [{"key": "first", "outcome": "allowed"}, {"key": "second", "outcome": "depends"}],
    "languages": {"en": {"title": "T", "questions": ["a"], "short": "S", "texts": {"first": "One", "second": "Two"}}},
}


def test_whoever_takes_every_field_has_their_text():
    """Of any two cards of the demo."""
    forms = [OF_FORMS["card"](card_form(pages_of(folder))).form() for folder in sorted(DEMO.iterdir())]
    for theirs, mine in pairwise(forms):
        form = mine
        for side in sides_of(theirs, mine):
            form = taken(form, theirs, side.field)
        assert sides_of(theirs, taken(form, theirs, "rules.order")) == []


def pages_of(folder):
    return {path.stem: read_page(path.stem, path.read_text()) for path in folder.glob("*.md")}


def test_a_rule_is_taken_with_its_answers_and_its_place():
    mine = {**CARD, "rules": CARD["rules"][1:], "languages": {"en": {**CARD["languages"]["en"], "texts": {"second": "2"}}}}
    sides = {side.field: side for side in sides_of(CARD, mine)}
    assert list(sides) == ["rules.first", "languages.en.texts.second"]
    assert sides["rules.first"].theirs["texts"] == {"en": "One"}
    again = taken(mine, CARD, "rules.first")
    assert [rule["key"] for rule in again["rules"]] == ["first", "second"]
    assert again["languages"]["en"]["texts"] == {"first": "One", "second": "2"}
    assert taken(again, mine, "rules.first") == mine
    turned = {**CARD, "rules": CARD["rules"][::-1]}
    assert [side.field for side in sides_of(CARD, turned)] == ["rules.order"]
    assert taken(turned, CARD, "rules.order") == CARD


def test_the_value_of_a_fact_is_one_decision():
    theirs = {"type": "duration", "unit": "week", "value": "2"}
    mine = {"type": "integer", "value": "14", "variants": [{"when": {"region": ["br"]}, "value": "7"}]}
    assert [side.field for side in sides_of(theirs, mine)] == ["value"]
    assert taken(mine, theirs, "value") == theirs
