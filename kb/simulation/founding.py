"""A store from nothing: people with their wishes and deputies, topics, teams, channels, facts and cards, by the real verbs."""

from datetime import datetime, time
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import Group as Role
from django.contrib.auth.models import User

from kb.simulation import verifying, writing
from kb.simulation.reference import Group, Person, Thing
from kb.simulation.world import DAY, World
from policies.channels import create_channel, set_ladder
from policies.models import Channel, Subject, Team, Topic
from policies.people.appointments import give_role
from policies.people.deputies import set_deputy
from policies.people.involvements import involve
from policies.people.preferences import set_preferences
from policies.people.teams import create_team
from policies.trust.ladder import with_usual

ZONES = ("Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Europe/Moscow", "Pacific/Auckland", "")
DIGESTS = (time(2, 30), time(8), time(17, 45), time(2, 30), time(0, 0), time(23, 15))
QUIET = (None, (time(22), time(7)), None, (time(12, 30), time(13, 30)), (time(20), time(2, 45)))
EMAIL = ("digest", "digest", "digest", "at_once", "digest", "at_once", "digest", "never")
# What the channels do beyond the usual: one that is strict at once, one that serves everything, one that warns early.
LADDERS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "strict-chat": ("public", {"due": {"high": "escalate", "medium": "notice"}, "expired": {"low": "escalate"}}),
    "easy-chat": ("public", {"expired": {"low": "serve", "medium": "serve", "high": "notice"}}),
    "panel": ("internal", {"due": {"high": "notice"}, "expired": {"high": "escalate"}}),
}


def found(world: World, cards: int, people: int, start: datetime) -> None:
    """All is there at `start`; the cards were published one after the other in the sixty days before."""
    admin = _people(world, people)
    _topics(world, max(3, min(10, cards // 15)))
    _deputies(world, admin)
    _channels(world, world.user(admin))
    team = _team(world, world.user(admin))
    facts = [writing.create_fact(world, f"terms.days_{number}") for number in range(max(4, min(20, cards // 5)))]
    step = (start - world.now - DAY) / cards
    for number in range(cards):
        world.clock.move_to(world.now + step)
        quoted = tuple(fact.slug for fact in world.random.sample(facts, world.random.choice((0, 0, 1, 1, 2))))
        thing = writing.create_card(world, f"card-{number:04}", quoted)
        _involve(world, thing, team)
        verifying.follow(world, thing)


def _people(world: World, number: int) -> int:
    """One administrator, two managers, and of each ten others about three owners, two authors, five agents."""
    others = [name for _ in range(number) for name in ("owner", "agent", "author", "agent", "owner", "agent")]
    roles = ["administrator", "manager", "manager", *others][:number]
    groups = {group.name: group for group in Role.objects.all()}
    pks = []
    for place, role in enumerate(roles):
        name = f"{role}-{place:02}"
        in_topic = role == "agent" and place % 3 == 0
        user = User.objects.create_user(name, email=f"{name}@example.com", first_name=name.title())
        if not in_topic:
            user.groups.add(groups[role])
        world.users[user.pk] = user
        known = frozenset() if in_topic else frozenset({role})
        world.reference.people[user.pk] = Person(user.pk, name, known, user.date_joined)
        pks.append(user.pk)
    return pks[0]


def _topics(world: World, number: int) -> None:
    owners = world.reference.with_role("owner")
    admin = world.user(world.reference.with_role("administrator")[0])
    for place in range(number):
        owner = owners[place % len(owners)]
        topic = Topic.objects.create(
            slug=f"topic-{place}", names={"en": f"Topic {place}"}, queue="orders", owner=world.user(owner), position=place
        )
        world.reference.topics[topic.pk] = owner
    topics = list(Topic.objects.order_by("position"))
    for place, person in enumerate(one for one in world.reference.people.values() if not one.roles):
        for topic in {topics[place % number], topics[(place + 1) % number]}:
            give_role(world.user(person.pk), "agent", by=admin, topic=topic)
            person.agent_in.add(topic.pk)


def _deputies(world: World, admin: int) -> None:
    """Wishes for everybody; among the owners a chain of deputies, a circle, and some without."""
    for place, person in enumerate(world.reference.people.values()):
        set_wishes(
            world,
            person,
            admin,
            time_zone=ZONES[place % len(ZONES)],
            digest_at=DIGESTS[place % len(DIGESTS)],
            quiet=QUIET[place % len(QUIET)],
            email=EMAIL[place % len(EMAIL)],
        )
    owners, managers = world.reference.with_role("owner"), world.reference.with_role("manager")
    pairs = list(pairwise(owners))[::3]  # One has the next as deputy.
    pairs += list(pairwise(owners))[1:2]  # A chain of three,
    pairs += [(owners[-1], owners[-2]), (owners[-2], owners[-1])]  # a circle,
    pairs += [(managers[0], owners[0])]
    for pk, deputy in pairs:
        set_deputy(world.user(pk), world.user(deputy), by=world.user(pk))
        world.reference.people[pk].deputy = deputy


def set_wishes(world: World, person: Person, by: int, **wanted: Any) -> None:
    """How notices reach somebody; `quiet` is a pair of times, or None."""
    stored = {name: value for name, value in wanted.items() if name != "quiet"}
    if "quiet" in wanted:
        stored["quiet_from"], stored["quiet_until"] = wanted["quiet"] or (None, None)
    set_preferences(world.user(person.pk), by=world.user(by), **stored)
    for name, value in wanted.items():
        setattr(person, name, value)


def _channels(world: World, admin: Any) -> None:
    usual: list[tuple[str, str, dict[str, dict[str, str]]]] = [("faq", "public", {}), ("agents", "internal", {})]
    for slug, audience, steps in (*usual, *((slug, *ladder) for slug, ladder in LADDERS.items())):
        if steps:
            create_channel(slug, audience=audience, by=admin)
            set_ladder(Channel.objects.get(slug=slug), steps, by=admin)
        world.channels[slug] = (audience, with_usual(steps, audience))


def _team(world: World, admin: Any) -> Team:
    members = world.reference.with_role("owner")[:2] + world.reference.with_role("author")[:1]
    people = [world.user(pk) for pk in members]
    world.reference.groups.append(Group(members[0], set(members)))
    return create_team("checkers", "Checkers", lead=people[0], members=people, by=admin)


def _involve(world: World, thing: Thing, team: Team) -> None:
    """Some cards have a verifier or a verifying team, some somebody who wants to know what becomes of them."""
    subject = Subject.objects.select_related("topic").get(pk=thing.pk)
    admin = world.user(world.reference.with_role("administrator")[0])
    if world.chance(0.1):
        involve(subject, "verifier", team, by=admin)
        thing.group = world.reference.groups[0]
    elif world.chance(0.15):
        pk = world.random.choice(world.reference.with_role("author"))
        involve(subject, "verifier", world.user(pk), by=admin)
        thing.verifiers.add(pk)
    if world.chance(0.1):
        pk = world.random.choice(list(world.reference.people))
        involve(subject, "informed", world.user(pk), by=admin)
        thing.watchers.add(pk)
