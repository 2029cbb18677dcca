"""Bring a collection of content files in: all of it or nothing, and only what differs from what is there."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from policies.collection import Collection
from policies.content.digest import digest_of
from policies.content.files import DimensionFile, SubjectFile
from policies.content.problems import ContentError
from policies.events import record
from policies.models import Card, Dimension, Fact, Offer, Publication, Subject, Topic, Version
from policies.publishing import Entry, append
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


def import_collection(collection: Collection, *, by: Any, approved_by: Any = None, dry_run: bool = False) -> Imported:
    """Start a draft for whatever differs. With `approved_by`, a second person, it is submitted, approved and published too.

    Raises ContentError with file, line and field, or Refused; then nothing is changed.
    """
    imported = Imported()
    try:
        with transaction.atomic():
            _vocabulary(collection, by)
            for kind in ORDER:
                files = [item for item in collection.subjects if item.kind == kind]
                versions = [(item, _draft(item, imported, by)) for item in files]
                if approved_by is not None:
                    _publish([(item, version) for item, version in versions if version], by, approved_by)
            imported.is_published = approved_by is not None
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return imported


def _vocabulary(collection: Collection, by: Any) -> None:
    """Topics and dimensions are rows, not versions: they are set to what the files say."""
    rows: list[tuple[type[Topic | Dimension], str, dict[str, Any]]] = [
        (Topic, slug, topic.model_dump()) for slug, topic in collection.topics.items()
    ]
    rows += [(Dimension, slug, _row(dimension)) for slug, dimension in collection.dimensions.items()]
    for model, slug, fields in rows:
        row = model.objects.filter(slug=slug).first()
        if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
            continue
        model.objects.update_or_create(slug=slug, defaults=fields)
        thing = f"{model.__name__.lower()}:{slug}"
        revision = append([Entry(Publication.Kind.VOCABULARY)], by=by)[0].number
        record("create" if row is None else "change", thing, by=by, revision=revision)


def _row(dimension: DimensionFile) -> dict[str, Any]:
    return {**dimension.model_dump(mode="json"), "minimum": dimension.minimum, "maximum": dimension.maximum}


def _draft(item: SubjectFile, imported: Imported, by: Any) -> Version | None:
    """A draft with the file's content, or None when the newest version says the same."""
    name = f"{item.kind} {item.slug}"
    subject = _placed(item, by)
    newest = Version.objects.filter(subject=subject).order_by("-number").first()
    if newest is not None and newest.digest == digest_of(item.form):
        imported.unchanged.append(name)
        return None
    (imported.new if newest is None else imported.changed).append(name)
    draft = start_draft(subject, item.form, by=by)
    imported.drafts.append(draft)
    return draft


def _placed(item: SubjectFile, by: Any) -> Subject:
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
    if subject is None:
        subject = model.objects.create(kind=item.kind, slug=item.slug, **place)
        record("create", subject, by=by)
    elif changes := {key: str(value) for key, value in place.items() if getattr(subject, key) != value}:
        model.objects.filter(pk=subject.pk).update(**place)
        revision = append([Entry(Publication.Kind.VOCABULARY)], by=by)[0].number
        record("place", subject, by=by, revision=revision, **changes)
    return subject


def _publish(drafts: list[tuple[SubjectFile, Version]], by: Any, approved_by: Any) -> None:
    for item, version in drafts:
        try:
            submit(version, by=by)
        except ContentError as error:
            raise item.page.place(error) from None
        approve(version, by=approved_by)
        publish(version, by=approved_by)
