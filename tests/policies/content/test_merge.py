"""Two people changed one text: nothing of either is lost without a person saying so."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.merge import merge_contents
from policies.content.offer import OfferContent
from policies.content.problems import ContentError
from tests.policies.content.contents import cards, facts, offers
from tests.policies.content.edits import a_card, edited

BASE = a_card()
KINDS = {"card": (cards(), CardContent), "fact": (facts(), FactContent), "offer": (offers(), OfferContent)}
PAIRS = st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), KINDS[kind][0], KINDS[kind][0]))


def read(form, kind="card"):
    return KINDS[kind][1].read(form).form()


@given(PAIRS)
@settings(max_examples=150)
def test_it_takes_over_whole_what_only_one_side_changed(pair):
    kind, one, other = pair
    base, changed = one.form(), other.form()
    for sides in ((changed, base), (base, changed), (changed, changed)):
        merged = merge_contents(base, *sides)
        assert (read(merged.form, kind), merged.clashes) == (changed, ())


@given(edited(BASE), edited(BASE))
@settings(max_examples=150)
def test_it_is_the_same_from_either_side(theirs, mine):
    one, other = merge_contents(BASE, theirs, mine), merge_contents(BASE, mine, theirs)
    assert {clash.field for clash in one.clashes} == {clash.field for clash in other.clashes}
    assert all(
        (clash.theirs, clash.mine) == (turned.mine, turned.theirs)
        for clash, turned in zip(
            sorted(one.clashes, key=lambda clash: clash.field),
            sorted(other.clashes, key=lambda clash: clash.field),
            strict=True,
        )
    )
    if not one.clashes:
        assert read(one.form) == read(other.form)
    assert problems_of(decided(theirs, mine, "theirs").form) == problems_of(decided(mine, theirs, "mine").form)


def decided(theirs, mine, choice):
    """One decision may lead to the next: a rule that stays has to stand somewhere."""
    choices = {}
    while True:
        merged = merge_contents(BASE, theirs, mine, choices)
        missing = {clash.field: choice for clash in merged.clashes if clash.field not in choices}
        if not missing:
            return merged
        choices |= missing


def problems_of(form):
    """The fields of what does not read; the content if all of it does."""
    try:
        return read(form)
    except ContentError as error:
        return {problem.field for problem in error.problems}


@given(edited(BASE), edited(BASE), st.sampled_from(["theirs", "mine"]))
@settings(max_examples=150)
def test_it_reads_or_says_which_text_is_missing(theirs, mine, choice):
    merged = decided(theirs, mine, choice)
    problems = problems_of(merged.form)
    unwritten = {clash.field for clash in merged.clashes if clash.theirs is None and clash.mine is None}
    assert isinstance(problems, dict) or (problems and problems <= unwritten)


def changed(**fields):
    return read({**deepcopy(BASE), **fields})


def with_text(form, language, field, text):
    form = deepcopy(form)
    form["languages"][language][field] = text
    return read(form)


def test_it_keeps_changes_of_different_fields_languages_and_rules():
    theirs = with_text(changed(audience="internal"), "ru", "short", "Новое.")
    mine = with_text(BASE, "en", "title", "New title")
    mine["rules"][2]["outcome"] = "depends"
    merged = merge_contents(BASE, theirs, mine)
    assert merged.clashes == ()
    assert read(merged.form)["audience"] == "internal"
    assert merged.form["languages"]["ru"]["short"] == "Новое."
    assert merged.form["languages"]["en"]["title"] == "New title"
    assert merged.form["rules"][2]["outcome"] == "depends"


def test_it_merges_lines_of_one_text():
    theirs = with_text(BASE, "en", "short", BASE["languages"]["en"]["short"].replace("one", "ONE"))
    mine = with_text(BASE, "en", "short", BASE["languages"]["en"]["short"].replace("five", "five\nsix"))
    merged = merge_contents(BASE, theirs, mine)
    assert (merged.form["languages"]["en"]["short"], merged.clashes) == ("ONE\ntwo\n\nthree\nfour\n\nfive\nsix", ())


@pytest.mark.parametrize(
    ("choice", "text"), [("theirs", "TWO\nrest"), ("mine", "Two!\nrest"), (("Both.",), "Both."), (None, "Two!\nrest")]
)
def test_it_lets_a_person_decide_about_the_same_line(choice, text):
    base = with_text(BASE, "en", "body", "two\nrest")
    theirs, mine = (with_text(base, "en", "body", body) for body in ("TWO\nrest", "Two!\nrest"))
    merged = merge_contents(base, theirs, mine, {"languages.en.body": choice})
    (clash,) = merged.clashes
    assert (clash.field, clash.base, clash.theirs, clash.mine) == ("languages.en.body", "two\nrest", "TWO\nrest", "Two!\nrest")
    assert merged.form["languages"]["en"]["body"] == text


def test_it_asks_about_a_rule_that_one_took_out_and_the_other_rewrote():
    theirs, mine = deepcopy(BASE), deepcopy(BASE)
    del theirs["rules"][1]
    for said in theirs["languages"].values():
        del said["texts"]["r2"]
    mine["languages"]["ru"]["texts"]["r2"] = "Другое."
    merged = merge_contents(BASE, theirs, mine)
    (clash,) = merged.clashes
    assert (clash.field, clash.theirs) == ("rules.r2", None)
    assert read(merged.form) == read(mine)
    assert read(merge_contents(BASE, theirs, mine, {"rules.r2": "theirs"}).form) == read(theirs)


def rule_added(place, key):
    form = deepcopy(BASE)
    form["rules"].insert(place, {"key": key, "outcome": "depends"})
    for said in form["languages"].values():
        said["texts"][key] = key
    return read(form)


def test_it_puts_new_rules_where_each_wanted_them():
    merged = merge_contents(BASE, rule_added(0, "first"), rule_added(3, "last"))
    assert [rule["key"] for rule in merged.form["rules"]] == ["first", "r1", "r2", "r3", "last"]
    assert merged.clashes == ()


@pytest.mark.parametrize(
    ("choice", "order"), [("theirs", ["r1", "x", "y", "r2", "r3"]), ("mine", ["r1", "y", "x", "r2", "r3"])]
)
def test_it_asks_which_of_two_new_rules_comes_first(choice, order):
    """The first rule that matches decides, so their order is a decision."""
    merged = merge_contents(BASE, rule_added(1, "x"), rule_added(1, "y"), {"rules.order": choice})
    assert [clash.field for clash in merged.clashes] == ["rules.order"]
    assert [rule["key"] for rule in merged.form["rules"]] == order


def test_it_asks_for_a_text_that_nobody_wrote():
    """One added a language, the other a rule."""
    theirs = rule_added(3, "new")
    mine = deepcopy(BASE)
    mine["languages"]["pt-BR"] = deepcopy(mine["languages"]["en"])
    field = "languages.pt-BR.texts.new"
    merged = merge_contents(BASE, theirs, mine)
    assert [clash.field for clash in merged.clashes] == [field]
    with pytest.raises(ContentError, match="missing"):
        read(merged.form)
    assert read(merge_contents(BASE, theirs, mine, {field: ("Novo.",)}).form)["languages"]["pt-BR"]["texts"]["new"] == "Novo."


def test_it_adds_and_takes_out_questions_of_both():
    theirs, mine = deepcopy(BASE), deepcopy(BASE)
    theirs["languages"]["en"]["questions"] = ["q1", "q2", "theirs"]
    mine["languages"]["en"]["questions"] = ["mine", "q2"]
    merged = merge_contents(BASE, theirs, mine)
    assert (merged.form["languages"]["en"]["questions"], merged.clashes) == (["mine", "q2", "theirs"], ())


def test_it_calls_a_translation_as_old_as_either_side_does():
    theirs, mine = deepcopy(BASE), deepcopy(BASE)
    theirs["languages"]["ru"]["made_for"], mine["languages"]["ru"]["made_for"] = 4, 3
    assert merge_contents(BASE, theirs, mine).form["languages"]["ru"]["made_for"] == 3


def test_it_does_not_mix_a_unit_of_one_with_a_number_of_the_other():
    base = {"type": "duration", "unit": "day", "value": "14"}
    weeks, longer = {**base, "unit": "week", "value": "2"}, {**base, "value": "30"}
    merged = merge_contents(base, weeks, longer)
    assert [clash.field for clash in merged.clashes] == ["value"]
    assert merged.form == longer
    assert merge_contents(base, weeks, longer, {"value": "theirs"}).form == weeks


def test_it_merges_variants_of_a_fact_by_their_conditions():
    def fact(*variants):
        rows = [{"when": {"region": [region]}, "value": value} for region, value in variants]
        return FactContent.read({"type": "integer", "value": "1", "variants": rows}).form()

    merged = merge_contents(fact(("eu", 2), ("us", 3)), fact(("eu", 5), ("us", 3)), fact(("eu", 2), ("us", 3), ("br", 4)))
    assert (read(merged.form, "fact"), merged.clashes) == (fact(("eu", 5), ("us", 3), ("br", 4)), ())
