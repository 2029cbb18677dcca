"""Who may take part in a review besides deciding: comment on lines, merge, and keep on typing."""

from copy import copy
from typing import Any

from django.utils.translation import gettext_lazy as _

from policies.models import Involvement, Subject, Version
from policies.people.roles import APPROVERS, roles_in
from policies.people.verdicts import YES, Verdict, no
from policies.permissions import is_named, may_draft, may_edit
from policies.review.states import refusal

State = Version.State
READERS = (Involvement.Part.VERIFIER, Involvement.Part.CONSULTED)


def may_comment(user: Any, version: Version) -> Verdict:
    """While it is in review: its author, who may approve things like it, and who is consulted about it."""
    if reason := refusal("comment", version.state):
        return no(reason)
    subject = version.subject
    is_reader = bool(roles_in(user, subject.topic) & APPROVERS) or user == subject.owner
    if user == version.author or is_reader or any(is_named(user, subject, part) for part in READERS):
        return YES
    return no(_("Only its author and its reviewers can comment on this."))


def may_merge(user: Any, version: Version) -> Verdict:
    """Bring this version's changes into a new draft of one's own: who may read it, and write about its subject."""
    if not Version.objects.visible_to(user).filter(pk=version.pk).exists():
        return no(_("This is somebody else's draft."))
    return may_draft(user, version.subject)


def may_type(user: Any, version: Version) -> Verdict:
    """Be in the middle of typing into it: also when somebody else handed it in meanwhile."""
    as_draft = copy(version)
    as_draft.state = State.DRAFT
    return may_edit(user, as_draft)


def may_restore(user: Any, version: Version) -> Verdict:
    """Begin a new draft with the text of an older version."""
    if reason := refusal("restore", version.state):
        return no(reason)
    return may_draft(user, Subject.objects.select_related("topic").get(pk=version.subject_id))
