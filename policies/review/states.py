"""The state machine as one table: what every verb does to a version in every state, or why it is forbidden.

The checks of state in `permissions`, the triggers in `guards` and the page docs/states.md come from here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DRAFT, IN_REVIEW, RETURNED, APPROVED, PUBLISHED = "draft", "in_review", "returned", "approved", "published"
STATES = (DRAFT, IN_REVIEW, RETURNED, APPROVED, PUBLISHED)
# How a published version stands at a moment follows from the log and is stored nowhere.
DERIVED = {
    "scheduled": "it takes effect at an instant that has not come yet",
    "live": "it is what every channel says now",
    "superseded": "another version was published and holds now",
    "ended": "it was published until an instant that has passed",
    "withdrawn": "it, or its card, fact or offer, was withdrawn after it was published",
}


@dataclass(frozen=True, slots=True)
class Verb:
    """`moves` says for each state it may start from which it may lead to; `forbidden` why it may not start from the others.

    `note` says what else happens.
    """

    name: str
    moves: Mapping[str, tuple[str, ...]]
    forbidden: str | Promise = ""
    note: str = ""

    def __str__(self) -> str:
        return self.name


FROZEN = _("This version was submitted and can no longer be changed. Start a new draft.")
EVERYWHERE = {state: (state,) for state in STATES}
NOT_IN_REVIEW = _("This version is not waiting for review.")
VERBS = {
    verb.name: verb
    for verb in (
        Verb("edit", {DRAFT: (DRAFT,)}, FROZEN),
        Verb("merge", EVERYWHERE, note="begins a new draft: this text, with what was published since it was begun"),
        Verb("submit", {DRAFT: (IN_REVIEW,)}, FROZEN, "freezes the content"),
        Verb("comment", {IN_REVIEW: (IN_REVIEW,)}, _("Lines can be commented on while the version is in review.")),
        Verb(
            "approve",
            {IN_REVIEW: (IN_REVIEW, APPROVED)},
            NOT_IN_REVIEW,
            "stays in review until as many approve as the risk asks for",
        ),
        Verb("request_changes", {IN_REVIEW: (RETURNED,)}, NOT_IN_REVIEW, "the author gets a new draft with the same text"),
        Verb(
            "recall",
            {IN_REVIEW: (RETURNED,), APPROVED: (RETURNED,)},
            _("Only what is in review or approved, and not published yet, can be taken back."),
            "the author gets a new draft with the same text",
        ),
        Verb(
            "publish",
            {APPROVED: (PUBLISHED,)},
            _("Only an approved version can be published."),
            "now, or scheduled for an instant",
        ),
        Verb(
            "withdraw",
            {PUBLISHED: (PUBLISHED,)},
            _("Nothing of this was published, so there is nothing to withdraw."),
            "no channel says it any more; it stays in the history",
        ),
        Verb(
            "restore",
            {RETURNED: (RETURNED,), PUBLISHED: (PUBLISHED,)},
            _("Only what was published or given back can be restored."),
            "begins a new draft with this text",
        ),
    )
}


def refusal(verb: str, state: str) -> str | Promise:
    """Why this verb is forbidden in this state; empty when it is not."""
    return "" if state in VERBS[verb].moves else VERBS[verb].forbidden


def moves() -> Iterator[tuple[str, str]]:
    """Every change of state that some verb makes, each once: what the triggers let through."""
    found = {(old, new): None for verb in VERBS.values() for old, news in verb.moves.items() for new in news if old != new}
    yield from sorted(found, key=lambda move: (STATES.index(move[0]), STATES.index(move[1])))
