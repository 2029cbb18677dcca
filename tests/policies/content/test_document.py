"""A card's content: every problem is named by its field, and nothing is taken that could not be given back."""

from typing import Any

import pytest
from hypothesis import given

from policies.content.document import CardContent
from policies.content.problems import ContentError
from policies.content.text import MAX_TEXT
from tests.policies.content.contents import cards

ENGLISH: dict[str, Any] = {"title": "Returns", "short": "You can.", "texts": {"a": "Yes {{ b.c }}."}}
RULE = {"key": "a", "when": {"days": {"min": "d.e"}}, "outcome": "allowed", "offers": ["x"]}
CARD: dict[str, Any] = {"source": "en", "rules": [RULE], "languages": {"en": ENGLISH}}


def fields_of(form) -> list[str]:
    with pytest.raises(ContentError) as caught:
        CardContent.read(form)
    assert all(problem.message for problem in caught.value.problems)
    return [problem.field for problem in caught.value.problems]


def english(**change):
    return {**CARD, "languages": {"en": {**ENGLISH, **change}}}


def rule(**change):
    return {**CARD, "rules": [{**RULE, **change}]}


@given(cards())
def test_it_reads_back_its_own_form(content):
    assert CardContent.read(content.form()) == content


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({**CARD, "colour": "red"}, ["colour"]),
        ({**CARD, "audience": "everyone"}, ["audience"]),
        ({**CARD, "source": "ru"}, ["languages"]),
        (english(titel="x"), ["languages.en.titel"]),
        (english(title=""), ["languages.en.title"]),
        (english(title="  "), ["languages.en.title"]),
        (english(title="two\nlines"), ["languages.en.title"]),
        (english(title="a\u2028b"), ["languages.en.title"]),
        (english(title="x" * 301), ["languages.en.title"]),
        (english(title="\ud800"), ["languages.en.title"]),
        (english(title=404), ["languages.en.title"]),
        (english(questions=["fine", "x" * 301]), ["languages.en.questions.1"]),
        (english(questions=["q"] * 201), ["languages.en.questions"]),
        (english(short=""), ["languages.en.short"]),
        (english(short=None), ["languages.en.short"]),
        (english(body="\x00"), ["languages.en.body"]),
        (english(notes="\ud800"), ["languages.en.notes"]),
        (english(body="x" * (MAX_TEXT + 1)), ["languages.en.body"]),
        (english(body="ж" * 40_000), ["languages.en"]),
        (english(made_for=-1), ["languages.en.made_for"]),
        (english(made_for=10**9), ["languages.en.made_for"]),
        (english(texts={}), ["languages.en.texts.a"]),
        (english(texts={"a": "Yes.", "b": "No."}), ["languages.en.texts.b"]),
        (english(texts={"a": " "}), ["languages.en.texts.a"]),
        ({**CARD, "languages": {**CARD["languages"], "pt-br": ENGLISH}}, ["languages.pt-br"]),
        ({**CARD, "languages": {**CARD["languages"], "../../x": ENGLISH}}, ["languages.../../x"]),
        ({**CARD, "languages": {**CARD["languages"], "tlh": ENGLISH}}, ["languages.tlh"]),
        ({**CARD, "languages": {**CARD["languages"], "ru": {"title": "x", "short": "y"}}}, ["languages.ru.texts.a"]),
        (rule(outcome="maybe"), ["rules.0.outcome"]),
        (rule(key="Not A Slug"), ["rules.0.key"]),
        (rule(when={"days": {"min": "x"}}), ["rules.0.when.days.min"]),
        (rule(when={"Days": True}), ["rules.0.when.Days"]),
        (rule(when=[]), ["rules.0.when"]),
        (rule(escalate={}), ["rules.0.escalate.queue"]),
        (rule(escalate={"queue": "orders", "to": "x"}), ["rules.0.escalate.to"]),
        (rule(offers="x"), ["rules.0.offers"]),
        ({**CARD, "rules": [RULE, RULE]}, ["rules.1.key"]),
        ({**CARD, "rules": [RULE] * 201}, ["rules"]),
        ({}, ["source", "languages"]),
        (None, [""]),
        ([], [""]),
    ],
)
def test_it_names_every_field_that_is_wrong(form, fields):
    assert fields_of(form) == fields


def test_it_knows_what_it_quotes():
    content = CardContent.read(CARD)
    assert content.facts == {"b.c", "d.e"}
    assert content.bound_facts == {"d.e"}
    assert content.offers == {"x"}
    assert content.rule("a").outcome == "allowed"
    with pytest.raises(KeyError):
        content.rule("b")


def test_it_takes_line_ends_of_any_system():
    content = CardContent.read(english(body="a\r\nb\rc\u2028d\x85e"))
    assert content.languages["en"].body == "a\nb\nc\nd\ne"


def test_it_cannot_be_changed_once_read():
    content = CardContent.read(CARD)
    with pytest.raises(ValueError, match="frozen"):
        content.audience = "internal"
