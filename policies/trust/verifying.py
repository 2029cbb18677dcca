"""Saying "still right", thing by thing and with a source, or that something is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict
from policies.models import Publication, Subject, Verification, Version
from policies.moment import Moment
from policies.permissions import may_verify
from policies.publishing import Entry, append, in_force, now
from policies.trust.acts import MAX_REASON, add_doubt, add_verification, dates_for, doubt_now, tell
from policies.trust.basis import OWN_DATE, Basis, basis_of
from policies.trust.second_looks import sample

How = Verification.How
MAX_SOURCE, MAX_AT_ONCE = 500, 100


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of saying "still right" or not. `doubt` is true when something was not right; `is_looked_at` when somebody
    else looks again.
    """

    row: Verification
    is_looked_at: bool

    @property
    def is_doubt(self) -> bool:
        return self.row.how == How.DOUBT


@dataclass(frozen=True, slots=True)
class Said:
    """What a verifier says about one card: `answers` as in `Verification`, and when it is due again (None: as usual)."""

    version: Version
    answers: Sequence[Mapping[str, Any]]
    due_at: datetime | None = None
    seconds: int | None = None


def things_to_check(version: Version) -> list[str]:
    """What each verification must say something about: every rule (`rule:key`), or the `text` of a card without any, and every
    fact that it quotes (`fact:slug`).
    """
    content = version.typed
    rules = [f"rule:{rule.key}" for rule in content.rules] or ["text"]
    return [*rules, *(f"fact:{slug}" for slug in sorted(content.facts))]


@act
def verify(
    thing: Version | Subject,
    *,
    by: Any,
    answers: Sequence[Mapping[str, Any]],
    due_at: datetime | None = None,
    seconds: int | None = None,
) -> Checked:
    """Say of the version in force, thing by thing, that it is still right, with a source for each.

    One "no" makes a doubt instead, for the reason that stands in place of the source. `seconds` is how long the person looked
    at it. Raises Refused, Conflict for a version that is no longer in force, ContentError for what is missing.
    """
    said = Said(_version(thing), answers, due_at, seconds)
    return _record([said], by=by, is_bulk=False)[0]


@act
def verify_all(cards: Mapping[str, str], *, by: Any, seconds: int | None = None) -> list[Checked]:
    """Say of several cards (slug: the source that shows it) that all in them is still right, or of none of them.

    `seconds` is how long the person looked at all of them together. One in ten is looked at again, and one of every lot.
    Raises as `verify` does; ContentError names `cards.{slug}`.
    """
    if not 1 <= len(cards) <= MAX_AT_ONCE:
        raise ContentError.one("cards", "count", _("Choose 1 to %(most)s cards.") % {"most": MAX_AT_ONCE})
    versions = in_force(Subject.Kind.CARD, cards, now())
    unknown = [slug for slug in cards if slug not in versions]
    if unknown:
        raise ContentError(Problem(f"cards.{slug}", "unknown", _("There is no such card in force.")) for slug in unknown)
    each = None if seconds is None else seconds // len(cards)
    said = [
        Said(
            version, [{"thing": name, "is_right": True, "source": cards[slug]} for name in things_to_check(version)], None, each
        )
        for slug, version in versions.items()
    ]
    return _record(said, by=by, is_bulk=True)


@act
def doubt(thing: Version | Subject, *, by: Any, reason: str) -> Verification:
    """Say that the version in force is not right: it is due from this instant. Raises as `verify` does."""
    version = _version(thing)
    may_verify(by, version.subject).require()
    if not reason.strip():
        raise ContentError.one("reason", "missing", _("Say what is not right."))
    return doubt_now(version, by=by, reason=reason)


def latest_due(version: Version, at: datetime) -> datetime:
    """The latest date that a verifier may choose: twice the usual interval."""
    return at + 2 * (dates_for(version.subject, at)["due_at"] - at)


def _record(said: Sequence[Said], *, by: Any, is_bulk: bool) -> list[Checked]:
    """All of them under one number of the log."""
    at = now()
    problems: list[Problem] = []
    for card in said:
        may_verify(by, card.version.subject).require()
        prefix = f"cards.{card.version.subject.slug}" if is_bulk else ""
        problems += ContentError(_problems(card, at.at)).under(prefix).problems
    if problems:
        raise ContentError(problems)
    bases = [basis_of(card.version, at) for card in said]
    entries = [Entry(Publication.Kind.TRUST, card.version.subject) for card in said]
    publications = append(entries, by=by)
    rows = []
    for card, basis, publication in zip(said, bases, publications, strict=True):
        rows.append(_row(card, basis, publication, by=by, is_bulk=is_bulk))
    looked_at = sample(rows, is_bulk=is_bulk)
    return [Checked(row, row.pk in looked_at) for row in rows]


def _row(said: Said, basis: Basis, publication: Publication, *, by: Any, is_bulk: bool) -> Verification:
    wrong = [answer for answer in said.answers if not answer["is_right"]]
    if wrong:
        reason = "; ".join(f"{answer['thing']}: {answer['source'].strip()}" for answer in wrong)
        return add_doubt(said.version, publication, by=by, reason=reason[:MAX_REASON], answers=list(said.answers))
    at = publication.recorded_at
    row = add_verification(
        said.version,
        How.VERIFY,
        by=by,
        at=at,
        seen=Moment(at, publication.number),
        revision=publication.number,
        verified_at=at,
        reason=OWN_DATE if said.due_at else "",
        answers=[{**answer, "source": answer["source"].strip()} for answer in said.answers],
        seconds=said.seconds,
        is_bulk=is_bulk,
        **dates_for(said.version.subject, at, said.due_at),
    )
    tell("verify", row, publication, basis, by=by, answers=row.answers, seconds=said.seconds, is_bulk=is_bulk)
    return row


def _problems(said: Said, at: datetime) -> list[Problem]:
    """What is missing or odd in what the verifier says."""
    wanted = things_to_check(said.version)
    given = [answer["thing"] for answer in said.answers]
    problems = [
        Problem(f"answers.{name}", "unknown", _("There is nothing of this name to check."))
        for name in given
        if name not in wanted
    ]
    problems += [
        Problem(f"answers.{name}", "missing", _("Say whether this is still right.")) for name in wanted if name not in given
    ]
    if len(set(given)) < len(given):
        problems.append(Problem("answers", "repeated", _("Answer each once.")))
    for answer in said.answers:
        problems += _source_problems(answer)
    if said.due_at is not None and not at < said.due_at <= latest_due(said.version, at):
        day = latest_due(said.version, at).date().isoformat()
        problems.append(Problem("due_at", "range", _("Choose a day after today, and not after %(day)s.") % {"day": day}))
    return problems


def _source_problems(answer: Mapping[str, Any]) -> list[Problem]:
    field, source = f"answers.{answer['thing']}", answer["source"]
    if not source.strip():
        wanted = _("Say what shows it: a link, a document, a person.") if answer["is_right"] else _("Say what is not right.")
        return [Problem(field, "source_missing", wanted)]
    try:
        require_text(field, source, MAX_SOURCE)
    except ContentError as error:
        return list(error.problems)
    return []


def _version(thing: Version | Subject) -> Version:
    """The version in force. Raises Conflict when it is another than the one meant, or when nothing is in force."""
    subject = thing.subject if isinstance(thing, Version) else thing
    live = in_force(Subject.Kind.CARD, [subject.slug], now()).get(subject.slug) if subject.kind == Subject.Kind.CARD else None
    if live is None:
        raise Conflict(_("Nothing of this is in force, so there is nothing to verify."))
    if isinstance(thing, Version) and live.pk != thing.pk:
        raise Conflict(_("Another version is in force now. Load the page again and look at that one."))
    return live
