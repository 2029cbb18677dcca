"""The state machine as a page: docs/states.md is what this says."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import override

from policies.review.states import DERIVED, STATES, VERBS, Verb, moves, refusal
from policies.standing import NAMES

INTRODUCTION = """# How a version moves

This page is printed by `manage.py states` from the table in `policies/review/states.py`, and a test says when it is out of
date. The same table says what the permissions let through, and which changes of state the triggers of the database refuse,
whoever asks.

A version's state is what people have decided about it: {states}.
A published version further stands as {derived}: that follows from the log of
publications and the clock, and is stored nowhere. Whether a *person* may do what the state allows is asked after this table;
see `policies/permissions.py`.
"""


def page() -> str:
    """All of it, in English."""
    with override("en"):
        return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    states = ", ".join(f"*{_name(state)}*" for state in STATES)
    yield INTRODUCTION.format(states=states, derived=", ".join(f"*{_name(state)}*" for state in DERIVED))
    yield "## Every verb in every state\n\nA dash means that it is refused; the reasons stand below.\n"
    yield from _table(["verb", *(_name(state) for state in STATES)], (_row(verb) for verb in VERBS.values()))
    yield "\n## What else a verb does, and why it is refused\n"
    yield from _table(["verb", "what else", "elsewhere it is refused with"], (_words(verb) for verb in VERBS.values()))
    yield "\n## Changes of state that the database lets through\n"
    yield from _table(["from", "to", "by"], ([_name(old), _name(new), _by(old, new)] for old, new in moves()))
    yield "\n## How a published version stands\n"
    yield from _table(["stands", "when"], ([_name(state), when] for state, when in DERIVED.items()))


def _name(state: str) -> str:
    return str(NAMES.get(state, "Published"))


def _row(verb: Verb) -> list[str]:
    return [f"`{verb.name}`", *(_cell(verb, state) for state in STATES)]


def _cell(verb: Verb, state: str) -> str:
    if refusal(verb.name, state):
        return "-"
    return " or ".join("stays" if new == state else f"**{_name(new)}**" for new in verb.moves[state])


def _words(verb: Verb) -> list[str]:
    return [f"`{verb.name}`", verb.note, str(verb.forbidden)]


def _by(old: str, new: str) -> str:
    return ", ".join(f"`{verb.name}`" for verb in VERBS.values() if new in verb.moves.get(old, ()))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
