"""Who may watch over verification, and over what channels say and do."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.models import Channel, SecondLook
from policies.models.channel import AGENTS
from policies.people.directory import called
from policies.people.roles import ADMINISTRATOR, MANAGER, WRITERS, roles_of, topics_with
from policies.people.verdicts import YES, Verdict, no


def may_see_habits(user: Any) -> Verdict:
    """See how people verify."""
    return YES if MANAGER in roles_of(user) else no(_("Only knowledge managers can see how people verify."))


def may_see_questions(user: Any) -> Verdict:
    """Read what customers asked and nothing was sure enough for: whoever writes, in any topic."""
    if roles_of(user) & WRITERS or topics_with(user, WRITERS):
        return YES
    return no(_("Only authors, owners and knowledge managers can see what customers asked."))


def may_look_again(user: Any, look: SecondLook) -> Verdict:
    """Confirm or overturn somebody's verification; never one's own."""
    if MANAGER not in roles_of(user):
        return no(_("Only knowledge managers can look again at what others verified."))
    if look.verification.by_id == user.pk:
        return no(_("Nobody looks again at their own verification."))
    if look.state != SecondLook.State.OPEN:
        return no(_("Somebody has looked at this already."))
    return YES


def may_run_channels(user: Any) -> Verdict:
    """Make, set and switch channels, make, replace and revoke their keys, and say what happens to answers that are late."""
    if roles_of(user) & {MANAGER, ADMINISTRATOR}:
        return YES
    return no(_("Only administrators and knowledge managers can change channels."))


def may_switch_off(channel: Channel) -> Verdict:
    """Any channel but the colleagues' own: whoever switched that off could not find anything any more."""
    if channel.slug == AGENTS:
        return no(_("The agents' own pages cannot be switched off."))
    return YES


def may_act_for(user: Any, person: Any) -> Verdict:
    """Make or replace a key that acts under a person's name: only that person, lest anybody approve their own text."""
    if person is None or person == user:
        return YES
    reason = gettext("A key acts under a person's name, so only that person can make it. Ask %(name)s.")
    return no(reason % {"name": called(person)})
