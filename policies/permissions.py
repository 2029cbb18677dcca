"""Who may do what with cards, facts and offers, with the reason when not. The same call greys the button and guards the act.

A role counts everywhere or in one topic; the owner of a card, and who stands in for the owner now, is an owner of that card.
"""

from collections.abc import Set
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.models import Card, Involvement, Release, Subject, Topic, Version
from policies.people.accountable import answering_for, is_accountable, whom_to_ask
from policies.people.roles import (
    ADMINISTRATOR,
    AGENT,
    APPROVERS,
    AUTHOR,
    MANAGER,
    OWNER,
    ROLES,
    WRITERS,
    is_colleague,
    roles_in,
    roles_of,
    topics_with,
)
from policies.people.verdicts import YES, Verdict, no
from policies.readable import involving
from policies.review.approvals import approvers_of
from policies.review.states import refusal
from policies.writing.lineage import writers_of

__all__ = ["ADMINISTRATOR", "AGENT", "APPROVERS", "AUTHOR", "MANAGER", "OWNER", "ROLES", "Verdict", "roles_of"]

Part = Involvement.Part


def may_read_desk(user: Any) -> Verdict:
    """Any role will do, also one in a single topic."""
    return YES if is_colleague(user) else no(_("Only colleagues with a role can see this. Ask an administrator for one."))


def may_draft(user: Any, thing: Subject | Topic | None = None) -> Verdict:
    """Write in this topic or about this subject; without one, anywhere at all."""
    topic = thing.topic if isinstance(thing, Subject) else thing
    if topic is None:
        can_write = bool(roles_of(user) & WRITERS or topics_with(user, WRITERS))
        return YES if can_write else _no(_("Only authors, owners and knowledge managers can write."), None, user)
    if roles_in(user, topic) & WRITERS:
        return YES
    if isinstance(thing, Subject) and (is_named(user, thing, Part.RESPONSIBLE) or is_accountable(user, thing)):
        return YES
    if may_draft(user):
        return _no(_("You can write in other topics, but not in this one."), thing, user)
    return _no(_("Only authors, owners and knowledge managers can write."), thing, user)


def topics_to_write(user: Any) -> QuerySet[Topic]:
    """Those in which the person may write."""
    if roles_of(user) & WRITERS:
        return Topic.objects.all()
    return Topic.objects.filter(Q(pk__in=topics_with(user, WRITERS)) | Q(owner=user.pk))


def may_arrange(user: Any, topic: Topic | None = None) -> Verdict:
    """Change topics, dimensions, and where a card belongs: answers depend on them, and they have no review."""
    held = roles_of(user) if topic is None else roles_in(user, topic)
    if held & {OWNER, MANAGER, ADMINISTRATOR}:
        return YES
    return _no(_("Only owners, knowledge managers and administrators can change topics, dimensions and owners."), topic, user)


def may_edit(user: Any, version: Version) -> Verdict:
    if reason := refusal("edit", version.state):
        return no(reason)
    if user != version.author and MANAGER not in roles_in(user, version.subject.topic):
        return no(_("This is somebody else's draft."), lambda: version.author)
    return may_draft(user, version.subject)


def may_review(user: Any, version: Version) -> Verdict:
    """Approve it or request changes: owners and knowledge managers, and who is named to verify it."""
    subject = version.subject
    if reason := refusal("approve", version.state):
        return no(reason)
    if not (_holds(user, subject, APPROVERS) or is_named(user, subject, Part.VERIFIER)):
        who = _("Only owners, knowledge managers and those named to verify it can approve.")
        return _no(who, subject, user, version.author)
    is_own = user == version.author or user.pk in writers_of(version)
    if is_own and not _self_approval_allowed(subject):
        return _no(_("Nobody approves their own text."), subject, user, version.author)
    if user.pk in approvers_of(version):
        return no(_("You have approved this already; somebody else has to as well."))
    return YES


def may_recall(user: Any, version: Version) -> Verdict:
    """Take back what was handed in."""
    if reason := refusal("recall", version.state):
        return no(reason)
    if user != version.author and MANAGER not in roles_in(user, version.subject.topic):
        return no(_("Only its author and knowledge managers can take this back."), lambda: version.author)
    return may_draft(user, version.subject)


def may_recall_release(user: Any, release: Release) -> Verdict:
    """Take back all that was handed in together."""
    if reason := refusal("recall", release.state):
        return no(reason)
    if user != release.author and MANAGER not in roles_of(user):
        return no(_("Only its author and knowledge managers can take this back."), lambda: release.author)
    return may_draft(user)


def may_preview(user: Any, release: Release) -> Verdict:
    """Look at the site as it will be: writers who may read all that is in it. A draft stays its author's until handed in."""
    if not (allowed := may_draft(user)):
        return allowed
    coming = release.members.exclude(state=Version.State.RETURNED)
    if coming.exclude(pk__in=Version.objects.visible_to(user).values("pk")).exists():
        return no(_("Parts of this release are not handed in yet, and are somebody else's drafts."), lambda: release.author)
    return YES


def may_publish(user: Any, version: Version) -> Verdict:
    if reason := refusal("publish", version.state):
        return no(reason)
    if not _holds(user, version.subject, APPROVERS):
        return _no(_("Only owners and knowledge managers can publish."), version.subject, user)
    return YES


def may_withdraw(user: Any, subject: Subject) -> Verdict:
    if MANAGER in roles_in(user, subject.topic) or is_accountable(user, subject):
        return YES
    return _no(_("Only the owner and knowledge managers can withdraw this."), subject, user)


def may_verify(user: Any, subject: Subject) -> Verdict:
    """Say that it is still right: its owner or who stands in, its named verifiers, its topic's owner, managers; and whoever
    answers for it now because none of these is here.
    """
    is_manager = MANAGER in roles_in(user, subject.topic)
    answers_for_topic = is_colleague(user) and subject.topic.owner_id == user.pk
    if is_manager or answers_for_topic or is_accountable(user, subject) or is_named(user, subject, Part.VERIFIER):
        return YES
    if is_colleague(user) and answering_for(subject, timezone.now()) == user:
        return YES
    return _no(_("Only its owner, those named to verify it and knowledge managers can verify this."), subject, user)


def may_appoint(user: Any, subject: Subject) -> Verdict:
    """Choose its owner and who else has a part in it."""
    held = roles_in(user, subject.topic)
    answers_for_topic = bool(held) and subject.topic.owner_id == user.pk
    if held & {MANAGER, ADMINISTRATOR} or answers_for_topic or is_accountable(user, subject):
        return YES
    reason = _("Only its owner, the owner of its topic, knowledge managers and administrators can change this.")
    return _no(reason, subject, user)


def is_named(user: Any, subject: Subject, part: str) -> bool:
    """Has the person this part in it, by name or through a team?"""
    return is_colleague(user) and involving(user).filter(subject=subject, part=part).exists()


def _holds(user: Any, subject: Subject, roles: Set[str]) -> bool:
    """One of these roles everywhere, in its topic, or, as an owner, in it alone."""
    return bool(roles_in(user, subject.topic) & roles) or (OWNER in roles and is_accountable(user, subject))


def _no(reason: str | Promise, thing: Subject | Topic | None, *but_not: Any) -> Verdict:
    return no(reason, partial(whom_to_ask, thing, *but_not))


def _self_approval_allowed(subject: Subject) -> bool:
    if not subject.topic.allows_self_approval or subject.kind != Subject.Kind.CARD:
        return False
    return Card.objects.filter(pk=subject.pk, risk=Card.Risk.LOW).exists()
