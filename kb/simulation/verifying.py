"""What people do to keep cards true in a simulated year: verify, doubt, flag, look again; in time, late, or not at all."""

from datetime import timedelta
from functools import partial
from typing import Any

from kb.simulation import checks
from kb.simulation.reference import Basis, Draft, Flagged, Thing
from kb.simulation.world import DAY, HOUR, MINUTE, World
from policies.errors import Refused
from policies.models import Flag, SecondLook, Verification
from policies.trust.flags import flag, resolve_flag
from policies.trust.second_looks import confirm, overturn
from policies.trust.verifying import doubt, verify, verify_all


def follow(world: World, thing: Thing) -> None:
    """After whatever changes its trust: look at its minutes, and let whoever answers for it verify, in time or late."""
    now, version = world.now, thing.live(world.now)
    if version is None:
        return
    basis = world.reference.basis(version, now)
    for instant in (basis.due_at, basis.expires_at):
        if instant >= now:
            world.plan(instant - MINUTE, partial(checks.ladders, world, thing))
            world.plan(instant, partial(checks.ladders, world, thing))
    world.plans[thing.pk] = token = world.plans.get(thing.pk, 0) + 1
    world.plan(max(now + HOUR, _when(world, basis)), partial(_planned, world, thing, token))


def _when(world: World, basis: Basis) -> Any:
    fate = world.random.random()
    if basis.due_at <= world.now and fate < 0.8:
        return world.now + world.days(0.3, 20)
    if fate < 0.6:
        return basis.due_at - world.days(0, 13)
    if fate < 0.85:
        return basis.due_at + world.days(0.1, 29)
    return basis.expires_at + world.days(0.1, 15)


def _planned(world: World, thing: Thing, token: int) -> None:
    if world.plans[thing.pk] != token or thing.live(world.now) is None:
        return
    if world.chance(0.06):
        _verify_lot(world, thing)
    elif world.chance(0.03):
        _doubt(world, thing)
    else:
        _verify(world, thing)


def _verifier(world: World, thing: Thing) -> int:
    """Who answers for it now; sometimes one of those named to verify it."""
    named = [pk for pk in world.reference.verifiers(thing) if world.reference.people[pk].is_there(world.now)]
    return world.random.choice(named) if named and world.chance(0.4) else world.reference.answering(thing, world.now)


def _verify(world: World, thing: Thing) -> None:
    version, by = thing.live(world.now), _verifier(world, thing)
    assert version is not None
    wrong, source = world.chance(0.04), f"The handbook, page {world.random.randint(1, 40)}"
    answers = [{"thing": name, "is_right": not wrong, "source": source} for name in _things(version)]
    own = world.now + world.days(30, 80) if world.chance(0.05) else None
    seconds = world.random.choice((None, 5, 40, 90, 300))
    try:
        checked = verify(world.version(version), by=world.user(by), answers=answers, due_at=own, seconds=seconds)
    except Refused as error:
        world.fail("who answers may verify", thing.slug, by, "allowed", error)
        world.plan(world.now + DAY, partial(follow, world, thing))
        return
    if wrong:
        _note_doubt(world, thing, version, checked.row.pk)
        return
    world.reference.verified(thing, version, checked.row.pk, world.now, own)
    _note_look(world, thing, by, checked.row.pk, is_looked_at=checked.is_looked_at)
    _resolve(world, thing, by)
    world.counts["verify"] += 1
    follow(world, thing)


def _things(version: Draft) -> list[str]:
    return ["text", *(f"fact:{slug}" for slug in sorted(version.facts))]


def _verify_lot(world: World, thing: Thing) -> None:
    """All at once that one person answers for and that is due soon."""
    by = world.reference.answering(thing, world.now)
    lot: dict[str, tuple[Thing, Draft]] = {}
    for card, version in world.reference.cards(world.now):
        is_soon = world.reference.basis(version, world.now).due_at < world.now + 10 * DAY
        if (is_soon or card is thing) and world.reference.answering(card, world.now) == by and len(lot) < 15:
            lot[card.slug] = (card, version)
    try:
        found = verify_all(dict.fromkeys(lot, "The terms of sale"), by=world.user(by), seconds=world.random.randint(60, 600))
    except Refused as error:
        world.fail("who answers may verify", thing.slug, by, "allowed", error)
        return
    for checked in found:
        card, version = lot[checked.row.version.subject.slug]
        world.reference.verified(card, version, checked.row.pk, world.now, None)
        _note_look(world, card, by, checked.row.pk, is_looked_at=checked.is_looked_at)
        world.counts["verify in a lot"] += 1
        follow(world, card)


def _doubt(world: World, thing: Thing) -> None:
    version, by = thing.live(world.now), world.reference.answering(thing, world.now)
    assert version is not None
    try:
        row = doubt(world.version(version), by=world.user(by), reason="A customer was told something else.")
    except Refused as error:
        world.fail("who answers may verify", thing.slug, by, "allowed", error)
        return
    _note_doubt(world, thing, version, row.pk)


def _note_doubt(world: World, thing: Thing, version: Draft, pk: int) -> None:
    world.reference.doubted(version, pk, world.now)
    world.counts["doubt"] += 1
    follow(world, thing)


def _note_look(world: World, thing: Thing, by: int, row: int, *, is_looked_at: bool) -> None:
    if is_looked_at:
        look = SecondLook.objects.get(verification=row)
        world.notices.looks[look.pk] = (thing, by)
        world.plan(world.now + world.days(0.5, 6), partial(_look_again, world, look.pk, row))


def _look_again(world: World, pk: int, row: int) -> None:
    thing, verifier = world.notices.looks[pk]
    managers = [one for one in world.users_with("manager") if one != verifier]
    if not managers:
        world.plan(world.now + DAY, partial(_look_again, world, pk, row))
        return
    look = SecondLook.objects.select_related("verification").get(pk=pk)
    del world.notices.looks[pk]
    world.notices.settle(f"second-look:{pk}")
    world.counts["second look"] += 1
    if world.chance(0.85):
        confirm(look, by=world.user(managers[0]))
        return
    version = thing.live(world.now)
    said = Verification.objects.get(pk=row)
    overturn(look, by=world.user(managers[0]), note="The source says something else.")
    if version is not None and world.reference.row(version, world.now).verified_at == said.verified_at:
        _note_doubt(world, thing, version, Verification.objects.latest("pk").pk)


def flag_card(world: World, thing: Thing, kind: str) -> None:
    """Somebody says that it is wrong; the third time in a week it has to be doubted."""
    version, pk = thing.live(world.now), world.random.choice(world.users_with("agent") or world.reference.with_role("agent"))
    if version is None:
        return
    before = Verification.objects.latest("pk").pk
    said = flag(world.version(version), kind, "I was told otherwise.", by=world.user(pk))
    thing.flags.append(Flagged(said.pk, version.number, kind, world.now, pk))
    world.counts["flag"] += 1
    new = Verification.objects.filter(pk__gt=before).values_list("pk", flat=True).first()
    is_doubted = kind == "wrong" and world.reference.is_doubted_by(thing, version, world.now)
    if is_doubted != (new is not None):
        world.fail("three flags in a week make a doubt", thing.slug, pk, is_doubted, new is not None)
    if new is not None:
        _note_doubt(world, thing, version, new)
    world.plan(world.now + world.days(0.5, 25), partial(_answer, world, thing, said.pk))


def _answer(world: World, thing: Thing, pk: int) -> None:
    """Who answers for it says what became of the flag."""
    found = next(one for one in thing.flags if one.pk == pk)
    by = world.reference.answering(thing, world.now)
    if not found.is_open or not world.reference.people[by].roles & {"owner", "manager"}:
        return
    resolve_flag(Flag.objects.get(pk=pk), by=world.user(by), resolution="Looked at and answered.")
    world.notices.settle(f"flag:{pk}")
    found.is_open = False


def _resolve(world: World, thing: Thing, by: int) -> None:
    for found in thing.flags:
        if found.is_open and world.chance(0.7):
            resolve_flag(Flag.objects.get(pk=found.pk), by=world.user(by), resolution="Verified since.")
            world.notices.settle(f"flag:{found.pk}")
            found.is_open = False


def flag_often(world: World, thing: Thing) -> None:
    """Three within a week."""
    for number in range(3):
        world.plan(world.now + number * timedelta(days=2, hours=3), partial(flag_card, world, thing, "wrong"))
