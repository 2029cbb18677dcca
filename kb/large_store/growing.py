"""Writing thousands of published cards at once: the rows and events that the acts of `workflow` write one card at a time.

Each step of a thousand is one transaction and one revision, as when a release of a thousand cards takes effect. The events are
sealed to each other and vouch for the rows, so `audit verify` proves that nothing is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from kb.large_store import rows
from kb.large_store.cards import MadeCard, make_card
from kb.large_store.event_chain import EventChain, seal_quickly
from kb.large_store.material import read_material
from policies.act import act
from policies.audit.seals import FROZEN
from policies.models import Card, Publication, Review, Version
from policies.people.directory import person
from policies.publishing import now
from policies.signals import publication_committed
from policies.trust.basis import said_of_facts

AT_ONCE, SEED = 1_000, 20_261
MADE = r"-[0-9]{6}$"
Progress = Callable[[int], None]
State = Version.State


def grow(size: int, folder: Path, *, seed: int = SEED, progress: Progress = lambda count: None) -> range:
    """Publish made cards until the store has so many in force. Returns the numbers of those that are made.

    `progress` is told how many were just looked after. What is there already is left as it is, so a call that was broken off
    can be repeated. Whoever follows publications is told once, at the end.
    """
    numbers = range(1, size - _written().count() + 1)
    material = read_material(folder, tuple(settings.CONTENT_LANGUAGES))
    known = set(Card.objects.filter(slug__regex=MADE).values_list("slug", flat=True))
    said = _facts_said()
    is_grown = False
    for start in range(0, len(numbers), AT_ONCE):
        made = [make_card(number, material, seed=seed) for number in numbers[start : start + AT_ONCE]]
        missing = [card for card in made if card.slug not in known]
        if missing:
            _publish(missing, said)
            is_grown = True
        progress(len(made))
    if is_grown:
        publication_committed.send(sender=Publication)
    return numbers


def _written() -> QuerySet[Card]:
    """The cards that people wrote."""
    return Card.objects.live_at(now()).exclude(slug__regex=MADE)


def _facts_said() -> dict[str, str]:
    """What each fact that they quote says now, as verifications note it."""
    at, versions = now(), Version.objects.select_related("subject").filter(pk__in=_written().values("live_version_id"))
    return {slug: digest for version in versions for slug, digest in said_of_facts(version, at).items()}


@act
def _publish(made: Sequence[MadeCard], said: Mapping[str, str]) -> None:
    """Begun and handed in by an author, approved and published by a knowledge manager."""
    author, manager, chain = person("marta"), person("max"), EventChain()
    subjects = rows.insert_subjects(made)
    versions = rows.insert_versions(made, subjects, chain.at, author=author)
    for card, version in zip(made, versions, strict=True):
        chain.add("create", version.subject, by=author, after={"topic": card.topic, "owner": card.owner, "risk": card.risk})
        begun = {"state": State.DRAFT, "digest": version.digest, "based_on": None}
        chain.add("start_draft", version, by=author, after=begun)
    rows.move(versions, State.DRAFT, State.IN_REVIEW, submitted_at=chain.at)
    for version in versions:
        frozen = seal_quickly({name: getattr(version, name) for name in FROZEN})
        handed_in = {"state": State.IN_REVIEW, "digest": version.digest, "frozen": frozen}
        chain.add("submit", version, by=author, before={"state": State.DRAFT}, after=handed_in)
    rows.move(versions, State.IN_REVIEW, State.APPROVED, approved_at=chain.at)
    reviews = Review.objects.bulk_create(
        Review(version=version, decision=Review.Decision.APPROVE, digest=version.digest, by=manager, at=chain.at)
        for version in versions
    )
    for version, review in zip(versions, reviews, strict=True):
        approved = {"state": State.APPROVED, "approved_at": chain.at.isoformat()}
        said_of_it = {"digest": version.digest, "comment": "", "needed": 1}
        chain.add(
            "approve", version, by=manager, before={"state": State.IN_REVIEW}, after=approved, rows=[review], **said_of_it
        )
    rows.move(versions, State.APPROVED, State.PUBLISHED)
    publications = rows.insert_publications(versions, chain.at, by=manager)
    verifications = rows.insert_verifications(made, publications, said, by=manager)
    for version, publication, verification in zip(versions, publications, verifications, strict=True):
        taken = {"state": State.PUBLISHED, "from": publication.effective_from.isoformat()}
        both, number = (publication, verification), publication.number
        chain.add("publish", version, by=manager, before={"state": State.APPROVED}, after=taken, rows=both, revision=number)
    chain.write()
