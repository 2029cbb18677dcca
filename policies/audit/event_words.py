"""Events in the words of people: what was done, to what, and what was before and after."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from policies.audit.door_words import AT_THE_DOOR
from policies.forms.channel import AUDIENCES, CHANNEL_KINDS, SCOPE_NAMES
from policies.forms.people import PART_NAMES, ROLE_NAMES
from policies.models import Event
from policies.people.directory import called
from policies.queues.words import REASONS, STATES
from policies.standing import NAMES

lazy = gettext_lazy
ACTIONS: dict[str, Promise] = {
    "create": lazy("Began"),
    "change": lazy("Changed"),
    "place": lazy("Moved"),
    "start_draft": lazy("Started a draft"),
    "add_image": lazy("Added a picture"),
    "remove_image": lazy("Removed a picture"),
    "save_draft": lazy("Saved a draft"),
    "rebase": lazy("Based a draft on a newer version"),
    "submit": lazy("Handed in for review"),
    "comment": lazy("Commented on a line"),
    "approve": pgettext_lazy("somebody did", "Approved"),
    "request_changes": pgettext_lazy("somebody did", "Requested changes"),
    "recall": lazy("Took back"),
    "publish": pgettext_lazy("somebody did", "Published"),
    "withdraw": pgettext_lazy("somebody did", "Withdrew"),
    "add_to_release": lazy("Added to a release"),
    "take_from_release": lazy("Took out of a release"),
    "verify": lazy("Said that it is still right"),
    "doubt": lazy("Said that it is not right"),
    "flag": lazy("Flagged"),
    "resolve_flag": lazy("Answered a flag"),
    "second_look": lazy("Looked a second time"),
    "escalate": lazy("Handed over to a person"),
    "take_escalation": lazy("Took a question"),
    "assign_escalation": lazy("Gave a question to somebody"),
    "close_escalation": lazy("Closed a question"),
    "reopen_escalation": lazy("Opened a question again"),
    "set_queue_address": lazy("Said where a queue is told"),
    "propose_examples": lazy("Proposed examples"),
    "accept_example": lazy("Took a question as an example"),
    "decline_example": lazy("Declined an example"),
    "find_gaps": lazy("Found questions without an answer"),
    "fill_gap": lazy("Began to answer a gap"),
    "dismiss_gap": lazy("Dismissed a gap"),
    "assign_gap": lazy("Gave a gap to somebody"),
    "reopen_gap": lazy("Opened a gap again"),
    "close_gap": lazy("Closed a gap that is answered"),
    "add_check": lazy("Added a check question"),
    "change_check": lazy("Changed a check question"),
    "remove_check": lazy("Removed a check question"),
    "hold_model": lazy("Held an answer model back"),
    "publish_model": lazy("Published an answer model nevertheless"),
    "empty": lazy("Emptied what was kept long enough"),
    "require_reading": lazy("Asked colleagues to read it"),
    "acknowledge": lazy("Has read it"),
    "answer_wrongly": lazy("Chose a wrong answer"),
    "remind_readers": lazy("Reminded readers"),
    "assign_owner": lazy("Made somebody its owner"),
    "confirm_owner": lazy("Confirmed the owner"),
    "inherit": lazy("Passed on to somebody else"),
    "involve": lazy("Gave somebody a part in it"),
    "release_from": lazy("Took somebody's part in it away"),
    "give_role": lazy("Gave a role"),
    "take_role": lazy("Took a role away"),
    "deactivate": lazy("Ended the account"),
    "reactivate": lazy("Opened the account again"),
    "set_deputy": lazy("Chose a deputy"),
    "set_preferences": lazy("Chose how to be told"),
    "add_absence": lazy("Said when away"),
    "remove_absence": lazy("Took back an absence"),
    "create_channel": lazy("Made a channel"),
    "create_key": lazy("Made a key"),
    "rotate_key": lazy("Replaced a key"),
    "revoke_key": lazy("Ended a key"),
    "set_channel": lazy("Changed the settings of a channel"),
    "disable_channel": lazy("Switched a channel off"),
    "enable_channel": lazy("Switched a channel on"),
    "set_ladder": lazy("Changed what a channel does with late answers"),
    "create_hook": lazy("Connected a chat tool"),
    "enable_hook": lazy("Turned a chat tool on"),
    "disable_hook": lazy("Turned a chat tool off"),
    "create_webhook": lazy("Made a webhook"),
    "change_webhook": lazy("Changed a webhook"),
    "rotate_webhook": lazy("Gave a webhook a new secret"),
    "rotate_queue_secret": lazy("Gave the address of a queue a new secret"),
    "enable_webhook": lazy("Turned a webhook on"),
    "disable_webhook": lazy("Turned a webhook off"),
    "test_webhook": lazy("Sent a test to a webhook"),
    "replay_webhook": lazy("Sent messages of a webhook again"),
    "add_synonyms": lazy("Kept words that mean the same"),
    "change_synonyms": lazy("Changed words that mean the same"),
    "drop_synonyms": lazy("Dropped words that mean the same"),
    "pin": lazy("Put a card first for some words"),
    "change_pin": lazy("Changed which card comes first"),
    "unpin": lazy("Let the words decide again"),
    **AT_THE_DOOR,
}
FIELDS: dict[str, Promise] = {
    "state": lazy("State"),
    "digest": pgettext_lazy("of a version", "Content"),
    "edits": lazy("Times saved"),
    "based_on": lazy("Based on version"),
    "from": pgettext_lazy("when", "From"),
    "until": pgettext_lazy("when", "Until"),
    "approved_at": lazy("Approved at"),
    "due_at": lazy("Due at"),
    "topic": lazy("Topic"),
    "owner": lazy("Owner"),
    "risk": lazy("Risk"),
    "audience": lazy("Audience"),
    "scopes": lazy("May do"),
    "key": lazy("Key"),
    "person": lazy("Person"),
    "role": lazy("Role"),
    "part": lazy("Part"),
    "team": lazy("Team"),
    "deputy": lazy("Deputy"),
    "ladder": lazy("Late answers"),
    "title": lazy("Title"),
    "description": lazy("Description"),
    "kind": lazy("What it is"),
    "languages": lazy("Languages it is answered in"),
    "requests_per_minute": lazy("Requests a minute"),
    "allowed_origins": lazy("Web pages that may call it"),
    "is_on": lazy("Switched on"),
    "note": lazy("What it is for"),
    "queue": lazy("Queue"),
    "reason": lazy("Reason"),
    "language": lazy("Language"),
    "words": lazy("Words"),
    "query": lazy("Words that somebody looks for"),
}
KINDS: dict[str, Promise] = {
    "card": lazy("Card"),
    "fact": lazy("Fact"),
    "offer": lazy("Offer"),
    "release": lazy("Release"),
    "topic": lazy("Topic"),
    "dimension": lazy("Dimension"),
    "channel": lazy("Channel"),
    "person": lazy("Person"),
    "team": lazy("Team"),
    "hook": lazy("Chat tool"),
    "webhook": lazy("Webhook"),
    "risk": lazy("Risk"),
    "escalation": lazy("Question"),
    "queue": lazy("Queue"),
    "kept": lazy("What is kept"),
    "synonyms": lazy("Synonyms"),
    "best_bet": lazy("Best bet"),
    "questions": lazy("Questions"),
}
ORIGINS: dict[str, Promise] = {
    "page": lazy("on a page, from"),
    "key": lazy("with a key of"),
    "session": lazy("by the API"),
    "command": lazy("by the command"),
    "task": lazy("by the task"),
}
VALUES: dict[str, Mapping[str, Any]] = {
    "state": {**STATES, **NAMES, "published": lazy("Published")},
    "reason": REASONS,
    "audience": AUDIENCES,
    "kind": CHANNEL_KINDS,
    "scopes": SCOPE_NAMES,
    "part": PART_NAMES,
    "role": ROLE_NAMES,
}
HIDDEN = ("frozen", "rows")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]+(Z|[+-][0-9]{2}:[0-9]{2})")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; None where it was not there."""

    label: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it stands on a page. `address` is the page of the thing, empty if it has none."""

    event: Event
    action: str
    thing: str
    address: str
    person: str
    origin: str
    changes: tuple[Change, ...]
    comment: str


def line_of(event: Event) -> Line:
    return Line(
        event,
        str(ACTIONS.get(event.action, event.action.replace("_", " "))),
        thing_words(event.thing),
        _address(event.thing),
        called(event.by) if event.by else _("Concord itself"),
        _origin(event.origin),
        tuple(_changes(event.before, event.after)),
        str(event.details.get("comment") or event.details.get("body") or ""),
    )


def thing_words(thing: str) -> str:
    """`card:cancel-order:4` as "Card cancel-order, version 4"."""
    kind, _colon, rest = thing.partition(":")
    if kind not in KINDS or not rest:
        return str(KINDS.get(kind, thing))
    name, colon, number = rest.rpartition(":")
    said = {"kind": KINDS[kind], "name": name or rest, "number": number}
    return _("%(kind)s %(name)s, version %(number)s") % said if colon else _("%(kind)s %(name)s") % said


def _address(thing: str) -> str:
    match thing.split(":"):
        case ["card" | "fact" | "offer" as kind, slug]:
            return reverse("subject", kwargs={"kind": kind, "slug": slug})
        case ["card" | "fact" | "offer" as kind, slug, number]:
            return reverse("version", kwargs={"kind": kind, "slug": slug, "number": number})
        case ["escalation", number]:
            return reverse("escalation", args=(number,))
        case ["channel", slug]:
            return reverse("channel", args=[slug])
        case ["release", slug]:
            return reverse("release", kwargs={"slug": slug})
    return ""


def _origin(origin: str) -> str:
    kind, _space, rest = origin.partition(" ")
    return f"{ORIGINS[kind]} {rest}".strip() if kind in ORIGINS else origin


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in [*before, *(name for name in after if name not in before)]:
        if name in HIDDEN or (name in before and before[name] == after.get(name)):
            continue
        label = str(FIELDS.get(name, name.replace("_", " ")))
        was, now = (_known(name, said[name]) if name in said else None for said in (before, after))
        yield Change(label, was, now)


def _known(name: str, value: Any) -> str:
    names = VALUES.get(name, {})
    if isinstance(value, list) and value:
        return ", ".join(_known(name, entry) for entry in value)
    return str(names[value]) if isinstance(value, str) and value in names else _words(value)


def _words(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return _("nothing")
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(_words(entry) for entry in value)
        case dict():
            return "; ".join(f"{name}: {_words(entry)}" for name, entry in value.items())
        case str() if INSTANT.fullmatch(value):
            return date_format(localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")
        case str() if DIGEST.fullmatch(value):
            return value[len("sha256:") :][:12]
    return str(value)
