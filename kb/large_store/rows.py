"""The rows of many new cards, each kind in one statement; every trigger and constraint of the database has its say."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F

from kb.large_store.cards import MadeCard
from policies.content.digest import digest_of
from policies.content.document import CardContent
from policies.content.quotes import quotes_of
from policies.models import Counter, Publication, Quote, RiskRule, Subject, Topic, Verification, Version
from policies.publishing import REVISION
from policies.webhooks.told import write_down


def insert_subjects(made: Sequence[MadeCard]) -> list[Subject]:
    """The ORM cannot write the two tables of a card together."""
    topics, owners = Topic.objects.in_bulk(field_name="slug"), User.objects.in_bulk(field_name="username")
    subjects = Subject.objects.bulk_create(
        Subject(kind=Subject.Kind.CARD, slug=card.slug, topic=topics[card.topic], owner=owners[card.owner]) for card in made
    )
    risks = [(subject.pk, card.risk) for subject, card in zip(subjects, made, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO policies_card (subject_ptr_id, risk) VALUES (%s, %s)", risks)
    return subjects


def insert_versions(made: Sequence[MadeCard], subjects: Sequence[Subject], at: datetime, *, author: Any) -> list[Version]:
    """Drafts, as every version begins, with what they quote."""
    contents = [CardContent.read(card.content) for card in made]
    forms = [content.form() for content in contents]
    versions = Version.objects.bulk_create(
        Version(
            subject=subject,
            number=1,
            content=form,
            rendered=card.rendered,
            digest=digest_of(form),
            meaning_number=1,
            author=author,
            created_at=at,
            saved_at=at,
        )
        for card, subject, form in zip(made, subjects, forms, strict=True)
    )
    Quote.objects.bulk_create(
        Quote(version=version, kind=kind, slug=slug)
        for version, content in zip(versions, contents, strict=True)
        for kind, slug in sorted(quotes_of(content))
    )
    return versions


def move(versions: Sequence[Version], old: str, new: str, **changes: Any) -> None:
    """All of them, by the same steps as one."""
    count = Version.objects.filter(pk__gte=versions[0].pk, pk__lte=versions[-1].pk, state=old).update(state=new, **changes)
    assert count == len(versions), "Somebody else wrote versions under the log's lock."
    for version in versions:
        for name, value in (("state", new), *changes.items()):
            setattr(version, name, value)


def insert_publications(versions: Sequence[Version], at: datetime, *, by: Any) -> list[Publication]:
    """One revision for all of them."""
    Counter.objects.filter(pk=REVISION).update(value=F("value") + 1)
    number = Counter.objects.get(pk=REVISION).value
    publications = Publication.objects.bulk_create(
        Publication(
            number=number,
            kind=Publication.Kind.PUBLISH,
            subject=version.subject,
            version=version,
            effective_from=at,
            recorded_at=at,
            by=by,
        )
        for version in versions
    )
    write_down(publications)
    return publications


def insert_verifications(
    made: Sequence[MadeCard], publications: Sequence[Publication], said: Mapping[str, str], *, by: Any
) -> list[Verification]:
    """What the review they have just had is worth. `said` are the digests of all facts."""
    rules = RiskRule.objects.in_bulk()
    return Verification.objects.bulk_create(
        _verification(publication, rules[card.risk], said, by) for card, publication in zip(made, publications, strict=True)
    )


def _verification(publication: Publication, rule: RiskRule, said: Mapping[str, str], by: Any) -> Verification:
    version, at = publication.version, publication.recorded_at
    assert version is not None
    due_at = at + timedelta(days=rule.interval_days)
    quoted = CardContent.read(version.content).facts
    return Verification(
        version=version,
        how=Verification.How.REVIEW,
        by=by,
        at=at,
        revision=publication.number,
        verified_at=version.approved_at,
        due_at=due_at,
        expires_at=due_at + timedelta(days=rule.grace_days),
        facts={slug: said[slug] for slug in sorted(quoted) if slug in said},
    )
