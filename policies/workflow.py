"""The verbs that change what is said. Each is one transaction: verdict, compare-and-set of the state, event, log."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.approvals import approvals_needed, approvers_of
from policies.arguments import require_choice, require_fact_key, require_future, require_slug, require_text
from policies.content.digest import digest_of
from policies.content.problems import ContentError
from policies.content.translations import source_changed, up_to_date_in, with_made_for
from policies.errors import Conflict, Refused
from policies.events import frozen_seal, record
from policies.models import Card, Fact, Offer, Publication, Release, Review, Subject, Topic, Version
from policies.models.version import CONTENT_TYPES
from policies.permissions import may_draft, may_edit, may_publish, may_review, may_withdraw
from policies.publishing import Entry, append, base_for, now
from policies.readiness import problems_before_review
from policies.saving import audience_of, rendered
from policies.usage import keep_quotes
from policies.verification import begin_trust

State = Version.State
DERIVED = ("content", "rendered", "digest", "audience", "significance", "meaning_number")


@act
def create_card(slug: str, *, topic: Topic, owner: Any, risk: str, content: Mapping[str, Any], by: Any) -> Version:
    """A new card and its first draft. Raises Refused, Conflict when the slug is taken, ContentError."""
    require_slug("slug", slug)
    require_choice("risk", risk, Card.Risk.values)
    return _create(Card(kind=Subject.Kind.CARD, slug=slug, topic=topic, owner=owner, risk=risk), content, by=by)


@act
def create_fact(slug: str, *, topic: Topic, owner: Any, content: Mapping[str, Any], by: Any) -> Version:
    """A new fact and its first draft. Raises as `create_card` does."""
    require_fact_key("slug", slug)
    return _create(Fact(kind=Subject.Kind.FACT, slug=slug, topic=topic, owner=owner), content, by=by)


@act
def create_offer(slug: str, *, topic: Topic, owner: Any, content: Mapping[str, Any], by: Any) -> Version:
    """A new offer and its first draft. Raises as `create_card` does."""
    require_slug("slug", slug)
    return _create(Offer(kind=Subject.Kind.OFFER, slug=slug, topic=topic, owner=owner), content, by=by)


@act
def start_draft(subject: Subject, content: Mapping[str, Any] | None = None, *, by: Any, note: str = "") -> Version:
    """A new draft on top of what was published last; with that content unless another is given.

    Raises Refused, or ContentError for content that does not read.
    """
    may_draft(by).require()
    require_text("note", note, 300)
    base = base_for(subject)
    if content is None:
        if base is None:
            raise ContentError.one("content", "missing", _("Nothing was published yet, so a first text is needed."))
        content = base.content
    version = _next(subject, author=by, based_on=base, change_note=note)
    _fill(version, content)
    return _insert(version, by=by)


@act
def save_draft(
    version: Version, content: Mapping[str, Any], *, by: Any, seen: int | None = None, significance: str | None = None
) -> Version:
    """Replace a draft's content. `seen` is the `edits` count the editor started from.

    Raises Refused, Conflict when somebody saved meanwhile, ContentError for content that does not read.
    """
    may_edit(by, version).require()
    seen, saved = version.edits if seen is None else seen, copy(version)
    saved.significance = significance or version.significance
    require_choice("significance", saved.significance, Version.Significance.values)
    _fill(saved, content)
    changes = {**{field: getattr(saved, field) for field in DERIVED}, "saved_at": timezone.now(), "edits": seen + 1}
    if not Version.objects.filter(pk=version.pk, state=State.DRAFT, edits=seen).update(**changes):
        raise Conflict(_("Somebody else saved this draft meanwhile. Your text is kept below; compare and save again."))
    before = {"digest": version.digest, "edits": version.edits}
    _set(version, changes)
    keep_quotes(version)
    record("save_draft", version, by=by, before=before, after={"digest": version.digest, "edits": version.edits})
    return version


@act
def submit(version: Version, *, by: Any, release: Release | None = None) -> Version:
    """Hand a draft in for review; from now on its content cannot change. Raises ContentError for what is not ready."""
    may_edit(by, version).require()
    _require_release(version, release)
    at = replace(now(), release=release.pk) if release else now()
    problems = problems_before_review(version, at)
    if problems:
        raise ContentError(problems)
    _move(version, State.DRAFT, State.IN_REVIEW, submitted_at=timezone.now())
    moved = {"state": State.IN_REVIEW, "digest": version.digest, "frozen": frozen_seal(version)}
    record("submit", version, by=by, before={"state": State.DRAFT}, after=moved)
    return version


@act
def approve(version: Version, *, by: Any, comment: str = "", release: Release | None = None) -> Version:
    """Approve a submitted version. Nobody approves their own text, and nobody twice.

    It becomes approved with as many approvals of this content as the card's risk asks for; until then it stays in review.
    """
    _require_unmoved(version)
    may_review(by, version).require()
    _require_release(version, release)
    require_text("comment", comment)
    needed = approvals_needed(version)
    if len(approvers_of(version)) + 1 >= needed:
        _move(version, State.IN_REVIEW, State.APPROVED, approved_at=timezone.now())
    _review(version, Review.Decision.APPROVE, comment, by, needed=needed)
    return version


@act
def request_changes(version: Version, *, by: Any, comment: str, release: Release | None = None) -> Version:
    """Give a submitted version back with a comment. Returns the author's new draft, which starts from the same text."""
    if not comment.strip():
        raise ContentError.one("comment", "missing", _("Say what should change."))
    require_text("comment", comment)
    _require_unmoved(version)
    may_review(by, version).require()
    _require_release(version, release)
    _move(version, State.IN_REVIEW, State.RETURNED)
    _review(version, Review.Decision.REQUEST_CHANGES, comment, by)
    draft = _next(
        version.subject,
        author=version.author,
        based_on=base_for(version.subject),
        change_note=version.change_note,
        significance=version.significance,
        release=release,
    )
    _fill(draft, version.content)
    return _insert(draft, by=by)


@act
def publish(version: Version, *, by: Any, start: datetime | None = None, until: datetime | None = None) -> Publication:
    """Put an approved version in force, now or from `start`, for good or until `until` (excluded).

    Raises Conflict when another version was published since this one was begun, ContentError for instants in the past.
    """
    require_future(start=start, until=until)
    _require_release(version, None)
    (publication,) = publish_all([version], by=by, start=start, until=until)
    return publication


def publish_all(versions: Sequence[Version], *, by: Any, start: datetime | None, until: datetime | None) -> list[Publication]:
    """Put approved versions in force under one revision. Call inside a transaction that holds the log's lock."""
    for version in versions:
        may_publish(by, version).require()
        require_base(version, start)
        _move(version, State.APPROVED, State.PUBLISHED)
    entries = [Entry(Publication.Kind.PUBLISH, version.subject, version, start, until) for version in versions]
    publications = append(entries, by=by)
    for version, publication in zip(versions, publications, strict=True):
        until_ = publication.effective_until
        taken = {"state": State.PUBLISHED, "from": publication.effective_from.isoformat()}
        taken |= {"until": until_.isoformat()} if until_ else {}
        record("publish", version, by=by, before={"state": State.APPROVED}, after=taken, revision=publication.number)
    begin_trust(publications)
    return publications


def require_base(version: Version, start: datetime | None) -> None:
    """Raises Conflict when this version was begun from another one than it would replace."""
    base = base_for(version.subject, start)
    if base is not None and base.pk != version.based_on_id:
        raise Conflict(
            _("Version %(number)s was published since this draft was begun. Start a new draft from it.")
            % {"number": base.number}
        )


@act
def withdraw(subject: Subject, *, by: Any, start: datetime | None = None, version: Version | None = None) -> Publication:
    """End what is in force and what is scheduled: of one version, or of the whole subject in all its languages.

    Raises Refused, Conflict when nothing of it was ever published, ContentError for an instant in the past.
    """
    may_withdraw(by, subject).require()
    require_future(start=start)
    published = subject.versions.filter(state=State.PUBLISHED)
    if not (published if version is None else published.filter(pk=version.pk)).exists():
        raise Conflict(_("Nothing of this was published, so there is nothing to withdraw."))
    (publication,) = append([Entry(Publication.Kind.WITHDRAW, subject, version, start)], by=by)
    taken = {"from": publication.effective_from.isoformat()}
    record("withdraw", version or subject, by=by, after=taken, revision=publication.number)
    return publication


@act
def revert(subject: Subject, to: Version, *, by: Any) -> Version:
    """A new draft with the content of an older version; it takes the usual way from there."""
    note = _("Back to version %(number)s") % {"number": to.number}
    content = to.content
    if subject.kind == Subject.Kind.CARD:
        content = up_to_date_in(content, to.meaning_number, _next(subject).number)
    return start_draft(subject, content, by=by, note=note)


def _require_release(version: Version, release: Release | None) -> None:
    """What belongs to a release moves with all of it or not at all."""
    if version.release_id != (release.pk if release else None):
        raise Refused(_("This belongs to a release; it is handed in, approved and published there, together with the rest."))


def _create(subject: Card | Fact | Offer, content: Mapping[str, Any], *, by: Any) -> Version:
    may_draft(by).require()
    try:
        with transaction.atomic():
            subject.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This address is taken already.")) from None
    record("create", subject, by=by)
    return start_draft(subject, content, by=by)


def _next(subject: Subject, **fields: Any) -> Version:
    """A version with the next number, not saved yet."""
    last = subject.versions.aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    return Version(subject=subject, number=last + 1, created_at=now, saved_at=now, **fields)


def _insert(version: Version, *, by: Any) -> Version:
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody else started a draft at the same moment. Try again.")) from None
    keep_quotes(version)
    based_on = version.based_on.number if version.based_on else None
    record("start_draft", version, by=by, after={"state": State.DRAFT, "digest": version.digest, "based_on": based_on})
    return version


def _fill(version: Version, content: Mapping[str, Any]) -> None:
    """Set the content and everything derived from it."""
    form = CONTENT_TYPES[version.subject.kind].read(content).form()
    base, keeps_meaning = version.based_on, version.significance != Version.Significance.MEANING
    if base is not None and version.subject.kind == Subject.Kind.CARD:
        form = with_made_for(form, base.content, base.number)
        keeps_meaning = keeps_meaning or not source_changed(form, base.content)
    version.content, version.digest = form, digest_of(form)
    version.audience = audience_of(form)
    version.rendered = rendered(version.typed)
    version.meaning_number = base.meaning_number if base is not None and keeps_meaning else version.number


def _require_unmoved(version: Version) -> None:
    """Raises Conflict when the page that the person acts on shows a state that is no longer true."""
    if not Version.objects.filter(pk=version.pk, state=version.state).exists():
        raise Conflict(_("This version changed meanwhile. Load it again."))


def _move(version: Version, old: str, new: str, **changes: Any) -> None:
    """Compare and set: the state changes only if it is still the one this act started from."""
    if not Version.objects.filter(pk=version.pk, state=old, digest=version.digest).update(state=new, **changes):
        raise Conflict(_("This version changed meanwhile. Load it again."))
    _set(version, {"state": new, **changes})


def _set(version: Version, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(version, name, value)


def _review(version: Version, decision: str, comment: str, by: Any, **details: Any) -> None:
    Review.objects.create(version=version, decision=decision, digest=version.digest, comment=comment, by=by, at=timezone.now())
    moved: dict[str, Any] = {"before": {"state": State.IN_REVIEW}, "after": {"state": version.state}}
    record(decision, version, by=by, **moved, digest=version.digest, comment=comment, **details)
