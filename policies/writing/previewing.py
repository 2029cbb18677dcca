"""What a draft would say, before anybody saved it: made by the one function that makes answers, and kept by nobody."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from policies.answers import reply_of, said_of
from policies.content.boxes import Budget, Stopped
from policies.content.problems import ContentError, Problem
from policies.content.rules import EFFORT, Context
from policies.content.variants import TooManyRows
from policies.models import Version
from policies.moment import Moment
from policies.offers import choose
from policies.reply import Pick, Reply
from policies.writing.drafting import fill
from policies.writing.findings import Findings, findings_of
from policies.writing.readiness import problems_before_review

NO_RELEASE = 0  # A moment that is a preview, of nothing but the draft: what is read about it is not remembered.


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft as it was looked at. `problems` are those that stop it from being saved, and `to_mend` from being handed in.

    `replies` are by language; languages that are not finished are missing. `findings` is None where nothing could be said.
    """

    problems: tuple[Problem, ...] = ()
    to_mend: tuple[Problem, ...] = ()
    replies: Mapping[str, Reply] | None = None
    picks: tuple[Pick, ...] = ()
    findings: Findings | None = None


def look_at(version: Version, form: Mapping[str, Any], context: Context, at: Moment, language: str) -> Looked:
    """`form` is a card's content as it is being written, right or wrong; findings come in this language of the interface."""
    at = replace(at, release=version.release_id or NO_RELEASE)
    draft, problems = _readable(version, form)
    if draft is None:
        return Looked(problems)
    replies = {tag: _reply(draft, context, tag, at) for tag in draft.typed.languages}
    return Looked(
        problems,
        tuple(problems_before_review(draft, at)),
        replies,
        replies.get(language, replies[draft.typed.source]).picks,
        findings_of(draft, at, language),
    )


def example_of(version: Version, form: Mapping[str, Any], key: str, at: Moment) -> Context:
    """A context in which this rule of the draft decides; empty where there is none, or where nothing could be said."""
    at = replace(at, release=version.release_id or NO_RELEASE)
    try:
        draft = unsaved(version, form)
        said = said_of(draft, draft.typed.source, at)
        position = next(place for place, row in enumerate(said.rows.values()) if row.rule == key)
        box = said.table.won_by(position, said.table.boxes.whole, Budget(EFFORT))
    except (ContentError, TooManyRows, ValueError, KeyError, StopIteration, Stopped):
        return {}
    return dict(said.table.example(box)) if box is not None else {}


def unsaved(version: Version, form: Mapping[str, Any]) -> Version:
    """The draft with another content, which stands in no database. Raises ContentError."""
    draft = copy(version)
    fill(draft, form)
    return draft


def _readable(version: Version, form: Mapping[str, Any]) -> tuple[Version | None, tuple[Problem, ...]]:
    """The draft without rules, and then without languages, that are not finished; and what is wrong with all of it."""
    found: tuple[Problem, ...] = ()
    for leave_out in (lambda form, _problems: form, _without_rules, _without_languages):
        form = leave_out(form, found)
        try:
            return unsaved(version, form), found
        except ContentError as error:
            found = found or error.problems
    return None, found


def _reply(draft: Version, context: Context, language: str, at: Moment) -> Reply:
    reply = reply_of(draft, context, language, at, audience=draft.audience)
    return replace(reply, offer=choose(reply.offers, "", at))


def _without_rules(form: Mapping[str, Any], problems: tuple[Problem, ...]) -> dict[str, Any]:
    """The same without rules that are wrong, or say nothing in the source language."""
    paths = [problem.field.split(".") for problem in problems]
    places = {int(path[1]) for path in paths if path[0] == "rules" and len(path) > 1 and path[1].isdecimal()}
    said = form["languages"].get(form["source"], {}).get("texts", {})
    rules = [rule for place, rule in enumerate(form["rules"]) if place not in places and rule["key"] in said]
    keys = {rule["key"] for rule in rules}
    languages = {
        tag: {**texts, "texts": {key: text for key, text in texts.get("texts", {}).items() if key in keys}}
        for tag, texts in form["languages"].items()
    }
    return {**form, "rules": rules, "languages": languages}


def _without_languages(form: Mapping[str, Any], problems: tuple[Problem, ...]) -> dict[str, Any]:
    """The same without languages that are not finished yet; the source is always needed."""
    tags = {problem.field.split(".")[1] for problem in problems if problem.field.startswith("languages.")}
    languages = {tag: texts for tag, texts in form["languages"].items() if tag not in tags or tag == form["source"]}
    return {**form, "languages": languages}
