"""Teams: several people who verify or are consulted together, with a lead."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_slug, require_text
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Team
from policies.people.administering import may_keep_rules
from policies.people.roles import is_colleague


@act
def create_team(slug: str, title: str, *, lead: Any, members: Iterable[Any], by: Any) -> Team:
    """Raises Refused, Conflict when the name is taken, ContentError for who has left or has no role."""
    may_keep_rules(by).require()
    require_slug("slug", slug)
    people = _require_people(title, lead, members)
    try:
        with transaction.atomic():
            team = Team.objects.create(slug=slug, title=title, lead=lead)
    except IntegrityError:
        raise Conflict(_("There is a team with this name already.")) from None
    team.members.set(people)
    record("create", f"team:{slug}", by=by, after=_said(team))
    return team


@act
def change_team(team: Team, *, title: str, lead: Any, members: Iterable[Any], by: Any) -> Team:
    """Raises Refused or ContentError as `create_team` does."""
    may_keep_rules(by).require()
    people = _require_people(title, lead, members)
    before = _said(team)
    team.title, team.lead = title, lead
    Team.objects.filter(pk=team.pk).update(title=title, lead=lead)
    team.members.set(people)
    if (after := _said(team)) != before:
        record("change", f"team:{team.slug}", by=by, before=before, after=after)
    return team


def _require_people(title: str, lead: Any, members: Iterable[Any]) -> list[Any]:
    require_text("title", title, 200)
    if not title.strip():
        raise ContentError.one("title", "missing", _("Give the team a name."))
    people = {person.pk: person for person in (lead, *members)}
    for field, person in [("lead", lead), *(("members", person) for person in people.values())]:
        if not is_colleague(person):
            raise ContentError.one(field, "inactive", _("Choose people who are here and have a role."))
    return list(people.values())


def _said(team: Team) -> dict[str, Any]:
    members = sorted(team.members.values_list("username", flat=True))
    return {"title": team.title, "lead": team.lead.get_username(), "members": members}
