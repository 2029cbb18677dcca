"""When somebody leaves: everything they answered for goes to somebody who is here, at once, and says that it did."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.errors import Conflict
from policies.events import record
from policies.models import Colleague, Subject, Team, Topic
from policies.people.administering import may_administer, may_deactivate
from policies.people.directory import people_with, thing_of
from policies.people.roles import ADMINISTRATOR, MANAGER
from policies.people.sessions import end_sessions


@dataclass(frozen=True, slots=True)
class Handover:
    """What goes to whom when a person leaves. A subject, a topic or a team with its heir."""

    subjects: tuple[tuple[Subject, Any], ...]
    topics: tuple[tuple[Topic, Any], ...]
    teams: tuple[tuple[Team, Any], ...]

    @property
    def by_heir(self) -> list[tuple[Any, dict[str, list[Any]]]]:
        """Each heir with what would come to them: topics, teams and subjects, by these words."""
        shares: dict[Any, dict[str, list[Any]]] = {}
        for name, given in (("topics", self.topics), ("teams", self.teams), ("subjects", self.subjects)):
            for thing, heir in given:
                shares.setdefault(heir, {"topics": [], "teams": [], "subjects": []})[name].append(thing)
        return list(shares.items())


@act
def deactivate(person: Any, *, by: Any) -> Handover:
    """End the account: the person's sessions end at once, and all that was theirs goes to others.

    Raises Refused, for oneself and the last administrator too, Conflict when there is nobody left for it to go to or it ended
    meanwhile.
    """
    may_deactivate(by, person).require()
    if not get_user_model().objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Conflict(_("This account has ended already."))
    person.is_active = False
    end_sessions(person)
    record("deactivate", thing_of(person), by=by, before={"is_active": True}, after={"is_active": False})
    return _hand_over(person, by=by)


@act
def reactivate(person: Any, *, by: Any) -> None:
    """The person is back, with the roles of before. What went to others stays with them."""
    may_administer(by).require()
    if not get_user_model().objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise Conflict(_("This account is active already."))
    person.is_active = True
    record("reactivate", thing_of(person), by=by, before={"is_active": False}, after={"is_active": True})


def settle_departures() -> int:
    """Do the same for accounts that were ended elsewhere. Returns for how many; safe to repeat, and on the beat."""
    return sum(_settle(person) for person in _gone_with_something())


def handover_of(person: Any) -> Handover:
    """What would go to whom, if this person left now. Raises Conflict when there is nobody left for it to go to."""
    subjects = Subject.objects.filter(owner=person).select_related("topic__owner", "card").order_by("kind", "slug")
    topics, teams = Topic.objects.filter(owner=person), Team.objects.filter(lead=person)
    heirs = _Heirs(person)
    return Handover(
        tuple((subject, heirs.for_topic(subject.topic)) for subject in subjects),
        tuple((topic, heirs.for_topic(None)) for topic in topics),
        tuple((team, heirs.for_topic(None)) for team in teams),
    )


class _Heirs:
    """The deputy, else who answers for the topic, else the first knowledge manager, else the first administrator."""

    def __init__(self, person: Any):
        self.person = person
        colleague = Colleague.objects.select_related("deputy").filter(person=person).first()
        self.deputy = colleague.deputy if colleague and colleague.deputy and colleague.deputy.is_active else None
        self.managers = [one for role in (MANAGER, ADMINISTRATOR) for one in people_with([role]).exclude(pk=person.pk)[:1]]

    def for_topic(self, topic: Topic | None) -> Any:
        owner = topic.owner if topic and topic.owner_id != self.person.pk else None
        found = self.deputy or (owner if owner and owner.is_active else None) or next(iter(self.managers), None)
        if found is None:
            raise Conflict(_("Nobody is left who could take this over. Give somebody the role of knowledge manager first."))
        return found


@act
def _settle(person: Any) -> int:
    handed = _hand_over(person, by=None)
    return 1 if handed.subjects or handed.topics or handed.teams else 0


def _hand_over(person: Any, *, by: Any) -> Handover:
    handover, moment = handover_of(person), timezone.now()
    left = {"owner": person.get_username()}
    for subject, heir in handover.subjects:
        Subject.objects.filter(pk=subject.pk).update(owner=heir, inherited_from=person, inherited_at=moment)
        record("inherit", subject, by=by, before=left, after={"owner": heir.get_username()})
    for topic, heir in handover.topics:
        Topic.objects.filter(pk=topic.pk).update(owner=heir)
        record("inherit", f"topic:{topic.slug}", by=by, before=left, after={"owner": heir.get_username()})
    for team, heir in handover.teams:
        Team.objects.filter(pk=team.pk).update(lead=heir)
        team.members.add(heir)
        changed: dict[str, Any] = {"before": {"lead": person.get_username()}, "after": {"lead": heir.get_username()}}
        record("inherit", f"team:{team.slug}", by=by, **changed)
    return handover


def _gone_with_something() -> list[Any]:
    """People whose account has ended and who still answer for something."""
    holds = Q(subjects__isnull=False) | Q(topics__isnull=False) | Q(teams_led__isnull=False)
    return list(get_user_model().objects.filter(holds, is_active=False).order_by("username").distinct())
