"""Who may do what, with the reason when not. The same call greys the button and guards the act."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.approvals import approvers_of
from policies.errors import Refused
from policies.events import has_saved
from policies.models import Card, Release, Subject, Version
from policies.roles import ADMINISTRATOR, AGENT, APPROVERS, AUTHOR, MANAGER, OWNER, ROLES, WRITERS, roles_of

__all__ = ["ADMINISTRATOR", "AGENT", "APPROVERS", "AUTHOR", "MANAGER", "OWNER", "ROLES", "Verdict", "roles_of"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Usable as a condition; `reason` is empty when allowed."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raises Refused with the reason when not allowed."""
        if not self.allowed:
            raise Refused(str(self.reason))


YES = Verdict(True)


def _no(reason: str | Promise) -> Verdict:
    return Verdict(False, reason)


def may_read_desk(user: Any) -> Verdict:
    return YES if roles_of(user) else _no(_("Only colleagues with a role can see this. Ask an administrator for one."))


def may_draft(user: Any) -> Verdict:
    return YES if roles_of(user) & WRITERS else _no(_("Only authors, owners and knowledge managers can write."))


def may_arrange(user: Any) -> Verdict:
    """Change topics, dimensions, and where a card belongs: answers depend on them, and they have no review."""
    if roles_of(user) & {OWNER, MANAGER, ADMINISTRATOR}:
        return YES
    return _no(_("Only owners, knowledge managers and administrators can change topics, dimensions and owners."))


def may_edit(user: Any, version: Version) -> Verdict:
    if version.state != Version.State.DRAFT:
        return _no(_("This version was submitted and can no longer be changed. Start a new draft."))
    if user != version.author and MANAGER not in roles_of(user):
        return _no(_("This is somebody else's draft."))
    return may_draft(user)


def may_review(user: Any, version: Version) -> Verdict:
    """Approve it or request changes."""
    if version.state != Version.State.IN_REVIEW:
        return _no(_("This version is not waiting for review."))
    if not roles_of(user) & APPROVERS:
        return _no(_("Only owners and knowledge managers can approve."))
    is_own = user == version.author or (version.edits > 1 and has_saved(user, version))
    if is_own and not _self_approval_allowed(version.subject):
        return _no(_("Nobody approves their own text. Ask another owner."))
    if user.pk in approvers_of(version):
        return _no(_("You have approved this already; somebody else has to as well."))
    return YES


def may_recall(user: Any, version: Version) -> Verdict:
    """Take back what was handed in."""
    if version.state not in (Version.State.IN_REVIEW, Version.State.APPROVED):
        return _no(_("Only what is in review or approved, and not published yet, can be taken back."))
    if user != version.author and MANAGER not in roles_of(user):
        return _no(_("Only its author and knowledge managers can take this back."))
    return may_draft(user)


def may_recall_release(user: Any, release: Release) -> Verdict:
    """Take back all that was handed in together."""
    if release.state not in (Release.State.IN_REVIEW, Release.State.APPROVED):
        return _no(_("Only what is in review or approved, and not published yet, can be taken back."))
    if user != release.author and MANAGER not in roles_of(user):
        return _no(_("Only its author and knowledge managers can take this back."))
    return may_draft(user)


def may_publish(user: Any, version: Version) -> Verdict:
    if version.state != Version.State.APPROVED:
        return _no(_("Only an approved version can be published."))
    if not roles_of(user) & APPROVERS:
        return _no(_("Only owners and knowledge managers can publish."))
    return YES


def may_withdraw(user: Any, subject: Subject) -> Verdict:
    if user != subject.owner and MANAGER not in roles_of(user):
        return _no(_("Only the owner and knowledge managers can withdraw this."))
    return YES if roles_of(user) & APPROVERS else _no(_("Only owners and knowledge managers can withdraw."))


def _self_approval_allowed(subject: Subject) -> bool:
    if not subject.topic.allows_self_approval or subject.kind != Subject.Kind.CARD:
        return False
    return Card.objects.filter(pk=subject.pk, risk=Card.Risk.LOW).exists()
