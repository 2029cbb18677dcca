"""Versions against the events that tell of them: what was frozen, what state they came to, and that none is gone."""

from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from policies.audit.seals import FROZEN, is_sealed, read_rows
from policies.audit.vouched import windows
from policies.content.digest import digest_of
from policies.models import Event, Version
from policies.review.states import APPROVED, DRAFT, IN_REVIEW, PUBLISHED, RETURNED

# The acts that move a version, and where to: events from before the seals do not name the state that they lead to.
LEADS_TO = {
    "start_draft": DRAFT, "submit": IN_REVIEW, "approve": APPROVED, "request_changes": RETURNED, "recall": RETURNED,
    "publish": PUBLISHED,
}  # fmt: skip
COLUMNS = ("state", "approved_at", "subject__kind", "subject__slug", *FROZEN)
BEGUN = "start_draft"


def versions_against_events(vouched: Tally[str], unsealed: Tally[str]) -> Iterator[tuple[str, str]]:
    """Each version that is not as its events say, and what is wrong. Counts the others in `vouched` and `unsealed`."""
    for rows in windows(Version.objects.all()):
        versions = {_name(row): row for row in read_rows(rows, *COLUMNS)}
        told = _told(list(versions))
        for name, row in versions.items():
            wrong = list(_wrong(row, told.get(name, {})))
            for message in wrong:
                yield name, message
            is_older = row.get("state") != DRAFT and "frozen" not in told.get(name, {})
            if not wrong:
                (unsealed if is_older else vouched)["version"] += 1
    yield from _gone()


def _told(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the events of these versions come to: `state`, `digest`, `frozen`, `approved_at`, and `submitted` if they were."""
    told: dict[str, dict[str, Any]] = {}
    events = Event.objects.filter(thing__in=names).order_by("number")
    for event in read_rows(events, "thing", "action", "after"):
        after = event.get("after")
        after = after if isinstance(after, dict) else {}
        version = told.setdefault(event["thing"], {})
        if event.get("action") not in (*LEADS_TO, "save_draft"):
            continue  # Other acts on a version may have states of their own, such as a second look.
        state = after.get("state", LEADS_TO.get(event.get("action", "")) if not after else None)
        version |= {"state": state} if state else {}
        version |= {name: after[name] for name in ("digest", "frozen", "approved_at") if name in after}
        version |= {"submitted": True} if event.get("action") == "submit" else {}
    return told


def _wrong(row: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    if not told:
        yield "no event tells of it"
        return
    state, content = row.get("state"), row.get("content")
    if state != told.get("state"):
        yield f"it is {state}, but its events say {told.get('state')}"
    if not isinstance(content, dict) or digest_of(content) != row.get("digest"):
        yield "its digest is not that of its content"
    if row.get("digest") != told.get("digest", row.get("digest")):
        yield "its content is not what its events say"
    if state != DRAFT and not told.get("submitted"):
        yield "no event tells that it was submitted"
    if state != DRAFT and "frozen" in told and not is_sealed({name: row.get(name) for name in FROZEN}, told["frozen"]):
        yield "it is not as it was when it was submitted"
    approved_at = row.get("approved_at")
    if "approved_at" in told and (approved_at is None or approved_at != datetime.fromisoformat(told["approved_at"])):
        yield "it was not approved at the instant it says"
    if approved_at is not None and state in (DRAFT, IN_REVIEW):
        yield "it says that it was approved, which it was not"


def _gone() -> Iterator[tuple[str, str]]:
    """Versions that events say were begun, and that are not there any more."""
    for events in windows(Event.objects.filter(action=BEGUN)):
        names = set(events.values_list("thing", flat=True))
        slugs = {name.split(":")[1] for name in names if name.count(":") == 2}
        versions = Version.objects.filter(subject__slug__in=slugs).values("pk", "number", "subject__kind", "subject__slug")
        for name in sorted(names - {_name(row) for row in versions}):
            yield name, "it was begun, but is not there any more"


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['subject__kind']}:{row['subject__slug']}:{row['number']}"
