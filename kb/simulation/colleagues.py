"""What else happens among people in a year: absences, departures, wishes that change, must-reads."""

from datetime import datetime, time, timedelta
from functools import partial

from django.contrib.auth.models import User

from kb.simulation.expected import Reading
from kb.simulation.founding import set_wishes
from kb.simulation.reference import Person, Thing
from kb.simulation.world import World
from policies.notices.must_reads import acknowledge, require_reading
from policies.notices.telling import see_all
from policies.people.departures import deactivate
from policies.people.deputies import add_absence
from policies.people.owners import assign_owner, confirm_owner

WISHES: tuple[tuple[str, object], ...] = (
    ("email", "at_once"),
    ("email", "digest"),
    ("digest_at", time(2, 30)),
    ("digest_at", time(6)),
    ("quiet", (time(21, 30), time(6, 30))),
    ("quiet", None),
    ("time_zone", "Pacific/Auckland"),
    ("time_zone", "Europe/Berlin"),
)


def be_away(world: World, person: Person) -> None:
    """A few days, or two weeks, beginning today or soon, by the person's own calendar."""
    if not person.is_active:
        return
    first_on = world.now.astimezone(person.zone).date() + timedelta(days=world.random.randint(0, 6))
    last_on = first_on + timedelta(days=world.random.choice((0, 2, 4, 13)))
    if any(first <= last_on and first_on <= last for first, last in person.absences):
        return
    add_absence(world.user(person.pk), first_on, last_on, by=world.user(person.pk))
    person.absences.append((first_on, last_on))
    world.counts["absence"] += 1


def leave(world: World, person: Person, *, is_elsewhere: bool) -> None:
    """An account ends: by the administrator, or in another system, which the next beat finds."""
    if not person.is_active:
        return
    world.counts["departure"] += 1
    if is_elsewhere:
        User.objects.filter(pk=person.pk).update(is_active=False)
        world.user(person.pk).is_active = person.is_active = False
        return
    deactivate(world.user(person.pk), by=world.user(world.reference.with_role("administrator")[0]))
    person.is_active = False
    left_behind(world, person.pk)


def left_behind(world: World, pk: int) -> None:
    """What has gone to others is confirmed in the weeks to come, or not."""
    world.reference.leave(pk, world.now)
    for thing in world.reference.things.values():
        if thing.inherited == (pk, world.now) and world.chance(0.7):
            world.plan(world.now + world.days(2, 50), partial(_confirm, world, thing))


def settle(world: World) -> None:
    """What the reference says of accounts that ended elsewhere."""
    for person in sorted(world.reference.people.values(), key=lambda one: one.name):
        owns = person.pk in [*world.reference.topics.values(), *(group.lead for group in world.reference.groups)]
        if not person.is_active and (owns or any(thing.owner == person.pk for thing in world.reference.things.values())):
            left_behind(world, person.pk)


def _confirm(world: World, thing: Thing) -> None:
    managers = world.users_with("manager")
    if thing.inherited is None or not managers:
        return
    subject, by, owners = world.subject(thing), world.user(managers[0]), world.users_with("owner")
    if owners and world.chance(0.3):
        thing.owner = world.random.choice(owners)
        assign_owner(subject, world.user(thing.owner), by=by)
    elif world.reference.people[thing.owner].is_active:
        confirm_owner(subject, by=by)
    else:
        return
    thing.inherited = None
    world.notices.settle(f"inherited:{thing.pk}", until=world.now)
    world.counts["owner confirmed"] += 1


def wish(world: World, person: Person) -> None:
    if person.is_active:
        name, value = world.random.choice(WISHES)
        set_wishes(world, person, person.pk, **{name: value})
        world.counts["wishes"] += 1


def look_at_desk(world: World, person: Person) -> None:
    """Somebody takes note of all notices; what was not sent by then is not sent any more."""
    see_all(world.user(person.pk))
    for notice in world.post.waiting.get(person.pk, ()):
        notice.is_seen = True


def ask_to_read(world: World, thing: Thing) -> None:
    """A manager makes a change of meaning a must-read; most of the agents read it, some late, some never."""
    managers, version = world.users_with("manager"), thing.live(world.now)
    if not managers or version is None or version.meaning != version.number:
        return
    if any(reading.version is version for reading in world.notices.readings):
        return
    days = world.random.choice((1, 5, 7, 14))
    must_read = require_reading(world.version(version), by=world.user(managers[0]), days=days)
    reading = Reading(must_read.pk, thing, version, world.now, timedelta(days=days))
    world.notices.readings.append(reading)
    world.counts["must-read"] += 1
    for pk in world.notices.readers(reading):
        if world.chance(0.85):
            at: datetime = world.now + world.days(0.1, days * 1.6)
            world.plan(at, partial(_read, world, reading, must_read, pk))


def _read(world: World, reading: Reading, must_read: object, pk: int) -> None:
    if pk not in world.notices.readers(reading) or not world.notices.is_open(reading, world.now):
        return
    acknowledge(must_read, by=world.user(pk))  # type: ignore[arg-type]
    reading.done.add(pk)
    world.counts["acknowledgement"] += 1
    for notice in world.post.waiting.get(pk, ()):
        notice.is_seen |= notice.key.startswith(f"must-read:{reading.pk}:")


def departures(world: World, number: int) -> list[Person]:
    """Who will leave: an owner with a deputy, the owner of a topic without, the head of a circle, a manager's deputy."""
    people, owners = world.reference.people, world.reference.with_role("owner")
    wanted = [
        next((pk for pk in owners if people[pk].deputy), None),
        next((pk for pk in owners if not people[pk].deputy and pk in world.reference.topics.values()), None),
        owners[-1],
        next(iter(world.reference.with_role("author")), None),
        next(iter(world.reference.with_role("agent")), None),
    ]
    return [people[pk] for pk in dict.fromkeys(wanted) if pk is not None][:number]
