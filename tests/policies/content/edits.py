"""A card's content, and another one that a person made of it: random changes of every kind, each of which reads."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from policies.content.document import CardContent
from policies.content.problems import ContentError

Form = dict[str, Any]
LINES = st.text("abc ", min_size=1, max_size=6).map(str.strip).filter(bool)
KEYS = st.sampled_from(["r1", "r2", "r3", "r4", "r5", "r6"])
FIELDS = ("title", "short", "body", "notes")


def a_card() -> Form:
    texts = "one\ntwo\n\nthree\nfour\n\nfive"
    rules = [{"key": f"r{number}", "when": {"stage": ["a", "b"]}, "outcome": "allowed"} for number in (1, 2, 3)]
    said = {
        tag: {"title": tag, "questions": ["q1", "q2"], "short": texts, "texts": {f"r{n}": texts for n in (1, 2, 3)}}
        for tag in ("en", "ru")
    }
    return CardContent.read({"source": "en", "rules": rules, "languages": said}).form()


def edit(draw: st.DrawFn, form: Form) -> None:
    draw(st.sampled_from([_text, _line, _line, _question, _audience, _add_rule, _drop_rule, _move_rule, _when, _language]))(
        draw, form
    )


def _said(draw: st.DrawFn, form: Form) -> Form:
    said: Form = form["languages"][draw(st.sampled_from(sorted(form["languages"])))]
    return said


def _text(draw: st.DrawFn, form: Form) -> None:
    _said(draw, form)[draw(st.sampled_from(FIELDS))] = draw(LINES)


def _line(draw: st.DrawFn, form: Form) -> None:
    said = _said(draw, form)
    lines = said["short"].split("\n")
    place = draw(st.integers(0, len(lines) - 1))
    lines[place : place + draw(st.integers(0, 1))] = [draw(LINES)]
    said["short"] = "\n".join(lines)


def _question(draw: st.DrawFn, form: Form) -> None:
    _said(draw, form)["questions"] = draw(st.lists(st.sampled_from(["q1", "q2", "q3", "q4"]), unique=True))


def _audience(draw: st.DrawFn, form: Form) -> None:
    form["audience"] = draw(st.sampled_from(["public", "internal"]))


def _add_rule(draw: st.DrawFn, form: Form) -> None:
    key, rules = draw(KEYS), form.setdefault("rules", [])
    if all(rule["key"] != key for rule in rules):
        rules.insert(draw(st.integers(0, len(rules))), {"key": key, "outcome": "depends"})
        for said in form["languages"].values():
            said.setdefault("texts", {})[key] = draw(LINES)


def _drop_rule(draw: st.DrawFn, form: Form) -> None:
    if rules := form.get("rules"):
        key = rules.pop(draw(st.integers(0, len(rules) - 1)))["key"]
        for said in form["languages"].values():
            del said["texts"][key]


def _move_rule(draw: st.DrawFn, form: Form) -> None:
    if rules := form.get("rules"):
        places = st.integers(0, len(rules) - 1)
        rules.insert(draw(places), rules.pop(draw(places)))


def _when(draw: st.DrawFn, form: Form) -> None:
    if rules := form.get("rules"):
        rule = draw(st.sampled_from(rules))
        rule["when"] = draw(st.dictionaries(st.sampled_from(["stage", "region"]), st.just(["a"])))
        rule["offers"] = draw(st.lists(st.sampled_from(["o1", "o2"]), unique=True))


def _language(draw: st.DrawFn, form: Form) -> None:
    form["languages"]["pt-BR"] = {**deepcopy(form["languages"]["en"]), "short": draw(LINES)}


@st.composite
def edited(draw: st.DrawFn, base: Form) -> Form:
    form = deepcopy(base)
    for _ in range(draw(st.integers(0, 4))):
        before = deepcopy(form)
        edit(draw, form)
        try:
            form = CardContent.read(form).form()
        except ContentError:
            form = before
    return form
