"""The verbs that change what is said. Each is one transaction: verdict, compare-and-set of the state, event, log.

Drafts begin and change in `drafting`, reviews happen in `reviewing`; here is what takes effect.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_future
from policies.errors import Conflict
from policies.events import record
from policies.models import Publication, Subject, Version
from policies.permissions import may_publish, may_withdraw
from policies.publishing import Entry, append, base_for
from policies.review.commenting import comment
from policies.review.moves import move, require_release
from policies.review.reviewing import approve, recall, request_changes, submit
from policies.trust.acts import begin_trust
from policies.writing.drafting import create_card, create_fact, create_offer, revert, save_draft, start_draft
from policies.writing.lineage import replaces
from policies.writing.merging import merge

__all__ = [
    "approve", "comment", "create_card", "create_fact", "create_offer", "merge", "publish", "publish_all", "recall",
    "request_changes", "require_base", "revert", "save_draft", "start_draft", "submit", "withdraw",
]  # fmt: skip

State = Version.State


@act
def publish(version: Version, *, by: Any, start: datetime | None = None, until: datetime | None = None) -> Publication:
    """Put an approved version in force, now or from `start`, for good or until `until` (excluded).

    Raises Conflict when another version was published since this one was begun, ContentError for instants in the past.
    """
    require_future(start=start, until=until)
    require_release(version, None)
    (publication,) = publish_all([version], by=by, start=start, until=until)
    return publication


def publish_all(versions: Sequence[Version], *, by: Any, start: datetime | None, until: datetime | None) -> list[Publication]:
    """Put approved versions in force under one revision. Call inside a transaction that holds the log's lock."""
    for version in versions:
        may_publish(by, version).require()
        require_base(version, start)
        move(version, State.APPROVED, State.PUBLISHED)
    entries = [Entry(Publication.Kind.PUBLISH, version.subject, version, start, until) for version in versions]
    publications = append(entries, by=by)
    for version, publication, trust in zip(versions, publications, begin_trust(publications), strict=True):
        until_ = publication.effective_until
        taken = {"state": State.PUBLISHED, "from": publication.effective_from.isoformat()}
        taken |= {"until": until_.isoformat()} if until_ else {}
        moved: dict[str, Any] = {"before": {"state": State.APPROVED}, "after": taken}
        record("publish", version, by=by, **moved, rows=[publication, *trust], revision=publication.number)
    return publications


def require_base(version: Version, start: datetime | None) -> None:
    """Raises Conflict when this version was not begun from the text that it would replace."""
    base = base_for(version.subject, start)
    if base is None or replaces(version, base):
        return
    raise Conflict(
        _("It would replace version %(number)s, which it was not begun from. Merge that one in first.")
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
    record("withdraw", version or subject, by=by, after=taken, rows=[publication], revision=publication.number)
    return publication
