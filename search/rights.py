"""Who may see and decide what was learned from questions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from policies.models import Subject
from policies.people.accountable import is_accountable
from policies.people.roles import ADMINISTRATOR, MANAGER, WRITERS, roles_in, roles_of, topics_with
from policies.people.verdicts import YES, Verdict, no
from search.learned import Gap


def may_see_gaps(user: Any) -> Verdict:
    """Read what customers asked and nobody could answer: whoever writes, in any topic."""
    if roles_of(user) & WRITERS or topics_with(user, WRITERS):
        return YES
    return no(_("Only authors, owners and knowledge managers can see this."))


def may_settle(user: Any, gap: Gap) -> Verdict:
    """Dismiss it, hand it on, write its card: who answers for it, the owner of its topic, and knowledge managers."""
    held = roles_in(user, gap.topic) if gap.topic else roles_of(user)
    if MANAGER in held or (user.pk and user.pk in (gap.owner_id, gap.topic and gap.topic.owner_id)):
        return YES
    return no(_("Only who answers for it and knowledge managers can decide this."), lambda: gap.owner or owner_of(gap))


def owner_of(gap: Gap) -> Any:
    return gap.topic.owner if gap.topic else None


def may_decide_examples(user: Any, card: Subject) -> Verdict:
    """Take or decline proposed examples: the card's owner and who stands in, and knowledge managers."""
    if MANAGER in roles_in(user, card.topic) or is_accountable(user, card):
        return YES
    return no(_("Only the card’s owner and knowledge managers can decide this."), lambda: card.owner)


def may_see_model(user: Any) -> Verdict:
    """See how the answer model does, and which cards clash."""
    if roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return YES
    return no(_("Only knowledge managers and administrators can see this."))


def may_publish_model(user: Any) -> Verdict:
    """Publish an answer model although it is worse than the one in use, and keep what models are checked by."""
    return YES if MANAGER in roles_of(user) else no(_("Only knowledge managers can decide this."))
