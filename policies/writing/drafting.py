"""Drafts: how they begin, how they are saved, and how an older text comes back."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice, require_fact_key, require_slug, require_text
from policies.content.digest import digest_of
from policies.content.problems import ContentError
from policies.content.translations import source_changed, up_to_date_in, with_made_for
from policies.errors import Conflict
from policies.events import record
from policies.models import Autosave, Card, Fact, Offer, Subject, Topic, Version
from policies.models.version import CONTENT_TYPES
from policies.people.owners import require_fit
from policies.permissions import may_draft, may_edit
from policies.publishing import base_for
from policies.review.moves import set_fields
from policies.review.rights import may_restore
from policies.writing.lineage import unapproved_writers
from policies.writing.saving import audience_of, rendered
from policies.writing.usage import keep_quotes

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
    return _start(subject, content, by=by, note=note)


def _start(subject: Subject, content: Mapping[str, Any] | None, *, by: Any, note: str, **details: Any) -> Version:
    may_draft(by, subject).require()
    require_text("note", note, 300)
    base = base_for(subject)
    if content is None:
        if base is None:
            raise ContentError.one("content", "missing", _("Nothing was published yet, so a first text is needed."))
        content = base.content
    version = next_version(subject, author=by, based_on=base, change_note=note)
    fill(version, content)
    return insert(version, by=by, **details)


@act
def save_draft(
    version: Version,
    content: Mapping[str, Any],
    *,
    by: Any,
    seen: int | None = None,
    significance: str | None = None,
    tab: str = "",
) -> Version:
    """Replace a draft's content. `seen` is the `edits` count the editor started from.

    What the person typed in this `tab` of theirs is saved then. Raises Refused, Conflict when somebody saved meanwhile,
    ContentError for content that does not read.
    """
    may_edit(by, version).require()
    seen, saved = version.edits if seen is None else seen, copy(version)
    saved.significance = significance or version.significance
    require_choice("significance", saved.significance, Version.Significance.values)
    fill(saved, content)
    changes = {**{field: getattr(saved, field) for field in DERIVED}, "saved_at": timezone.now(), "edits": seen + 1}
    if not Version.objects.filter(pk=version.pk, state=State.DRAFT, edits=seen).update(**changes):
        raise Conflict(_("Somebody else saved this draft meanwhile. Your text is kept below; compare and save again."))
    before = {"digest": version.digest, "edits": version.edits}
    set_fields(version, changes)
    keep_quotes(version)
    Autosave.objects.filter(version=version, person=by, tab=tab).delete()
    record("save_draft", version, by=by, before=before, after={"digest": version.digest, "edits": version.edits})
    return version


@act
def revert(subject: Subject, to: Version, *, by: Any) -> Version:
    """A new draft with the content of an older version; it takes the usual way from there. Raises Refused."""
    may_restore(by, to).require()
    note = _("Back to version %(number)s") % {"number": to.number}
    content = to.content
    if subject.kind == Subject.Kind.CARD:
        content = up_to_date_in(content, to.meaning_number, next_version(subject).number)
    return _start(subject, content, by=by, note=note, **unapproved_writers(to))


def _create(subject: Card | Fact | Offer, content: Mapping[str, Any], *, by: Any) -> Version:
    may_draft(by, subject.topic).require()
    require_fit(subject.owner, subject.topic)
    try:
        with transaction.atomic():
            subject.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This address is taken already.")) from None
    place = {"topic": subject.topic.slug, "owner": subject.owner.get_username()}
    record("create", subject, by=by, after=place | ({"risk": subject.risk} if isinstance(subject, Card) else {}))
    return start_draft(subject, content, by=by)


def next_version(subject: Subject, **fields: Any) -> Version:
    """A version with the next number, not saved yet."""
    last = subject.versions.aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    return Version(subject=subject, number=last + 1, created_at=now, saved_at=now, **fields)


def insert(version: Version, *, by: Any, **details: Any) -> Version:
    """Write a new draft to the database. `details` say where its text comes from; `lineage` reads them."""
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody else started a draft at the same moment. Try again.")) from None
    keep_quotes(version)
    based_on = version.based_on.number if version.based_on else None
    begun = {"state": State.DRAFT, "digest": version.digest, "based_on": based_on}
    record("start_draft", version, by=by, after=begun, **details)
    return version


def fill(version: Version, content: Mapping[str, Any]) -> None:
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
