"""Releases: several changes reviewed together that take effect at one instant, under one revision, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_future, require_slug, require_text
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict, Refused
from policies.events import record
from policies.models import Publication, Release, Version
from policies.moment import Moment
from policies.permissions import may_draft, may_edit, may_recall_release
from policies.publishing import now
from policies.review.reviewing import take_back
from policies.workflow import approve, publish_all, request_changes, require_base, submit

State = Release.State


@act
def create_release(
    slug: str, title: str, *, by: Any, start: datetime | None = None, until: datetime | None = None, note: str = ""
) -> Release:
    """An empty release. Raises Refused, Conflict when the slug is taken, ContentError for instants in the past."""
    may_draft(by).require()
    require_slug("slug", slug)
    require_text("title", title, 200)
    require_text("note", note)
    require_future(start=start, until=until)
    try:
        with transaction.atomic():
            release = Release.objects.create(slug=slug, title=title, note=note, start=start, until=until, author=by)
    except IntegrityError:
        raise Conflict(_("There is a release with this address already.")) from None
    instants = {name: at.isoformat() for name, at in (("from", start), ("until", until)) if at}
    record("create", f"release:{slug}", by=by, after={"title": title, "state": State.DRAFT, **instants})
    return release


@act
def add_to_release(version: Version, release: Release, *, by: Any) -> Version:
    """Make a draft part of a release that is still being prepared; one version of a subject at most."""
    may_edit(by, version).require()
    # Asked of the database: it may have been handed in since this object was read.
    there = Release.objects.get(pk=release.pk)
    _require_state(there, State.DRAFT, _("This release was handed in; nothing can be added to it any more."))
    if release.members.filter(subject=version.subject_id, state=Version.State.DRAFT).exclude(pk=version.pk).exists():
        raise Conflict(_("Another draft of this is in the release already."))
    if not Version.objects.filter(pk=version.pk, state=Version.State.DRAFT).update(release=release):
        raise Conflict(_("This version changed meanwhile. Load it again."))
    version.release = release
    record("add_to_release", version, by=by, before={"release": None}, after={"release": release.slug})
    return version


@act
def take_from_release(version: Version, *, by: Any) -> Version:
    """The draft goes its own way again. Raises Refused, Conflict when it was handed in or taken out meanwhile."""
    may_edit(by, version).require()
    release = version.release
    within = Version.objects.filter(pk=version.pk, state=Version.State.DRAFT, release=release)
    if release is None or not within.update(release=None):
        raise Conflict(_("This version changed meanwhile. Load it again."))
    version.release = None
    record("take_from_release", version, by=by, before={"release": release.slug}, after={"release": None})
    return version


@act
def submit_release(release: Release, *, by: Any) -> Release:
    """Hand all of it in. Each part may quote facts that only the release brings."""
    _move(release, State.DRAFT, State.IN_REVIEW)
    _each(release, Version.State.DRAFT, lambda version: submit(version, by=by, release=release))
    _tell("submit", release, State.IN_REVIEW, by=by)
    release.state = State.IN_REVIEW
    return release


@act
def approve_release(release: Release, *, by: Any, comment: str = "") -> Release:
    """Approve all of it: the person must be allowed to approve every part.

    The release is approved with as many approvals as the riskiest of its parts needs.
    """
    _require_state(release, State.IN_REVIEW, _("This release is not waiting for review."))
    versions = _each(
        release, Version.State.IN_REVIEW, lambda version: approve(version, by=by, comment=comment, release=release)
    )
    state = State.APPROVED if all(version.state == Version.State.APPROVED for version in versions) else State.IN_REVIEW
    if state == State.APPROVED:
        _move(release, State.IN_REVIEW, State.APPROVED)
    _tell("approve", release, state, by=by, comment=comment)
    release.state = state
    return release


@act
def return_release(release: Release, *, by: Any, comment: str) -> Release:
    """Give all of it back; each part gets a new draft in the release."""
    _move(release, State.IN_REVIEW, State.DRAFT)
    _each(
        release,
        Version.State.IN_REVIEW,
        lambda version: request_changes(version, by=by, comment=comment, release=release),
    )
    _tell("request_changes", release, State.DRAFT, by=by, comment=comment)
    release.state = State.DRAFT
    return release


@act
def recall_release(release: Release, *, by: Any, comment: str = "") -> Release:
    """Take all of it back before it is published; each part gets a new draft in the release.

    Raises Refused for others than the release's author and knowledge managers.
    """
    may_recall_release(by, release).require()
    before = release.state
    _move(release, before, State.DRAFT)
    _each(release, before, lambda version: take_back(version, by=by, comment=comment, release=release))
    _tell("recall", release, State.DRAFT, by=by, comment=comment)
    release.state = State.DRAFT
    return release


@act
def publish_release(release: Release, *, by: Any) -> list[Publication]:
    """All parts take effect at the release's start (now, if that has passed), under one revision.

    Raises ContentError naming every part that cannot, and why; then none of them does.
    """
    require_future(until=release.until)
    start = release.start if release.start and release.start > timezone.now() else None
    _move(release, State.APPROVED, State.PUBLISHED)
    versions = _each(release, Version.State.APPROVED, lambda version: require_base(version, start))
    publications = publish_all(versions, by=by, start=start, until=release.until)
    _tell("publish", release, State.PUBLISHED, by=by, revision=publications[0].number)
    release.state = State.PUBLISHED
    return publications


def preview_of(release: Release) -> Moment:
    """The moment at which the release has just taken effect, everything else being as it is planned today."""
    today = now()
    at = release.start if release.start and release.start > today.at else today.at
    return replace(today, at=at, release=None if release.state == State.PUBLISHED else release.pk)


def members_of(release: Release, state: str = "") -> list[Version]:
    """The versions in a release, facts first, each with its subject; those given back are not among them."""
    members = release.members.select_related("subject__topic", "subject__owner", "subject__card", "author", "based_on")
    members = members.filter(state=state) if state else members.exclude(state=Version.State.RETURNED)
    return sorted(members, key=lambda version: ("fact", "offer", "card").index(version.subject.kind))


def _each(release: Release, state: str, act: Callable[[Version], object]) -> list[Version]:
    """Do it to every part. All problems are found before the first is raised, each naming its part."""
    versions = members_of(release, state)
    if not versions:
        raise ContentError.one("release", "empty", _("There is nothing in this release."))
    problems: list[Problem] = []
    for version in versions:
        name = f"{version.subject.kind}/{version.subject.slug}"
        try:
            act(version)
        except ContentError as error:
            problems += error.under(name).problems
        except (Conflict, Refused) as error:
            problems.append(Problem(name, type(error).__name__.lower(), str(error)))
    if problems:
        raise ContentError(problems)
    return versions


def _tell(action: str, release: Release, state: str, *, by: Any, **details: Any) -> None:
    """The event of a move, before the object follows."""
    record(action, f"release:{release.slug}", by=by, before={"state": release.state}, after={"state": state}, **details)


def _move(release: Release, old: str, new: str) -> None:
    """In the database; the object follows only when the whole act has succeeded."""
    if not Release.objects.filter(pk=release.pk, state=old).update(state=new):
        raise Conflict(_("This release changed meanwhile. Load it again."))


def _require_state(release: Release, state: str, message: str) -> None:
    if release.state != state:
        raise Conflict(message)
