"""Who answers for what in the demo store. Everything goes through the verbs; what people chose since stays."""

from django.contrib.auth.models import User
from django.db import transaction

from policies.models import Card, Team, Topic
from policies.people.appointments import give_role
from policies.people.arranging import arrange_topic
from policies.people.deputies import set_deputy
from policies.people.involvements import involve, watch
from policies.people.teams import create_team

OWNERS = {
    "cancellation": "olivia",
    "order-changes": "olivia",
    "order-status": "pavel",
    "shipping": "pavel",
    "returns": "beatriz",
    "exchanges": "beatriz",
    "refunds": "beatriz",
    "retention": "olivia",
    "subscriptions": "olivia",
    "payment": "pavel",
    "account": "pavel",
    "contact": "beatriz",
}
DEPUTIES = {"olivia": "pavel", "pavel": "beatriz", "beatriz": "olivia", "marta": "olivia"}
TEAM = ("returns-desk", "Returns desk", "beatriz", ("ana", "beatriz"))
PARTS = (
    ("cancel-order", "responsible", "marta"),
    ("cancel-order", "verifier", "pavel"),
    ("cancel-order", "consulted", "max"),
    ("return-policy", "verifier", TEAM[0]),
    ("how-to-return", "verifier", TEAM[0]),
)
WATCHED = {"ana": ("cancel-order", "return-policy", "track-order"), "marta": ("refund-policy",)}


@transaction.atomic
def appoint_people() -> None:
    """Owners of topics, deputies, a team, and parts in some cards. Once: what people chose since then stays."""
    slug, title, lead, members = TEAM
    if Team.objects.filter(slug=slug).exists():
        return
    everybody = {user.username: user for user in User.objects.filter(is_active=True)}
    manager, administrator = everybody["max"], everybody["ada"]
    for topic in Topic.objects.filter(slug__in=OWNERS, owner=None):
        said = {"names": topic.names, "queue": topic.queue, "allows_self_approval": topic.allows_self_approval}
        arrange_topic(topic, owner=everybody[OWNERS[topic.slug]], **said, by=manager)
    for username, deputy in DEPUTIES.items():
        set_deputy(everybody[username], everybody[deputy], by=manager)
    team = create_team(slug, title, lead=everybody[lead], members=[everybody[name] for name in members], by=manager)
    give_role(everybody["ana"], "author", topic=Topic.objects.get(slug="contact"), by=administrator)
    cards = {card.slug: card for card in Card.objects.select_related("topic", "owner")}
    for card, part, who in PARTS:
        involve(cards[card], part, team if who == slug else everybody[who], by=manager)
    for username, watched in WATCHED.items():
        for card in watched:
            watch(cards[card], by=everybody[username])
