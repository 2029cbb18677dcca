"""What acts make known: a follower of the event log, which tells each event once and forgets none.

No act has to know about notices. The number of the last event that was told is a counter, moved in the transaction that writes
the notices; events come in the order of commits, so none can appear behind it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from policies.models import Counter, Escalation, Event, Release, Subject, Version
from policies.notices.asked_owners import owner_answered, owner_asked
from policies.notices.readers import keepers_of, reviewers_of, watchers_of, without
from policies.notices.settling import settle
from policies.notices.telling import Cause, Told, tell_all
from policies.publishing import now
from policies.queues.rights import workers_of
from policies.releases import members_of
from policies.writing.outdated import outdated_in
from policies.writing.usage import where_used

TOLD = "told"
MOST_AT_ONCE = 200
VERSION = re.compile(r"(card|fact|offer):([^:]+):(\d+)")
SUBJECT = re.compile(r"(card|fact|offer):([^:]+)")
RELEASE = re.compile(r"release:(.+)")
ESCALATION = re.compile(r"escalation:(\d+)")
# Whole collections come in by commands: nobody wants a notice for each of a thousand cards.
SILENT = ("command import", "command demo", "command run")

State = Version.State


def tell_of_events() -> int:
    """Tell what happened since last time. Returns how many events were looked at."""
    seen = 0
    while count := _tell_of_some():
        seen += count
    return seen


def _tell_of_some() -> int:
    with transaction.atomic():
        told = Counter.objects.select_for_update().get(pk=TOLD)
        events = list(Event.objects.filter(number__gt=told.value).select_related("by").order_by("number")[:MOST_AT_ONCE])
        for event in events:
            tell_all(causes_of(event))
        settle(events)
        if events:
            Counter.objects.filter(pk=TOLD).update(value=events[-1].number)
        return len(events)


def causes_of(event: Event) -> Iterator[Told]:
    """Who is to be told what of one event. What is over by now needs nobody any more and is not told."""
    if event.action not in ACTS or event.origin.startswith(SILENT):
        return
    if match := VERSION.fullmatch(event.thing):
        version = find_version(match[1], match[2], int(match[3]))
        if (version is not None and version.release_id is None) or event.action == "publish":
            yield from ACTS[event.action](event, version) if version else ()
    elif match := RELEASE.fullmatch(event.thing):
        yield from _release_handed_in(event, match[1]) if event.action == "submit" else ()
    elif match := ESCALATION.fullmatch(event.thing):
        escalation = Escalation.objects.filter(pk=int(match[1])).first()
        yield from ACTS[event.action](event, escalation) if escalation else ()
    elif match := SUBJECT.fullmatch(event.thing):
        subject = Subject.objects.select_related("topic", "owner").filter(kind=match[1], slug=match[2]).first()
        yield from _withdrawn(event, subject) if subject and event.action == "withdraw" else ()


def find_version(kind: str, slug: str, number: int) -> Version | None:
    versions = Version.objects.select_related("subject__topic", "subject__owner", "author", "release")
    return versions.filter(subject__kind=kind, subject__slug=slug, number=number).first()


def page_of(version: Version) -> str:
    return reverse("version", args=(version.subject.kind, version.subject.slug, version.number))


def titles_of(version: Version) -> dict[str, str]:
    """Its title in each language; the slug of a fact."""
    content = version.typed
    if version.subject.kind == Subject.Kind.FACT:
        return {"en": version.subject.slug}
    if version.subject.kind == Subject.Kind.OFFER:
        return dict(content.titles)
    return {language: texts.title for language, texts in content.languages.items()}


def about(version: Version, kind: str, key: str, **params: Any) -> Cause:
    """A cause about one version."""
    return Cause(kind, key, page_of(version), version.subject, {"titles": titles_of(version), **params})


def _handed_in(event: Event, version: Version) -> Iterator[Told]:
    if version.state == State.IN_REVIEW:
        cause = about(version, "review_wanted", f"review:{version.pk}", by=_by(event))
        yield from ((person, cause) for person in reviewers_of(version, now().at))


def _release_handed_in(event: Event, slug: str) -> Iterator[Told]:
    release = Release.objects.filter(slug=slug, state=Release.State.IN_REVIEW).first()
    members = members_of(release, State.IN_REVIEW) if release else []
    if not release or not members:
        return
    key = f"release:{release.pk}:{min(member.pk for member in members)}"
    params = {"title": release.title, "by": _by(event)}
    cause = Cause("release_to_approve", key, reverse("release", args=(release.slug,)), params=params)
    people = without((person for member in members for person in reviewers_of(member, now().at)), release.author)
    yield from ((person, cause) for person in people)


def _approved(event: Event, version: Version) -> Iterator[Told]:
    if version.state == State.APPROVED and event.by_id != version.author_id:
        yield version.author, about(version, "approved", f"approved:{version.pk}", by=_by(event))


def _changes_requested(event: Event, version: Version) -> Iterator[Told]:
    if event.by_id != version.author_id:
        comment = str(event.details.get("comment", ""))[:300]
        yield version.author, about(version, "changes_requested", f"returned:{version.pk}", by=_by(event), comment=comment)


def _published(event: Event, version: Version) -> Iterator[Told]:
    key, from_at = f"published:{version.pk}", event.after.get("from", event.at.isoformat())
    cause = about(version, "published", key, by=_by(event), from_at=from_at)
    yield from ((person, cause) for person in without([*watchers_of(version.subject), version.author], event.by))
    if version.subject.kind == Subject.Kind.OFFER and version.based_on_id:
        yield from _offer_changed(version)
    behind = outdated_in(version) if version.subject.kind == Subject.Kind.CARD else {}
    if behind and version.meaning_number == version.number:
        names = ", ".join(settings.CONTENT_LANGUAGES.get(tag, tag) for tag in behind)
        lagging = about(version, "translations_outdated", f"translations:{version.pk}", names=names)
        yield from ((person, lagging) for person in without([version.subject.owner, version.author]))


def _offer_changed(version: Version) -> Iterator[Told]:
    for use in where_used(Subject.Kind.OFFER, version.subject.slug, now()):
        if use.is_live and use.version.subject.kind == Subject.Kind.CARD:
            key = f"offer:{version.pk}:{use.version.subject_id}"
            cause = about(use.version, "offer_changed", key, about=version.subject.slug)
            yield from ((person, cause) for person in keepers_of(use.version.subject, now().at))


def _withdrawn(event: Event, thing: Version | Subject) -> Iterator[Told]:
    subject = thing.subject if isinstance(thing, Version) else thing
    version = thing if isinstance(thing, Version) else subject.versions.filter(state=State.PUBLISHED).first()
    if version is None:
        return
    path = reverse("subject", args=(subject.kind, subject.slug))
    params = {"titles": titles_of(version), "by": _by(event), "from_at": event.after.get("from", event.at.isoformat())}
    cause = Cause("withdrawn", f"withdrawn:{subject.pk}:{event.number}", path, subject, params)
    people = without([*watchers_of(subject), subject.owner, version.author], event.by)
    yield from ((person, cause) for person in people)


def _escalated(event: Event, escalation: Escalation) -> Iterator[Told]:
    """Without a word of the customer's: notices are kept longer than those."""
    if escalation.state != Escalation.State.OPEN:
        return
    if "topic" in event.details:
        yield from owner_asked(event, escalation)
    else:
        path = reverse("escalation", args=(escalation.pk,))
        cause = Cause("escalated", f"escalation:{escalation.pk}", path, params={"title": escalation.queue})
        yield from ((person, cause) for person in workers_of(escalation))


def _by(event: Event) -> str:
    return event.by.get_full_name() or event.by.get_username() if event.by else ""


ACTS: dict[str, Callable[[Event, Any], Iterator[Told]]] = {
    "submit": _handed_in,
    "approve": _approved,
    "request_changes": _changes_requested,
    "publish": _published,
    "withdraw": _withdrawn,
    "escalate": _escalated,
    "close_escalation": owner_answered,
}
