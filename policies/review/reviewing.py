"""What happens between handing in and approval: hand in, approve, give back, take back."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.content.problems import ContentError
from policies.events import frozen_seal, record
from policies.models import Release, Review, Version
from policies.permissions import may_edit, may_recall, may_review
from policies.publishing import now
from policies.review.approvals import approvals_needed, approvers_of
from policies.review.moves import decide, move, require_release, require_unmoved
from policies.writing.drafting import fill, insert, next_version
from policies.writing.lineage import unapproved_writers
from policies.writing.readiness import problems_before_review

State = Version.State


@act
def submit(version: Version, *, by: Any, release: Release | None = None) -> Version:
    """Hand a draft in for review; from now on its content cannot change. Raises ContentError for what is not ready."""
    may_edit(by, version).require()
    require_release(version, release)
    at = replace(now(), release=release.pk) if release else now()
    problems = problems_before_review(version, at)
    if problems:
        raise ContentError(problems)
    move(version, State.DRAFT, State.IN_REVIEW, submitted_at=timezone.now())
    moved = {"state": State.IN_REVIEW, "digest": version.digest, "frozen": frozen_seal(version)}
    record("submit", version, by=by, before={"state": State.DRAFT}, after=moved)
    return version


@act
def approve(version: Version, *, by: Any, comment: str = "", release: Release | None = None) -> Version:
    """Approve a submitted version. Nobody approves their own text, and nobody twice.

    It becomes approved with as many approvals of this content as the card's risk asks for; until then it stays in review.
    """
    require_unmoved(version)
    may_review(by, version).require()
    require_release(version, release)
    require_text("comment", comment)
    needed = approvals_needed(version)
    if len(approvers_of(version)) + 1 >= needed:
        move(version, State.IN_REVIEW, State.APPROVED, approved_at=timezone.now())
    decide(version, Review.Decision.APPROVE, comment, by, needed=needed)
    return version


@act
def request_changes(version: Version, *, by: Any, comment: str, release: Release | None = None) -> Version:
    """Give a submitted version back, with a comment on all of it or on lines of it.

    Returns the author's new draft, which starts from the same text; the comments on lines stand beside it.
    """
    on_lines = version.comments.filter(by=by).count()
    if not comment.strip() and not on_lines:
        raise ContentError.one("comment", "missing", _("Say what should change."))
    require_text("comment", comment)
    require_unmoved(version)
    may_review(by, version).require()
    require_release(version, release)
    move(version, State.IN_REVIEW, State.RETURNED)
    decide(version, Review.Decision.REQUEST_CHANGES, comment, by, on_lines=on_lines)
    return _draft_again(version, release, by=by)


@act
def recall(version: Version, *, by: Any, comment: str = "") -> Version:
    """Take back what is in review or approved and not published yet. Returns the author's new draft with the same text.

    Raises Refused for others than the author and knowledge managers, Conflict when somebody moved it meanwhile.
    """
    require_unmoved(version)
    may_recall(by, version).require()
    require_release(version, None)
    return take_back(version, by=by, comment=comment)


def take_back(version: Version, *, by: Any, comment: str, release: Release | None = None) -> Version:
    """Without asking who may. Call inside an act."""
    require_text("comment", comment)
    before = version.state
    move(version, before, State.RETURNED)
    decide(version, Review.Decision.RECALL, comment, by, before=before)
    return _draft_again(version, release, by=by)


def _draft_again(version: Version, release: Release | None, *, by: Any) -> Version:
    """A draft of the same author with the same text. It stays based on what its text was begun from: what was published since
    is not in it, and must be merged knowingly.
    """
    draft = next_version(
        version.subject,
        author=version.author,
        based_on=version.based_on,
        change_note=version.change_note,
        significance=version.significance,
        release=release,
    )
    fill(draft, version.content)
    return insert(draft, by=by, follows=version.number, **unapproved_writers(version))
