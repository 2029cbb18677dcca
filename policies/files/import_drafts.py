"""What bringing in a file begins with and ends in: the subject's row, a draft of what the file says, and its publication."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from policies.content.digest import digest_of
from policies.content.files import SubjectFile
from policies.content.problems import ContentError
from policies.content.translations import with_made_for
from policies.events import record
from policies.files.exports import portable
from policies.models import Card, Fact, Offer, Publication, Subject, Topic, Version
from policies.people.owners import require_fit
from policies.permissions import may_arrange, may_draft
from policies.publishing import Entry, append, base_for
from policies.review.approvals import approvals_needed
from policies.workflow import approve, publish, save_draft, start_draft, submit

MODELS: dict[str, type[Card | Fact | Offer]] = {"card": Card, "fact": Fact, "offer": Offer}


@dataclass(slots=True)
class Imported:
    """What an import did, or in a dry run would do."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    drafts: list[Version] = field(default_factory=list)
    is_published: bool = False


def placed(item: SubjectFile, by: Any, arranged_by: Any) -> Subject:
    """The subject's row, made if new, with topic, owner and risk as the file says."""
    topic = Topic.objects.filter(slug=item.place.topic).first()
    owner = get_user_model().objects.filter(username=item.place.owner).first()
    if topic is None or owner is None:
        name, wanted = ("topic", item.place.topic) if topic is None else ("owner", item.place.owner)
        raise item.page.place(ContentError.one(name, "unknown", f"There is no {name} {wanted}."))
    place = {"topic": topic, "owner": owner, **({"risk": item.place.risk} if item.kind == "card" else {})}
    model = MODELS[item.kind]
    subject = model.objects.filter(kind=item.kind, slug=item.slug).first()
    if subject is not None and not owner.is_active:
        place["owner"] = subject.owner  # The file still names somebody who has left; it went to another person then.
    if subject is None or subject.owner != place["owner"]:
        try:
            require_fit(place["owner"], topic)
        except ContentError as error:
            raise item.page.place(error) from None
    if subject is None:
        may_draft(by, topic).require()
        subject = model.objects.create(kind=item.kind, slug=item.slug, **place)
        record("create", subject, by=by, after=_said(place))
    elif changed := [key for key, value in place.items() if getattr(subject, key) != value]:
        may_arrange(arranged_by, subject.topic).require()
        may_arrange(arranged_by, topic).require()
        before = {key: str(getattr(subject, key)) for key in changed}
        settled: dict[str, Any] = {"inherited_from": None, "inherited_at": None} if "owner" in changed else {}
        model.objects.filter(pk=subject.pk).update(**place, **settled)
        rows = append([Entry(Publication.Kind.VOCABULARY)], by=by)
        after = _said({key: place[key] for key in changed})
        record("place", subject, by=by, before=before, after=after, rows=rows, revision=rows[0].number)
    return subject


def _said(place: Mapping[str, Any]) -> dict[str, str]:
    """Where a subject belongs, as events say it."""
    return {key: str(value) for key, value in place.items()}


def says_the_same(version: Version, item: SubjectFile) -> bool:
    """Would the file, brought in where the version was, be the version; or does the version stand in the file as exported?"""
    if version.digest in {digest_of(as_stored(item, base)) for base in (version, version.based_on)}:
        return True
    return item.kind == "card" and digest_of(portable(version).form()) == digest_of(item.form)


def as_stored(item: SubjectFile, base: Version | None) -> Mapping[str, Any]:
    return with_made_for(item.form, base.content, base.number) if base is not None and item.kind == "card" else item.form


def draft_of(item: SubjectFile, subject: Subject, *, by: Any, start: datetime | None = None, note: str = "") -> Version:
    """A draft with the file's content on top of what it would replace; the author's own, if an import left it."""
    left = Version.objects.filter(subject=subject, state=Version.State.DRAFT, author=by, change_note=note, release=None)
    mine = next((version for version in left.order_by("-number") if says_the_same(version, item)), None)
    try:
        draft = mine or start_draft(subject, item.form, by=by, note=note)
        base = base_for(subject, start)
        if base is None or base.pk == draft.based_on_id:
            return draft
        # A draft is begun on what holds now; at its own instant another version may hold, which is the one it replaces.
        before = {"based_on": draft.based_on.number if draft.based_on else None}
        Version.objects.filter(pk=draft.pk, state=Version.State.DRAFT).update(based_on=base)
        draft.based_on = base
        record("rebase", draft, by=by, before=before, after={"based_on": base.number})
        return save_draft(draft, item.form, by=by)
    except ContentError as error:
        raise item.located(error) from None


def publish_draft(
    item: SubjectFile,
    version: Version,
    *,
    by: Any,
    approved_by: Sequence[Any],
    start: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Hand it in, approve it with as many people as its risk asks for, and publish it."""
    try:
        submit(version, by=by)
    except ContentError as error:
        raise item.located(error) from None
    for approver in approved_by[: approvals_needed(version)]:
        approve(version, by=approver)
    publish(version, by=approved_by[0], start=start, until=until)
