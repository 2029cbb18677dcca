"""Bring a collection of content files in: all of it or nothing, and only what differs from what is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from policies.approvals import approvals_needed
from policies.collection import Collection
from policies.content.digest import digest_of
from policies.content.files import DimensionFile, SubjectFile, TopicFile
from policies.content.problems import ContentError, Problem
from policies.content.translations import with_made_for
from policies.dimensions import keep_former
from policies.events import record
from policies.models import Card, Dimension, Fact, Offer, Publication, Subject, Topic, Version
from policies.owners import require_fit
from policies.permissions import may_arrange, may_draft
from policies.publishing import Entry, append, base_for, in_force, last_published, lock_log, now
from policies.release_imports import import_release
from policies.workflow import approve, publish, start_draft, submit

MODELS: dict[str, type[Card | Fact | Offer]] = {"card": Card, "fact": Fact, "offer": Offer}
ORDER = ("fact", "offer", "card")


@dataclass(slots=True)
class Imported:
    """What an import did, or in a dry run would do."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    drafts: list[Version] = field(default_factory=list)
    is_published: bool = False


class _Undo(Exception):
    """Ends a dry run's transaction."""


def import_collection(collection: Collection, *, by: Any, approved_by: Sequence[Any] = (), dry_run: bool = False) -> Imported:
    """Start a draft for whatever differs. With `approved_by`, as many other people as its risk asks for, it is submitted,
    approved and published too.

    Raises ContentError with file, line and field, Refused or Conflict; then nothing is changed.
    """
    imported = Imported()
    try:
        with transaction.atomic():
            lock_log()
            _vocabulary(collection, by, (*approved_by, by)[0])
            for kind in ORDER:
                files = [item for item in collection.subjects if item.kind == kind]
                versions = [(item, _draft(item, imported, by, approved_by)) for item in files]
                if approved_by:
                    _publish([(item, version) for item, version in versions if version], by, approved_by)
            for release in collection.releases:
                drafts = partial(_draft, imported=imported, by=by, approved_by=approved_by)
                is_new = import_release(release, drafts, by=by, approved_by=approved_by)
                (imported.new if is_new else imported.unchanged).append(f"release {release.slug}")
            imported.is_published = bool(approved_by)
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return imported


def _vocabulary(collection: Collection, by: Any, arranged_by: Any) -> None:
    """Topics and dimensions are rows, not versions: they are set to what the files say."""
    rows: list[tuple[type[Topic | Dimension], str, dict[str, Any]]] = [
        (Topic, slug, _topic(slug, topic)) for slug, topic in collection.topics.items()
    ]
    rows += [(Dimension, slug, _row(dimension)) for slug, dimension in collection.dimensions.items()]
    for model, slug, fields in rows:
        row = model.objects.filter(slug=slug).first()
        if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
            continue
        may_arrange(arranged_by).require()
        if isinstance(row, Dimension) and row.kind != fields["kind"]:
            message = f"{slug} is a {row.kind}, and rules use it as such; make another dimension."
            raise ContentError([Problem("kind", "fixed", message, file=f"dimensions/{slug}.md", line=1)])
        model.objects.update_or_create(slug=slug, defaults=fields)
        (publication,) = append([Entry(Publication.Kind.VOCABULARY)], by=by)
        written: list[Model] = [publication]
        if isinstance(row, Dimension):
            written.append(keep_former(row, publication.number))
        changed = [name for name, value in fields.items() if row is None or getattr(row, name) != value]
        before = {name: _plain(getattr(row, name)) for name in changed if row is not None}
        after = {name: _plain(fields[name]) for name in changed}
        moved: dict[str, Any] = {"before": before, "after": after}
        action, thing = "create" if row is None else "change", f"{model.__name__.lower()}:{slug}"
        record(action, thing, by=by, **moved, rows=written, revision=publication.number)


def _topic(slug: str, file: TopicFile) -> dict[str, Any]:
    """Who answers for it stays as it is when the file names nobody, or somebody who has left."""
    fields = file.model_dump(exclude={"owner"})
    if not file.owner:
        return fields
    owner = get_user_model().objects.filter(username=file.owner).first()
    if owner is None:
        message = f"There is no person {file.owner}."
        raise ContentError([Problem("owner", "unknown", message, file=f"topics/{slug}.md", line=1)])
    return {**fields, "owner": owner} if owner.is_active else fields


def _plain(value: Any) -> Any:
    return value.get_username() if hasattr(value, "get_username") else value


def _row(dimension: DimensionFile) -> dict[str, Any]:
    return {**dimension.model_dump(mode="json"), "minimum": dimension.minimum, "maximum": dimension.maximum}


def _draft(item: SubjectFile, imported: Imported, by: Any, approved_by: Sequence[Any]) -> Version | None:
    """A draft with the file's content, or None when the version in force, published last or begun last says the same."""
    name = f"{item.kind} {item.slug}"
    subject = _placed(item, by, (*approved_by, by)[0])
    newest = Version.objects.filter(subject=subject).order_by("-number").first()
    last = last_published(subject)
    same = digest_of(_as_stored(item, base_for(subject)))
    is_said = any(version is not None and version.digest == same for version in (last, _live(item)))
    is_drafted = newest is not None and newest.digest == same
    if is_said or (is_drafted and not approved_by):
        imported.unchanged.append(name)
        return None
    (imported.new if newest is None else imported.changed).append(name)
    if newest is not None and is_drafted and newest.state == Version.State.DRAFT and newest.author == by:
        imported.drafts.append(newest)
        return newest
    try:
        draft = start_draft(subject, item.form, by=by)
    except ContentError as error:
        raise item.located(error) from None
    imported.drafts.append(draft)
    return draft


def _as_stored(item: SubjectFile, base: Version | None) -> Mapping[str, Any]:
    return with_made_for(item.form, base.content, base.number) if base is not None and item.kind == "card" else item.form


def _live(item: SubjectFile) -> Version | None:
    return in_force(item.kind, [item.slug], now()).get(item.slug)


def _placed(item: SubjectFile, by: Any, arranged_by: Any) -> Subject:
    """The subject's row, made if new, with topic, owner and risk as the file says."""
    topic = Topic.objects.filter(slug=item.place.topic).first()
    owner = get_user_model().objects.filter(username=item.place.owner).first()
    for field_name, value in (("topic", topic), ("owner", owner)):
        if value is None:
            wanted = getattr(item.place, field_name)
            raise item.page.place(ContentError.one(field_name, "unknown", f"There is no {field_name} {wanted}."))
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


def _publish(drafts: list[tuple[SubjectFile, Version]], by: Any, approved_by: Sequence[Any]) -> None:
    for item, version in drafts:
        try:
            submit(version, by=by)
        except ContentError as error:
            raise item.located(error) from None
        for approver in approved_by[: approvals_needed(version)]:
            approve(version, by=approver)
        publish(version, by=approved_by[0])
