"""The verbs that change what is said. Each is one transaction: verdict, compare-and-set of the state, event, log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.content.digest import digest_of
from policies.content.problems import ContentError
from policies.content.translations import with_made_for
from policies.errors import Conflict
from policies.events import record
from policies.models import Card, Publication, Review, Subject, Topic, Version
from policies.models.version import CONTENT_TYPES
from policies.permissions import may_draft, may_edit, may_publish, may_review, may_withdraw
from policies.publishing import Entry, append, last_published
from policies.saving import audience_of, rendered
from policies.vocabulary import problems_of

State = Version.State


@transaction.atomic
def create_card(slug: str, *, topic: Topic, owner: Any, risk: str, content: Mapping[str, Any], by: Any) -> Version:
    """A new card and its first draft. Raises Refused, Conflict when the slug is taken, ContentError."""
    may_draft(by).require()
    try:
        with transaction.atomic():
            card = Card.objects.create(kind=Subject.Kind.CARD, slug=slug, topic=topic, owner=owner, risk=risk)
    except IntegrityError:
        raise Conflict(_("There is a card with this address already.")) from None
    record("create", card, by=by)
    return start_draft(card, content, by=by)


@transaction.atomic
def start_draft(subject: Subject, content: Mapping[str, Any] | None = None, *, by: Any, note: str = "") -> Version:
    """A new draft on top of what was published last; with that content unless another is given.

    Raises Refused, or ContentError for content that does not read.
    """
    may_draft(by).require()
    base = last_published(subject)
    if content is None:
        if base is None:
            raise ContentError.one("content", "missing", _("Nothing was published yet, so a first text is needed."))
        content = base.content
    last = subject.versions.aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    version = Version(
        subject=subject, number=last + 1, author=by, based_on=base, created_at=now, saved_at=now, change_note=note
    )
    _fill(version, content)
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody else started a draft at the same moment. Try again.")) from None
    record("start_draft", version, by=by)
    return version


@transaction.atomic
def save_draft(
    version: Version, content: Mapping[str, Any], *, by: Any, seen: int | None = None, significance: str | None = None
) -> Version:
    """Replace a draft's content. `seen` is the `edits` count the editor started from.

    Raises Refused, Conflict when somebody saved meanwhile, ContentError for content that does not read.
    """
    may_edit(by, version).require()
    seen = version.edits if seen is None else seen
    version.significance = significance or version.significance
    _fill(version, content)
    version.saved_at, version.edits = timezone.now(), seen + 1
    fields = ("content", "rendered", "digest", "audience", "significance", "meaning_number", "saved_at", "edits")
    changes = {field: getattr(version, field) for field in fields}
    if not Version.objects.filter(pk=version.pk, state=State.DRAFT, edits=seen).update(**changes):
        raise Conflict(_("Somebody else saved this draft meanwhile. Your text is kept below; compare and save again."))
    record("save_draft", version, by=by, digest=version.digest)
    return version


@transaction.atomic
def submit(version: Version, *, by: Any) -> Version:
    """Hand a draft in for review; from now on its content cannot change. Raises ContentError for what is not ready."""
    may_edit(by, version).require()
    problems = problems_of(version.typed)
    if problems:
        raise ContentError(problems)
    _move(version, State.DRAFT, State.IN_REVIEW, submitted_at=timezone.now())
    record("submit", version, by=by, digest=version.digest)
    return version


@transaction.atomic
def approve(version: Version, *, by: Any, comment: str = "") -> Version:
    """Approve a submitted version. Nobody approves their own text."""
    may_review(by, version).require()
    _move(version, State.IN_REVIEW, State.APPROVED, approved_at=timezone.now())
    _review(version, Review.Decision.APPROVE, comment, by)
    return version


@transaction.atomic
def request_changes(version: Version, *, by: Any, comment: str) -> Version:
    """Give a submitted version back with a comment. Returns the author's new draft, which starts from the same text."""
    if not comment.strip():
        raise ContentError.one("comment", "missing", _("Say what should change."))
    may_review(by, version).require()
    _move(version, State.IN_REVIEW, State.RETURNED)
    _review(version, Review.Decision.REQUEST_CHANGES, comment, by)
    return start_draft(version.subject, version.content, by=version.author, note=version.change_note)


@transaction.atomic
def publish(version: Version, *, by: Any, start: datetime | None = None, until: datetime | None = None) -> Publication:
    """Put an approved version in force, now or from `start`, for good or until `until` (excluded).

    Raises Conflict when another version was published since this one was begun, ContentError for instants in the past.
    """
    may_publish(by, version).require()
    _require_future(start=start, until=until)
    last = last_published(version.subject)
    if last is not None and last.pk != version.based_on_id:
        raise Conflict(
            _("Version %(number)s was published since this draft was begun. Start a new draft from it.") % {"number": last.number}
        )
    _move(version, State.APPROVED, State.PUBLISHED)
    entry = Entry(Publication.Kind.PUBLISH, version.subject, version, start, until)
    (publication,) = append([entry], by=by)
    record("publish", version, by=by, revision=publication.number, digest=version.digest)
    return publication


@transaction.atomic
def withdraw(subject: Subject, *, by: Any, start: datetime | None = None, version: Version | None = None) -> Publication:
    """End what is in force and what is scheduled: of one version, or of the whole subject in all its languages."""
    may_withdraw(by, subject).require()
    _require_future(start=start)
    (publication,) = append([Entry(Publication.Kind.WITHDRAW, subject, version, start)], by=by)
    record("withdraw", version or subject, by=by, revision=publication.number)
    return publication


def revert(subject: Subject, to: Version, *, by: Any) -> Version:
    """A new draft with the content of an older version; it takes the usual way from there."""
    note = _("Back to version %(number)s") % {"number": to.number}
    return start_draft(subject, to.content, by=by, note=note)


def _fill(version: Version, content: Mapping[str, Any]) -> None:
    """Set the content and everything derived from it."""
    form = CONTENT_TYPES[version.subject.kind].read(content).form()
    base = version.based_on
    if base is not None and version.subject.kind == Subject.Kind.CARD:
        form = with_made_for(form, base.content, base.number)
    version.content, version.digest = form, digest_of(form)
    version.audience = audience_of(form)
    version.rendered = rendered(version.typed)
    keeps_meaning = base is not None and version.significance != Version.Significance.MEANING
    version.meaning_number = base.meaning_number if base is not None and keeps_meaning else version.number


def _move(version: Version, old: str, new: str, **changes: Any) -> None:
    """Compare and set: the state changes only if it is still the one this act started from."""
    if not Version.objects.filter(pk=version.pk, state=old, digest=version.digest).update(state=new, **changes):
        raise Conflict(_("This version changed meanwhile. Load it again."))
    version.state = new
    for name, value in changes.items():
        setattr(version, name, value)


def _review(version: Version, decision: str, comment: str, by: Any) -> None:
    Review.objects.create(
        version=version, decision=decision, digest=version.digest, comment=comment, by=by, at=timezone.now()
    )
    record(decision, version, by=by, digest=version.digest, comment=comment)


def _require_future(**instants: datetime | None) -> None:
    for field, instant in instants.items():
        if instant is not None and instant < timezone.now():
            raise ContentError.one(field, "past", _("This is in the past; what was in force then cannot be rewritten."))
