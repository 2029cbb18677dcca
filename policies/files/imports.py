"""Bring a collection of content files in: all of it or nothing, and only what differs from what is there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from policies.content.files import SubjectFile, TopicFile
from policies.content.problems import ContentError, Problem
from policies.files.collection import Collection
from policies.files.import_drafts import Imported, draft_of, placed, publish_draft, says_the_same
from policies.files.planned import lines_by_subject, planned
from policies.files.release_files import ReleaseFolder
from policies.files.release_imports import import_release
from policies.files.schedule_files import ScheduleFolder
from policies.files.schedule_imports import SCHEDULED, WAITING, import_scheduled, in_order, when
from policies.images import bring_image
from policies.models import Dimension, Release, Subject, Topic, Version
from policies.publishing import base_for, last_published, lock_log, now
from policies.vocabulary import fields_of, set_row

ORDER = ("fact", "offer", "card")


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
            begun, coming = _folders(collection, now().at)
            _images(collection, by)
            _rows(collection, by, (*approved_by, by)[0])
            for kind in ORDER:
                _import_kind(kind, collection, begun, imported, by, approved_by)
                for schedule in begun:
                    import_scheduled(schedule, imported, by=by, approved_by=approved_by, kind=kind)
            for folder in coming:
                _import_coming(folder, imported, by, approved_by)
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
    rows += [(Dimension, slug, fields_of(dimension)) for slug, dimension in collection.dimensions.items()]
    for model, slug, fields in rows:
        try:
            set_row(model, slug, fields, by=by, arranged_by=arranged_by)
        except ContentError as error:
            file = f"{model.__name__.lower()}s/{slug}.md"
            raise ContentError(replace(problem, file=file, line=1) for problem in error.problems) from None


def _images(collection: Collection, by: Any) -> None:
    for image in collection.images:
        try:
            bring_image(image.name, image.data, title=image.title, by=by)
        except ContentError as error:
            raise ContentError(replace(problem, file=image.path, line=1) for problem in error.problems) from None


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


def _folders(collection: Collection, at: datetime) -> tuple[list[ScheduleFolder], list[ScheduleFolder | ReleaseFolder]]:
    """What has begun, and what is to come, releases included, in the order in which it must be published."""
    has_begun = {folder.name: not folder.file.start or folder.file.start <= at for folder in collection.schedules}
    begun = [folder for folder in collection.schedules if has_begun[folder.name]]
    coming = [folder for folder in collection.schedules if not has_begun[folder.name]]
    return in_order(begun), in_order([*coming, *collection.releases])


def _rows(collection: Collection, by: Any, arranged_by: Any) -> None:
    """The rows of all subjects, because a card may link to one that is only to come."""
    known = set(Release.objects.values_list("slug", flat=True))
    new = [item for folder in collection.releases if folder.slug not in known for item in folder.subjects]
    for item in (*(item for folder in collection.schedules for item in folder.subjects), *new):
        placed(item, by, arranged_by)


def _import_kind(
    kind: str, collection: Collection, begun: Sequence[ScheduleFolder], imported: Imported, by: Any, approved_by: Sequence[Any]
) -> None:
    """What is in force for good; not what the collection itself says was replaced for good meanwhile."""
    replaced = {(item.kind, item.slug): folder for folder in begun if not folder.file.until for item in folder.subjects}
    drafts: list[tuple[SubjectFile, Version]] = []
    for item in (item for item in collection.subjects if item.kind == kind):
        folder = replaced.get((item.kind, item.slug))
        if folder is not None:
            imported.over.append(f"{item.kind} {item.slug}, replaced{when(folder.file)}")
        elif version := _draft(item, imported, by, approved_by):
            drafts.append((item, version))
    for item, version in drafts if approved_by else ():
        publish_draft(item, version, by=by, approved_by=approved_by)


def _import_coming(folder: ScheduleFolder | ReleaseFolder, imported: Imported, by: Any, approved_by: Sequence[Any]) -> None:
    if isinstance(folder, ScheduleFolder):
        import_scheduled(folder, imported, by=by, approved_by=approved_by)
        return
    versions = import_release(folder, by=by, approved_by=approved_by)
    (imported.unchanged if versions is None else imported.new).append(f"release {folder.slug}")
    imported.drafts += versions or ()


def _draft(item: SubjectFile, imported: Imported, by: Any, approved_by: Sequence[Any]) -> Version | None:
    """A draft with the file's content, or None when the version in force, published last or planned for good says the same."""
    name = f"{item.kind} {item.slug}"
    subject = placed(item, by, (*approved_by, by)[0])
    waiting = subject.versions.filter(state__in=WAITING, release=None).exclude(change_note__startswith=SCHEDULED)
    is_drafted = any(says_the_same(version, item) for version in waiting)
    if any(says_the_same(version, item) for version in _said(subject)) or (is_drafted and not approved_by):
        imported.unchanged.append(name)
        return None
    (imported.changed if subject.versions.exists() else imported.new).append(name)
    imported.drafts.append(draft_of(item, subject, by=by))
    return imported.drafts[-1]


def _said(subject: Subject) -> list[Version]:
    """The versions in force, published last, and planned without an end."""
    at = now()
    plan = planned(lines_by_subject(at, subject=subject.pk).get(subject.pk, []), at.at)
    versions = subject.versions.in_bulk([line.version for line in plan if line.meant_until is None])
    return [version for version in (base_for(subject), last_published(subject), *versions.values()) if version is not None]
