"""What a reviewer is shown as changed: all of it, and nothing else."""

from copy import deepcopy

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.content.difference import Setting, Words, difference_of, rows_of
from policies.content.document import CardContent
from tests.policies.content.contents import cards, facts, offers
from tests.store import LANGUAGES, RULES

CONTENTS = {"card": cards(), "fact": facts(), "offer": offers()}
PAIRS = st.sampled_from(sorted(CONTENTS)).flatmap(lambda kind: st.tuples(CONTENTS[kind], CONTENTS[kind]))
CARD = CardContent.read({"source": "en", "rules": deepcopy(RULES), "languages": deepcopy(LANGUAGES)}).form()


def changed(**fields):
    return CardContent.read({**deepcopy(CARD), **fields}).form()


@given(PAIRS)
@settings(max_examples=150)
def test_it_is_empty_exactly_when_both_say_the_same(pair):
    old, new = (content.form() for content in pair)
    assert bool(difference_of(old, new)) == (old != new)
    assert not difference_of(old, deepcopy(old))
    assert difference_of(None, new)


@given(cards(), st.data())
@settings(max_examples=150)
def test_it_finds_every_single_change(content, data):
    """Take one thing out of the content, anywhere: it shows."""
    form = content.form()
    language = data.draw(st.sampled_from(sorted(form["languages"])))
    said = form["languages"][language]
    field = data.draw(st.sampled_from(sorted(said)))
    other = deepcopy(form)
    del other["languages"][language][field]
    assert difference_of(form, other)
    assert difference_of(other, form)


@given(cards())
def test_it_finds_another_order_of_rules(content):
    form = content.form()
    rules = form.get("rules", [])
    assume(len(rules) > 1)
    other = {**form, "rules": rules[::-1]}
    assert {row.kind for row in difference_of(form, other).rows} == {"moved"}
    assert len(difference_of(form, other).rows) == len(rules) - 1


def test_it_names_the_text_with_both_wordings():
    new = changed()
    new["languages"]["ru"]["texts"]["lost"] = "Потеряно."
    (words,) = difference_of(CARD, new).words
    assert words == Words("ru", "texts.lost", CARD["languages"]["ru"]["texts"]["lost"], "Потеряно.")


def test_it_shows_rows_added_removed_changed_and_moved():
    on_its_way, lost, delivered = deepcopy(RULES[1]), deepcopy(RULES[2]), deepcopy(RULES[3])
    on_its_way["outcome"] = "depends"
    new = [{"key": "new", "when": {}, "outcome": "allowed"}, lost, on_its_way, delivered]
    rows = rows_of({"rules": RULES}, {"rules": new})
    assert [(row.key, row.kind, row.old_place, row.new_place) for row in rows] == [
        ("not-shipped", "removed", 1, None),
        ("new", "added", None, 1),
        ("lost", "same", 3, 2),
        ("on-its-way", "changed", 2, 3),
        ("delivered", "same", 4, 4),
    ]


def test_it_calls_as_few_rows_moved_as_explain_the_order():
    rows = rows_of({"rules": RULES}, {"rules": [RULES[3], *RULES[:3]]})
    assert [(row.key, row.kind) for row in rows if row.kind != "same"] == [("delivered", "moved")]


def test_it_shows_values_of_facts_and_who_may_see_a_card():
    fact = {"type": "duration", "unit": "day", "value": "5"}
    assert difference_of(fact, {**fact, "value": "7"}).settings == (Setting("value", "5", "7"),)
    assert difference_of(CARD, changed(audience="internal")).settings == (Setting("audience", None, "internal"),)


def test_it_tells_two_variants_with_the_same_conditions_apart():
    fact = {"type": "integer", "value": "1", "variants": [{"when": {"region": ["eu"]}, "value": "2"}]}
    twice = {**fact, "variants": [*fact["variants"], {"when": {"region": ["eu"]}, "value": "3"}]}
    (row,) = difference_of(fact, twice).rows
    assert (row.kind, row.new["value"]) == ("added", "3")
