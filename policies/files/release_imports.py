"""Bring releases in: each as a whole, in the state that the people who import it may give it."""

from collections.abc import Sequence
from typing import Any

from policies.content.problems import ContentError
from policies.files.import_drafts import draft_of, placed
from policies.files.release_files import ReleaseFolder
from policies.models import Release, Version
from policies.releases import add_to_release, approve_release, create_release, publish_release, submit_release


def import_release(folder: ReleaseFolder, *, by: Any, approved_by: Sequence[Any] = ()) -> list[Version] | None:
    """Make the release and drafts of its parts; with `approved_by` it is submitted, approved and published too.

    Returns None, having changed nothing, when a release of this slug exists. Raises ContentError with file, line and field.
    """
    if Release.objects.filter(slug=folder.slug).exists():
        return None
    given = folder.file
    try:
        release = create_release(folder.slug, given.title, by=by, start=given.start, until=given.until, note=folder.page.body)
    except ContentError as error:
        raise folder.page.place(error) from None
    versions = []
    for item in folder.subjects:
        subject = placed(item, by, (*approved_by, by)[0])
        version = draft_of(item, subject, by=by, start=given.start, note=given.title)
        versions.append(add_to_release(version, release, by=by))
    if approved_by:
        _publish(folder, release, by, approved_by)
    return versions


def _publish(folder: ReleaseFolder, release: Release, by: Any, approved_by: Sequence[Any]) -> None:
    """A part's problems are named in its own file."""
    try:
        submit_release(release, by=by)
        for approver in approved_by:
            if release.state == Release.State.IN_REVIEW:
                approve_release(release, by=approver)
        publish_release(release, by=approved_by[0])
    except ContentError as error:
        for item in folder.subjects:
            prefix = f"{item.kind}/{item.slug}."
            own = [problem for problem in error.problems if problem.field.startswith(prefix)]
            if own:
                raise item.located(ContentError(own)) from None
        raise folder.page.place(error) from None
