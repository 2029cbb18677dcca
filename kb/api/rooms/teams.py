"""`/teams` and `/rules`: people who act together, and what each risk asks for."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import Field
from rest_framework import serializers

from kb.api.named import Person
from kb.api.room import Act, Room, Visit, first_or_404
from kb.api.rooms.finding import Name
from kb.api.shown import named
from policies.content.form import Form
from policies.models import Team
from policies.people.risk_rules import RuleLine, all_rules, change_rule
from policies.people.teams import change_team, create_team


class TeamShown(serializers.Serializer[Team]):
    slug = serializers.CharField()
    title = serializers.CharField()
    lead = named("lead")
    members = serializers.SerializerMethodField()

    def get_members(self, team: Team) -> list[str]:
        return sorted(person.get_username() for person in team.members.all() if person.is_active)


class TeamForm(Form):
    title: str
    lead: Person
    members: Annotated[tuple[Person, ...], Field(max_length=500)] = ()


class NewTeam(TeamForm):
    slug: Name


class Teams(Room):
    """Several people who verify or are consulted together."""

    address, key, field, shown, ordering = "teams", "<card:slug>", "slug", TeamShown, ("slug",)
    begin = Act("Make a team", NewTeam, create_team)
    save = Act("Change a team", TeamForm, change_team)

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Team]:
        return Team.objects.select_related("lead").prefetch_related("members").order_by("slug")


class RuleShown(serializers.Serializer[RuleLine]):
    """With how many cards it bites on, and how many of those are in review."""

    risk = serializers.CharField(source="rule.risk")
    approvals = serializers.IntegerField(source="rule.approvals")
    review_hours = serializers.IntegerField(source="rule.review_hours")
    interval_days = serializers.IntegerField(source="rule.interval_days")
    grace_days = serializers.IntegerField(source="rule.grace_days")
    cards = serializers.IntegerField()
    in_review = serializers.IntegerField()


class RuleForm(Form):
    """What is left out stays as it is."""

    approvals: int = 0
    review_hours: int = 0
    interval_days: int = 0
    grace_days: int = 0


class Rules(Room):
    """What each risk asks for."""

    address, key, field, shown = "rules", "<slug:risk>", "risk", RuleShown
    save = Act(
        "Change what a risk asks for",
        RuleForm,
        lambda line, by, **wanted: change_rule(line.rule, by=by, **wanted),
        partial=True,
    )

    def rows(self, visit: Visit, **place: Any) -> Sequence[RuleLine]:
        return all_rules()

    def find(self, visit: Visit, **place: Any) -> RuleLine:
        found: RuleLine = first_or_404(line for line in all_rules() if line.rule.risk == place["risk"])
        return found
