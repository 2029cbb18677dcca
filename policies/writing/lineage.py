"""Where a version's text comes from: what it was begun from, what was merged into it, and who wrote any of it."""

from typing import Any

from policies.events import name_of
from policies.models import Event, Version


def ancestors_of(version: Version) -> set[int]:
    """Numbers of the versions of the same subject whose text this one has taken in, without its own number."""
    begun = dict(Version.objects.filter(subject=version.subject_id).values_list("number", "based_on__number"))
    merged = _merged(version, begun)
    found: set[int] = set()
    ahead = [version.number]
    while ahead:
        number = ahead.pop()
        for before in (begun.get(number), merged.get(number)):
            if before is not None and before not in found:
                found.add(before)
                ahead.append(before)
    return found


def replaces(version: Version, base: Version) -> bool:
    """Was the version begun from this one, or merged with it? Having taken in its text long ago is not enough: what ended in
    between, such as a holiday's rules, would come back with it.
    """
    return base.pk == version.based_on_id or base.number == _begun(version).get("merged")


def common_base(version: Version, other: Version) -> Version | None:
    """The last version whose text both have taken in; None when they have nothing in common."""
    shared = (ancestors_of(version) | {version.number}) & (ancestors_of(other) | {other.number})
    return Version.objects.select_related("subject").get(subject=version.subject_id, number=max(shared)) if shared else None


def writers_of(version: Version) -> set[int]:
    """Primary keys of everybody who wrote any of its text: its author, who saved it, and who wrote what it took over
    unapproved.
    """
    events = Event.objects.filter(thing=name_of(version), action__in=["start_draft", "save_draft"])
    writers: set[int] = {version.author_id}
    for action, by, details in events.values_list("action", "by", "details"):
        writers |= {by} if action == "save_draft" else set(details.get("writers", ()))
    return writers


def unapproved_writers(version: Version) -> dict[str, list[int]]:
    """What the event of a draft that takes over this text has to keep, so that nobody of them approves it later."""
    return {} if version.state == Version.State.PUBLISHED else {"writers": sorted(writers_of(version))}


def returned_before(draft: Version) -> Version | None:
    """The returned version that this draft goes on from."""
    number = _begun(draft).get("follows")
    return Version.objects.filter(subject=draft.subject_id, number=number).first() if number else None


def merged_from(version: Version) -> list[Version]:
    """The versions that were made by merging this one into a published one, the oldest first."""
    begun = dict(Version.objects.filter(subject=version.subject_id).values_list("number", "based_on__number"))
    numbers = [number for number, merged in _merged(version, begun).items() if merged == version.number]
    made = Version.objects.filter(subject=version.subject_id, number__in=numbers).exclude(state=Version.State.RETURNED)
    return list(made.select_related("subject").order_by("number"))


def _merged(version: Version, numbers: dict[int, Any]) -> dict[int, int]:
    """`{number: the number that was merged into it}` for versions of the same subject."""
    subject = name_of(version.subject)
    names = {f"{subject}:{number}": number for number in numbers}
    events = Event.objects.filter(action="start_draft", thing__in=names).values_list("thing", "details")
    return {names[thing]: details["merged"] for thing, details in events if "merged" in details}


def _begun(draft: Version) -> dict[str, Any]:
    event = Event.objects.filter(action="start_draft", thing=name_of(draft)).values_list("details", flat=True).first()
    return event or {}
