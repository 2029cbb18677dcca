"""What a verifier has before them: what changed since the last time, and what to say "still right" of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from policies.content.facts import format_fact
from policies.languages import match_language
from policies.models import Flag, Subject, Verification, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.said import Texts
from policies.trust.acts import dates_for
from policies.trust.basis import Basis, basis_of, last_verification, offers_in_force, said_of_facts
from policies.trust.flags import open_flags
from policies.trust.verifying import latest_due, things_to_check
from policies.writing.editing import Difference, differences

How = Verification.How


@dataclass(frozen=True, slots=True)
class Question:
    """`thing` as in `Verification.answers`; what it says now, and the source that was given for it the last time."""

    thing: str
    kind: str
    name: str
    html: str
    outcome: str
    source: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact whose value is another than when somebody last looked."""

    slug: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Checking:
    """`last` is what somebody last said of it; `next_due` and `latest` are the usual and the latest date for the next time."""

    version: Version
    basis: Basis
    last: Verification | None
    differences: list[Difference]
    facts: list[ChangedFact]
    offers: list[str]
    flags: list[Flag]
    questions: list[Question]
    next_due: datetime
    latest: datetime

    @property
    def is_changed(self) -> bool:
        return bool(self.differences or self.facts or self.offers or self.flags)


def checking_of(version: Version, at: Moment, language: str) -> Checking:
    """For the version in force; texts in this language, else in the card's own."""
    last, before = _last_look(version, at), version
    while last is not None and last.how == How.CARRIED and before.based_on is not None:
        before = before.based_on
        last = _last_look(before, at)
    facts = _changed_facts(version, _last_look(version, at), at, language)
    return Checking(
        version=version,
        basis=basis_of(version, at),
        last=last,
        differences=differences(before, version) if before.pk != version.pk else [],
        facts=facts,
        offers=sorted(set(last.offers) - offers_in_force(version, at)) if last else [],
        flags=list(_open_flags_since(before, last, at)),
        questions=list(_questions(version, at, language, {fact.slug for fact in facts})),
        next_due=dates_for(version.subject, at.at)["due_at"],
        latest=latest_due(version, at.at),
    )


def _last_look(version: Version, at: Moment) -> Verification | None:
    """Nobody looks at a card when it is doubted: what led to the doubt is still new to who verifies it."""
    last = last_verification(version, at)
    if last is None or last.how != How.DOUBT:
        return last
    looks = version.verifications.filter(revision__lte=at.revision, at__lte=at.at).exclude(how=How.DOUBT)
    return looks.order_by("pk").last()


def _open_flags_since(version: Version, last: Verification | None, at: Moment) -> QuerySet[Flag]:
    found = open_flags([version.subject]).filter(version__number__gte=version.number, at__lte=at.at)
    return found.filter(at__gt=last.at) if last else found


def _changed_facts(version: Version, last: Verification | None, at: Moment, language: str) -> list[ChangedFact]:
    if last is None:
        return []
    said = said_of_facts(version, at)
    changed = [slug for slug, digest in sorted(last.facts.items()) if slug in said and said[slug] != digest]
    then, now = in_force(Subject.Kind.FACT, changed, Moment(last.at, at.revision)), in_force(Subject.Kind.FACT, changed, at)
    return [
        ChangedFact(
            slug, format_fact(then[slug].typed, language) if slug in then else "", format_fact(now[slug].typed, language)
        )
        for slug in changed
    ]


def _questions(version: Version, at: Moment, language: str, changed: set[str]) -> Iterator[Question]:
    content: Any = version.typed
    spoken = match_language(language, content.languages) or content.source
    facts = {slug: fact.typed for slug, fact in in_force(Subject.Kind.FACT, content.facts, at).items()}
    texts, sources = Texts(version, spoken, facts), _sources(version.subject)
    for thing in things_to_check(version):
        kind, _colon, name = thing.partition(":")
        html, outcome = "", ""
        if kind == "rule":
            html, outcome = texts.html(f"texts.{name}"), content.rule(name).outcome
        elif kind == "text":
            html = f"{texts.html('short')}{texts.html('body')}"
        elif name in facts:
            html = format_fact(facts[name], language)
        yield Question(thing, kind, name, html, outcome, sources.get(thing, ""), name in changed)


def _sources(subject: Subject) -> dict[str, str]:
    """What was given as the source for each thing of this card the last time."""
    rows = Verification.objects.filter(version__subject=subject, how=How.VERIFY).order_by("pk")
    return {answer["thing"]: answer["source"] for row in rows for answer in row.answers}
