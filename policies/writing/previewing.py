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
    problems: tuple[Problem, ...] = ()
    try:
        draft = unsaved(version, form)
    except ContentError as error:
        problems = error.problems
        finished = _without(
            form, {problem.field.split(".")[1] for problem in problems if problem.field.startswith("languages.")}
        )
        try:
            draft = unsaved(version, finished)
        except ContentError:
            return Looked(problems)
    replies = {tag: _reply(draft, context, tag, at) for tag in draft.typed.languages}
    return Looked(
        problems,
        tuple(problems_before_review(draft, at)),
        replies,
        replies[draft.typed.source].picks,
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


def _reply(draft: Version, context: Context, language: str, at: Moment) -> Reply:
    reply = reply_of(draft, context, language, at, audience=draft.audience)
    return replace(reply, offer=choose(reply.offers, "", at))


def _without(form: Mapping[str, Any], tags: set[str]) -> dict[str, Any]:
    """The same without languages that are not finished yet; the source is always needed."""
    languages = {tag: texts for tag, texts in form["languages"].items() if tag not in tags or tag == form["source"]}
    return {**form, "languages": languages}
