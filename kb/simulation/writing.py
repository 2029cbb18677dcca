"""What people write, review, publish and withdraw in a simulated year, by the real verbs; the reference is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from kb.simulation import verifying
from kb.simulation.reference import REVIEW_HOURS, Draft, Entry, Thing
from kb.simulation.world import HOUR, MINUTE, World
from policies import workflow
from policies.models import Topic, Verification, Version

RISKS = ("low", "medium", "medium", "medium", "high", "high")
SAYS = ("This is what we say", "That is what we say", "Here is what we say", "These are our words")
KINDS = ("parcels", "letters", "jackets", "shoes", "lamps", "chairs", "books", "cups", "coats", "plants")


def create_card(world: World, slug: str, facts: tuple[str, ...]) -> Thing:
    topic, owner, author = _place(world)
    risk = world.random.choice(RISKS)
    form = card_form(slug, facts, 0, 0)
    fields: dict[str, Any] = {"topic": topic, "owner": world.user(owner), "risk": risk, "content": form}
    version = workflow.create_card(slug, **fields, by=world.user(author))
    thing = Thing(version.subject_id, "card", slug, topic.pk, owner, risk)
    world.reference.things[thing.pk] = thing
    _at_once(world, thing, _submit(world, thing, version, facts=facts))
    return thing


def create_fact(world: World, slug: str) -> Thing:
    topic, owner, author = _place(world)
    owned: dict[str, Any] = {"topic": topic, "owner": world.user(owner), "content": fact_form(3)}
    version = workflow.create_fact(slug, **owned, by=world.user(author))
    thing = Thing(version.subject_id, "fact", slug, topic.pk, owner)
    world.reference.things[thing.pk] = world.reference.facts[slug] = thing
    _at_once(world, thing, _submit(world, thing, version, value=3))
    return thing


def card_form(slug: str, facts: tuple[str, ...], meaning: int, words: int) -> dict[str, Any]:
    quotes = " ".join(f"It takes {{{{ {fact} }}}}." for fact in facts)
    short = f"{SAYS[words % len(SAYS)]} about {KINDS[meaning % len(KINDS)]}. {quotes}".strip()
    return {"source": "en", "languages": {"en": {"title": slug.replace("-", " ").capitalize(), "short": short}}}


def fact_form(value: int) -> dict[str, Any]:
    return {"type": "duration", "unit": "day", "value": value}


def rewrite(world: World, thing: Thing, *, is_typo: bool = False) -> None:
    """Somebody hands in a new version; what becomes of it is decided by others, in time or late."""
    live = thing.live(world.now)
    author = next(iter(_shuffled(world, "author")), None)
    if live is None or author is None or thing.pk in world.busy:
        return
    world.busy.add(thing.pk)
    by, form, value, says = world.user(author), fact_form(3), 0, (0, 0)
    if thing.kind == "fact":
        value = world.random.choice([one for one in range(2, 9) if one != live.value])
        form = fact_form(value)
    else:
        says = (live.says[0], live.says[1] + 1) if is_typo else (len(thing.versions), live.says[1])
        form = card_form(thing.slug, live.facts, *says)
    version = workflow.start_draft(world.subject(thing), form, by=by)
    if is_typo:
        version = workflow.save_draft(version, form, by=by, significance="typo")
    draft = _submit(world, thing, version, facts=live.facts, value=value, base=live, is_typo=is_typo, says=says)
    world.counts["typo" if is_typo else "meaning"] += 1
    hours = REVIEW_HOURS[thing.risk]
    wait = world.days(1.0, 3.4) * (hours / 24) if world.chance(0.2) else world.days(0.05, 0.9) * (hours / 24)
    fate = world.random.random()
    verb: Callable[..., None] = (
        _request_changes if fate < 0.08 else _recall if fate < 0.13 else partial(_approve, is_typo=is_typo)
    )
    world.plan(_minute(world.now + wait), partial(verb, world, thing, draft))


def withdraw(world: World, thing: Thing) -> None:
    """A manager ends a card for good."""
    managers = world.users_with("manager")
    if thing.live(world.now) is None or thing.pk in world.busy or not managers:
        return
    publication = workflow.withdraw(world.subject(thing), by=world.user(managers[0]))
    published = max((one for one in thing.versions.values() if one.state == "published"), key=lambda one: one.number)
    thing.log.append(Entry(publication.number, None, world.now, world.now))
    world.happened("withdraw", thing, published, managers[0])


def _place(world: World) -> tuple[Topic, int, int]:
    """A topic, somebody who answers for what is new in it, and somebody who writes."""
    topic = Topic.objects.get(pk=world.random.choice(list(world.reference.topics)))
    owners = world.reference.with_role("owner")
    first = owners.index(world.reference.topics[topic.pk])
    owner = world.random.choice([owners[first], owners[(first + 1) % len(owners)], owners[(first + 5) % len(owners)]])
    return topic, owner, world.random.choice(world.reference.with_role("author"))


def _shuffled(world: World, role: str) -> list[int]:
    found = world.users_with(role)
    world.random.shuffle(found)
    return found


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _submit(world: World, thing: Thing, version: Version, *, is_typo: bool = False, **said: Any) -> Draft:
    workflow.submit(version, by=world.user(version.author_id))
    base: Draft | None = said.get("base")
    meaning = base.meaning if base is not None and is_typo else version.number
    draft = Draft(version.pk, version.number, version.author_id, meaning, "in_review", world.now, **said)
    thing.versions[draft.pk] = draft
    world.happened("submit", thing, draft, draft.author)
    return draft


def _approvers(world: World, thing: Thing, draft: Draft) -> list[int]:
    """Those who may approve and are there, who answers for it first; never the author."""
    people = [*world.reference.ladder(thing, world.now), *world.users_with("owner")]
    allowed = [pk for pk in dict.fromkeys(people) if world.reference.people[pk].roles & {"owner", "manager"}]
    return [pk for pk in allowed if pk != draft.author and world.reference.people[pk].is_there(world.now)]


def _at_once(world: World, thing: Thing, draft: Draft) -> None:
    for _ in range(2 if thing.risk == "high" else 1):
        _approve_once(world, thing, draft)
    _publish(world, thing, draft, is_typo=False)


def _approve_once(world: World, thing: Thing, draft: Draft) -> bool:
    """False when nobody is there who may and has not yet."""
    version = world.version(draft)
    given = set(version.reviews.values_list("by", flat=True))
    by = next((pk for pk in _approvers(world, thing, draft) if pk not in given), None)
    if by is None:
        return False
    workflow.approve(version, by=world.user(by))
    if len(given) + 1 == (2 if thing.risk == "high" else 1):
        draft.state, draft.approved_at = "approved", world.now
    world.happened("approve", thing, draft, by)
    return True


def _approve(world: World, thing: Thing, draft: Draft, *, is_typo: bool) -> None:
    """One approves, for high risk another one some hours later; then it is published, at once or after a while."""
    is_done = _approve_once(world, thing, draft)
    if draft.state == "in_review" or not is_done:
        world.plan(world.now + world.days(0.01, 0.5), partial(_approve, world, thing, draft, is_typo=is_typo))
        return
    wait = world.days(0, 2) if world.chance(0.5) else timedelta()
    world.plan(world.now + wait, partial(_publish, world, thing, draft, is_typo=is_typo))


def _publish(world: World, thing: Thing, draft: Draft, *, is_typo: bool) -> None:
    now = world.now
    is_planned = bool(thing.log) and thing.kind == "card" and world.chance(0.2)
    start = _minute(now) + world.days(0.5, 10) if is_planned else None
    until = start + world.days(20, 60) if start and world.chance(0.3) else None
    by = _approvers(world, thing, draft)[0]
    publication = workflow.publish(world.version(draft), by=world.user(by), start=start, until=until)
    entry = Entry(publication.number, draft, start or now, now, until)
    draft.state = "published"
    if thing.kind == "card":
        pk = Verification.objects.filter(version=draft.pk).values_list("pk", flat=True)[0]
        draft.rows.append(world.reference.first_row(thing, draft, entry, pk, is_cosmetic=is_typo))
    thing.log.append(entry)
    world.happened("publish", thing, draft, by)
    world.counts["scheduled"] += is_planned
    _afterwards(world, thing, entry)


def _afterwards(world: World, thing: Thing, entry: Entry) -> None:
    """Whoever keeps it true goes on; what quotes a fact is looked at again."""
    world.plan((entry.until or entry.start) + MINUTE, partial(world.busy.discard, thing.pk))
    if thing.kind == "fact":
        for card, _version in world.quoting(thing):
            verifying.follow(world, card)
        return
    for instant in filter(None, (entry.start, entry.until)):
        world.plan(instant, partial(verifying.follow, world, thing))
    if entry.start > world.now:
        verifying.follow(world, thing)


def _request_changes(world: World, thing: Thing, draft: Draft) -> None:
    """The author gets a new draft, and leaves it."""
    by = _approvers(world, thing, draft)[0]
    workflow.request_changes(world.version(draft), by=world.user(by), comment="Please say when this holds.")
    draft.state = "returned"
    world.happened("request_changes", thing, draft, by)
    world.plan(world.now + HOUR, partial(world.busy.discard, thing.pk))


def _recall(world: World, thing: Thing, draft: Draft) -> None:
    by = draft.author if world.reference.people[draft.author].is_active else world.reference.with_role("manager")[0]
    workflow.recall(world.version(draft), by=world.user(by))
    draft.state = "returned"
    world.happened("recall", thing, draft, by)
    world.plan(world.now + HOUR, partial(world.busy.discard, thing.pk))
