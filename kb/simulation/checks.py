"""What the product did against what the reference says: answers at their minute, people, notices, e-mails, the trail."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from kb.simulation.expected import URGENT, Expected
from kb.simulation.letters import Letter, is_quiet
from kb.simulation.mailbox import Tried
from kb.simulation.reference import Thing
from kb.simulation.world import DAY, World
from policies.answers import answer_for, find_card
from policies.audit import proof as audit
from policies.models import Notice, Subject
from policies.people.accountable import ladder_for
from policies.people.owners import inherited
from policies.publishing import now
from policies.trust.ladder import ladder_of


def ladders(world: World, thing: Thing) -> None:
    """What every channel says of a card at this very instant: its trust, when it is due, and the step of the channel."""
    at, version = now(), thing.live(world.now)
    for channel, (audience, steps) in world.channels.items():
        card = find_card(thing.slug, audience, at)
        if card is None or version is None:
            if (card is None) != (version is None):
                world.fail("what holds is said", thing.slug, None, version and version.number, card)
            continue
        reply = answer_for(card, {}, "en", at, audience=audience, ladder=ladder_of(channel, audience, at))
        basis = world.reference.basis(version, at.at)
        state = basis.state_at(at.at)
        step = steps.get(state, {}).get(thing.risk, "serve")
        status = "escalate" if step == "escalate" else "answered"
        expected = (version.pk, state, basis.due_at, step, status)
        found = (reply.version_id, reply.trust.state, reply.trust.due_at, reply.step, reply.status)
        world.counts["answers at their minute"] += 1
        if expected != found:
            world.fail("ladder at its minute", f"{thing.slug} in {channel}", thing.owner, expected, found)


def accountable(world: World, *, everything: bool = False) -> None:
    """Every card in force has an active person who answers for it, the one that the reference names."""
    at = now().at
    rows = {row.pk: row for row in Subject.objects.filter(kind="card").select_related("topic", "owner")}
    asked: dict[tuple[int, int], list[int]] = {}
    for thing, _version in world.reference.cards(at):
        row, key = rows[thing.pk], (thing.owner, thing.topic)
        if (row.owner_id, row.topic_id) != key:
            world.fail("the owner is who it went to", thing.slug, thing.owner, thing.owner, row.owner_id)
        if key not in asked or everything:
            asked[key] = [person.pk for person in ladder_for(row, at)]
        expected = world.reference.ladder(thing, at)
        world.counts["people who answer"] += 1
        if asked[key] != expected or not expected or not world.reference.people[expected[0]].is_active:
            world.fail("every card has somebody who answers", thing.slug, thing.owner, expected, asked[key])


def new_notices(world: World, expected: Sequence[Expected]) -> None:
    """Exactly these notices are new since last time; none is lost, none doubled, nobody wrong."""
    fields = ("pk", "person_id", "kind", "key", "is_urgent", "created_at")
    rows = list(Notice.objects.filter(pk__gt=world.last_notice).order_by("pk").values_list(*fields))
    world.last_notice = rows[-1][0] if rows else world.last_notice
    wanted = {(one.person, one.kind, one.key, one.kind in URGENT, one.created_at): one for one in expected}
    for pk, *said in rows:
        if (notice := wanted.pop(tuple(said), None)) is not None:
            notice.pk = pk
            world.counts["notices"] += 1
        else:
            world.fail("nobody is told what is not theirs, or twice", said[2], said[0], "no such notice", said[1])
    for notice in wanted.values():
        world.fail("no notice is lost", notice.key, notice.person, notice.kind, "nothing")
    world.post.add([one for one in expected if one.pk])


def letters(world: World, expected: Sequence[Letter], tried: Sequence[Tried]) -> None:
    """Exactly these e-mails were tried, each under one Message-ID for ever, none in anybody's quiet hours."""
    people = {f"{person.name}@example.com": person for person in world.reference.people.values()}
    found = [(people[one.to].pk, one.notices) for one in tried]
    if list(expected) != found:
        for pk, notices in expected:
            if (pk, notices) not in found:
                world.fail("each e-mail leaves when it is due", str(sorted(notices)), pk, "an e-mail", "none like it")
        for pk, notices in found:
            if (pk, notices) not in expected:
                world.fail("no e-mail leaves that is not due", str(sorted(notices)), pk, "none", "an e-mail")
    for one in tried:
        if is_quiet(people[one.to], one.at):
            world.fail("nothing in quiet hours", one.message_id, people[one.to].pk, "no e-mail", "an e-mail")
        if world.letters.setdefault(one.message_id, one.notices) != one.notices:
            world.fail("one Message-ID, one e-mail", one.message_id, people[one.to].pk, "the same notices", "others")
        if any(world.message_of.setdefault(pk, one.message_id) != one.message_id for pk in one.notices):
            world.fail("one Message-ID, one e-mail", str(sorted(one.notices)), people[one.to].pk, "the same", one.message_id)
        world.counts["e-mails"] += one.is_taken
        world.counts["e-mails tried in vain"] += not one.is_taken
        world.taken[one.message_id] += one.is_taken


def whole(world: World) -> None:
    """All notices there are; each in at most one e-mail; the list of what departures left; the trail of events."""
    stored = Counter(Notice.objects.order_by().values_list("person", "key"))
    wanted = Counter(world.notices.told.keys())
    for person, key in stored - wanted:
        world.fail("nobody is told what is not theirs, or twice", key, person, "none", "a notice")
    for person, key in wanted - stored:
        world.fail("no notice is lost", key, person, "a notice", "none")
    in_letters = Counter(pk for message, notices in world.letters.items() if world.taken[message] for pk in notices)
    for notice in world.notices.told.values():
        times, sent = in_letters[notice.pk], notice.is_sent
        if times > 1 or (sent and times != 1):
            world.fail("each notice is in one e-mail", notice.key, notice.person, int(sent), times)
    waiting = {thing.pk for thing in world.reference.things.values() if thing.inherited is not None}
    listed = set(inherited().values_list("pk", flat=True))
    for pk in waiting ^ listed:
        world.fail(
            "what was left is listed until confirmed", world.reference.things[pk].slug, None, pk in waiting, pk in listed
        )
    accountable(world, everything=True)


def trail(world: World) -> None:
    """The trail of events proves itself."""
    verdict = audit.verify()
    world.counts["events"] = verdict.events
    for finding in verdict.findings:
        world.fail("the trail is sound", finding.thing, None, "sound", finding)


def digests(world: World, delays: Sequence[tuple[datetime, datetime]]) -> None:
    """One digest a local day; two only where beats were missed or the server was away in the days before."""
    twice = [day for day, times in world.post.digests.items() if times > 1]
    world.counts["digests"] = len(world.post.digests)
    world.counts["days with two digests"] = len(twice)
    for pk, day in twice:
        if not any(begin.date() <= day + DAY and day - 2 * DAY <= end.date() for begin, end in delays):
            world.fail("one digest a local day", str(day), pk, 1, world.post.digests[pk, day])
