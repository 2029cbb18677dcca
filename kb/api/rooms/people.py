"""`/people` and `/me`: roles, deputies, days of absence, the end of an account, and how a person wants to be told."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from rest_framework import serializers

from kb.api.named import AnyTopic, Clock, Day, Person
from kb.api.room import Act, Json, Room, Visit, first_or_404
from kb.api.rooms.finding import Nothing
from kb.api.shown import ThingShown, named
from policies.content.form import Form
from policies.errors import Conflict
from policies.models import Absence, Colleague, Subject
from policies.people.administering import may_deactivate
from policies.people.appointments import give_role, take_role
from policies.people.attempts import unlock
from policies.people.coming_in import remove_factors
from policies.people.departures import deactivate, handover_of, reactivate
from policies.people.deputies import add_absence, remove_absence, set_deputy
from policies.people.directory import called, colleague_of
from policies.people.preferences import set_preferences
from policies.people.roster import PersonLine, all_people, line_of, parts_of
from policies.people.standing_in import day_of, whereabouts


class TopicRoleShown(serializers.Serializer[Any]):
    role = serializers.CharField()
    topic = serializers.CharField(source="topic.slug")


class PersonBrief(serializers.Serializer[PersonLine]):
    """`roles` hold everywhere, `topic_roles` in one topic; `subjects` is how many cards, facts and offers they own."""

    username = named("person")
    name = serializers.SerializerMethodField()
    is_active = serializers.BooleanField(source="person.is_active")
    roles = serializers.ListField(child=serializers.CharField())
    topic_roles = TopicRoleShown(many=True)
    deputy = named("deputy")
    absent_until = serializers.DateField(format=None, allow_null=True)
    subjects = serializers.IntegerField()

    def get_name(self, line: PersonLine) -> str:
        return called(line.person)


class AbsenceShown(serializers.Serializer[Absence]):
    first_on = serializers.DateField(format=None)
    last_on = serializers.DateField(format=None)


class PersonPart(serializers.Serializer[Any]):
    part = serializers.CharField()
    subject = ThingShown()
    team = serializers.CharField(source="team.slug", allow_null=True)


class PersonShown(PersonBrief):
    """With absences that are not over, parts in cards, and teams."""

    absences = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()
    teams = serializers.SerializerMethodField()

    def get_absences(self, line: PersonLine) -> list[Json]:
        today = day_of(self.context["visit"].at.at, colleague_of(line.person).time_zone)
        return [dict(AbsenceShown(row).data) for row in Absence.objects.filter(person=line.person, last_on__gte=today)]

    def get_parts(self, line: PersonLine) -> list[Json]:
        return [dict(PersonPart(part).data) for part in parts_of(line.person)]

    def get_teams(self, line: PersonLine) -> list[str]:
        return list(line.person.teams.order_by("slug").values_list("slug", flat=True))


class Role(Form):
    """Without a topic it holds everywhere."""

    role: str
    topic: AnyTopic = None


class Standing(Form):
    """Null is nobody."""

    deputy: Person | None


class Away(Form):
    """Days, both included, in the person's time zone."""

    first_on: Day
    last_on: Day


def _there(line: PersonLine, *, by: Any, first_on: Any, last_on: Any) -> None:
    row = Absence.objects.select_related("person").filter(person=line.person, first_on=first_on, last_on=last_on).first()
    if row is None:
        raise Conflict(_("This absence was removed meanwhile."))
    remove_absence(row, by=by)


class People(Room):
    """Colleagues, with what they may do and who stands in for them."""

    address, key, noun = "people", "<str:username>", "person"
    shown, line = PersonShown, PersonBrief
    acts = {
        "give-role": Act(
            "Give a role", Role, lambda line, role, **given: give_role(line.person, role, **given), is_sensitive=True
        ),
        "take-role": Act(
            "Take a role away", Role, lambda line, role, **given: take_role(line.person, role, **given), is_sensitive=True
        ),
        "deputy": Act("Name a deputy, or nobody", Standing, lambda line, deputy, by: set_deputy(line.person, deputy, by=by)),
        "away": Act("Note days of absence", Away, lambda line, **given: add_absence(line.person, **given)),
        "there": Act("Take days of absence back", Away, _there),
        "deactivate": Act(
            "End the account; what was theirs goes to others",
            Nothing,
            lambda line, by: deactivate(line.person, by=by),
            is_sensitive=True,
        ),
        "reactivate": Act(
            "Open the account again", Nothing, lambda line, by: reactivate(line.person, by=by), is_sensitive=True
        ),
        "unlock": Act(
            "Let somebody try again whose account wrong passwords have locked",
            Nothing,
            lambda line, by: unlock(line.person, by=by),
            is_sensitive=True,
        ),
        "remove-factors": Act(
            "Take away a lost second factor; the next log-in asks for the password alone",
            Nothing,
            lambda line, by: remove_factors(line.person, by=by),
            is_sensitive=True,
        ),
    }

    def rows(self, visit: Visit, **place: Any) -> list[PersonLine]:
        return all_people(visit.at.at)

    def find(self, visit: Visit, **place: Any) -> PersonLine:
        people = get_user_model().objects.select_related("colleague__deputy").prefetch_related("groups", "topic_roles__topic")
        person = first_or_404(people.filter(username=place["username"]))
        absent_until = whereabouts(visit.at.at).absent.get(person.pk)
        return line_of(person, absent_until, Subject.objects.filter(owner=person).count())


class HeirShown(serializers.Serializer[Any]):
    """What would come to somebody."""

    heir = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    teams = serializers.ListField(child=serializers.CharField())
    subjects = ThingShown(many=True)


class Handovers(Room):
    """What would go to whom, if this person left now."""

    address, shown = "people/<str:username>/handover", HeirShown

    def rows(self, visit: Visit, **place: Any) -> list[Json]:
        person = first_or_404(get_user_model().objects.filter(username=place["username"]))
        may_deactivate(visit.who, person).require()
        return [
            {
                "heir": heir.get_username(),
                "topics": [topic.slug for topic in share["topics"]],
                "teams": [team.slug for team in share["teams"]],
                "subjects": share["subjects"],
            }
            for heir, share in handover_of(person).by_heir
        ]


class PreferencesShown(serializers.Serializer[Colleague]):
    """Times of day are in the person's own time zone; an empty one is the store's."""

    username = named("person")
    language = serializers.CharField()
    time_zone = serializers.CharField()
    email = serializers.CharField()
    digest_at = serializers.TimeField(format=None)
    quiet_from = serializers.TimeField(format=None, allow_null=True)
    quiet_until = serializers.TimeField(format=None, allow_null=True)


class Preferring(Form):
    """What is left out stays as it is."""

    language: str = ""
    time_zone: str = ""
    email: str = ""
    digest_at: Clock | None = None
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None


class Me(Room):
    """How the person of the key or of the session wants to be told."""

    address, shown = "me", PreferencesShown
    save = Act(
        "Choose how to be told",
        Preferring,
        lambda found, by, **wanted: set_preferences(found.person, by=by, **wanted),
        partial=True,
    )

    def find(self, visit: Visit, **place: Any) -> Colleague:
        return colleague_of(visit.who)
