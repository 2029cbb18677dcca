"""`/cards/{card}/people` and the like: who stands behind a card, fact or offer; and what nobody has confirmed yet."""

from typing import Annotated, Any, Literal

from pydantic import Field
from rest_framework import serializers

from kb.api.named import Involved, Person
from kb.api.room import Act, Json, Room, Visit
from kb.api.rooms.finding import PLACE, Nothing, find_subject
from kb.api.shown import ThingShown, instant, named
from policies.content.form import Form
from policies.models import Involvement, Subject
from policies.people.accountable import answering_for
from policies.people.involvements import involve, involved_in, release_from, unwatch, watch
from policies.people.owners import assign_owner, confirm_owner, inherited, topics_without_owner
from policies.people.owning_several import MAX_AT_ONCE, assign_owners, confirm_owners


class PartShown(serializers.Serializer[Involvement]):
    """A person or a team with a part in it."""

    part = serializers.CharField()
    person = named("person")
    team = serializers.CharField(source="team.slug", allow_null=True)


class InvolvedShown(serializers.Serializer[Subject]):
    """One owner, who answers for it now (the owner, or a deputy), and what others do for it."""

    kind = serializers.CharField()
    slug = serializers.CharField()
    owner = named("owner")
    inherited_from = named("inherited_from")
    inherited_at = instant(allow_null=True)
    answering = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()

    def get_answering(self, subject: Subject) -> str:
        name: str = answering_for(subject, self.context["visit"].at.at).get_username()
        return name

    def get_parts(self, subject: Subject) -> list[Json]:
        return [dict(PartShown(row).data) for rows in involved_in(subject).values() for row in rows]


class Assigning(Form):
    owner: Person


class TakingPart(Form):
    part: Literal["responsible", "verifier", "consulted", "informed"]
    who: Involved


class PeopleBehind(Room):
    """Who stands behind a card, fact or offer."""

    address, shown = f"{PLACE}/people", InvolvedShown
    noun = "{kind}_people"
    acts = {
        "assign-owner": Act(
            "Make somebody its owner",
            Assigning,
            lambda found, owner, by: assign_owner(found, owner, by=by),
            may_vanish=True,
        ),
        "confirm-owner": Act("Confirm the owner that it went to when its owner left", Nothing, confirm_owner),
        "involve": Act("Give a person or a team a part in it", TakingPart, involve),
        "release-from": Act("Take a part in it away", TakingPart, release_from),
        "watch": Act("Be told of its changes", Nothing, watch),
        "unwatch": Act("Be told of its changes no more", Nothing, unwatch),
    }

    def find(self, visit: Visit, **place: Any) -> Subject:
        return find_subject(visit, **place)


class UnconfirmedShown(ThingShown):
    topic = serializers.CharField(source="topic.slug")
    owner = named("owner")
    inherited_from = named("inherited_from")
    inherited_at = instant()


class UnownedShown(serializers.Serializer[Any]):
    """What went to somebody because its owner left and nobody has confirmed yet, and topics for which nobody answers."""

    subjects = UnconfirmedShown(many=True)
    topics = serializers.ListField(child=serializers.CharField())


class Confirming(Form):
    """`things` as in the history of acts: `card:cancel-order`."""

    things: Annotated[tuple[str, ...], Field(max_length=MAX_AT_ONCE)]


class HandingOn(Confirming):
    owner: Person


class Unowned(Room):
    """What nobody has confirmed to answer for."""

    address, shown = "unowned", UnownedShown
    acts = {
        "confirm": Act(
            "Confirm the owners that several things went to; all of them or none",
            Confirming,
            lambda found, by, things: confirm_owners(things, by=by),
        ),
        "assign": Act(
            "Make somebody the owner of several of these; all of them or none",
            HandingOn,
            lambda found, by, things, owner: assign_owners(things, owner, by=by),
        ),
    }

    def find(self, visit: Visit, **place: Any) -> Json:
        return {"subjects": inherited(), "topics": [topic.slug for topic in topics_without_owner()]}
