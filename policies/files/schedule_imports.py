"""Bring in what holds from an instant, or up to one."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from policies.content.files import SubjectFile
from policies.content.problems import ContentError
from policies.files.import_drafts import Imported, draft_of, placed, publish_draft, says_the_same
from policies.files.instants import written
from policies.files.planned import Line, lines_by_subject, planned
from policies.files.release_files import ReleaseFolder
from policies.files.schedule_files import ScheduleFile, ScheduleFolder
from policies.models import Subject, Version
from policies.publishing import now

F = TypeVar("F", bound=ScheduleFolder | ReleaseFolder)
ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
SCHEDULED = "Scheduled"  # So begins the note of a draft that says when it is to be published.
WAITING = (Version.State.DRAFT, Version.State.IN_REVIEW, Version.State.APPROVED)


def in_order(folders: Iterable[F]) -> list[F]:
    """What is in force already comes first; of what begins together what holds longer, because the last one stands on top."""
    longest_first = sorted(folders, key=lambda folder: folder.file.until or NEVER, reverse=True)
    return sorted(longest_first, key=lambda folder: folder.file.start or ALWAYS)


def import_scheduled(
    folder: ScheduleFolder, imported: Imported, *, by: Any, approved_by: Sequence[Any] = (), kind: str = ""
) -> None:
    """The subjects of a folder (of one kind, if one is given): with `approved_by` they are published from the start (at once,
    if that has passed) to the end.

    Without, they become drafts whose notes say when. What was published so before is left alone, even if it was withdrawn
    since; what is over is only named. Raises ContentError with file, line and field.
    """
    for item in folder.subjects:
        if kind in ("", item.kind):
            _import(folder, item, imported, by, approved_by)


def _import(folder: ScheduleFolder, item: SubjectFile, imported: Imported, by: Any, approved_by: Sequence[Any]) -> None:
    at, given = now().at, folder.file
    name = f"{item.kind} {item.slug}{when(given)}"
    if given.until is not None and given.until <= at:
        imported.over.append(name)
        return
    start = given.start if given.start and given.start > at else None
    subject = placed(item, by, (*approved_by, by)[0])
    note = f"{SCHEDULED}{when(given)}"
    if _is_there(folder, item, subject, imported, start) or (not approved_by and _is_waiting(item, subject, note)):
        imported.unchanged.append(name)
        return
    (imported.changed if subject.versions.exists() else imported.new).append(name)
    version = draft_of(item, subject, by=by, start=start, note=note)
    imported.drafts.append(version)
    if approved_by:
        publish_draft(item, version, by=by, approved_by=approved_by, start=start, until=given.until)


def when(file: ScheduleFile) -> str:
    return "".join(f" {word} {written(at)}" for word, at in (("from", file.start), ("until", file.until)) if at)


def _is_waiting(item: SubjectFile, subject: Subject, note: str) -> bool:
    waiting = subject.versions.filter(state__in=WAITING, change_note=note, release=None)
    return any(says_the_same(version, item) for version in waiting)


def _is_there(folder: ScheduleFolder, item: SubjectFile, subject: Subject, imported: Imported, start: datetime | None) -> bool:
    """Was this published for the same time, and not covered by something that this import itself has brought in?"""
    at, until = now(), folder.file.until
    lines = lines_by_subject(at, subject=subject.pk).get(subject.pk, [])
    versions = Version.objects.select_related("based_on", "subject").in_bulk([line.version for line in lines])
    brought = {version.pk for version in imported.drafts}
    before = [line for line in lines if line.version not in brought]
    same = [line for line in before if _begins(line, start, at.at) and says_the_same(versions[line.version], item)]
    of_now, of_before = planned(lines, at.at), planned(before, at.at)
    exact = [line for line in same if until in (line.until, line.meant_until)]
    if exact:
        return any(line in of_now or line not in of_before for line in exact)
    if until is not None and any(line in of_now and (line.until is None or line.until > until) for line in same):
        message = "The same text holds beyond this already. Withdraw it then, or write another text."
        raise folder.page.place(ContentError.one("until", "holds", message))
    return False


def _begins(line: Line, start: datetime | None, at: datetime) -> bool:
    return line.start <= at if start is None else line.start == start
