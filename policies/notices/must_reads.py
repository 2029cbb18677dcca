"""Must-reads: a change of meaning that the agents of a topic have to take note of, with a short question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.events import name_of, record
from policies.models import Acknowledgement, Event, MustRead, Notice, Publication, Subject, Version
from policies.moment import Moment
from policies.notices.causes import titles_of
from policies.notices.looks import take_note
from policies.notices.questions import read_question
from policies.notices.readers import agents_of
from policies.notices.telling import Cause, tell_all
from policies.people.accountable import is_accountable
from policies.people.roles import AGENT, MANAGER, roles_in
from policies.people.verdicts import YES, Verdict, no
from policies.publishing import in_force, now
from policies.standing import standing_of

MOST_DAYS = 90
WRONG = "answer_wrongly"


@dataclass(frozen=True, slots=True)
class Reader:
    """An agent of the topic, and when and how the must-read was acknowledged, if it was."""

    person: Any
    acknowledgement: Acknowledgement | None


def may_require_reading(user: Any, version: Version) -> Verdict:
    subject = version.subject
    if subject.kind != Subject.Kind.CARD or version.state not in (Version.State.APPROVED, Version.State.PUBLISHED):
        return no(_("Only a card's version that is approved or published can be a must-read."))
    if version.meaning_number != version.number:
        return no(_("The meaning did not change in this version, so nobody has to read it again."))
    if MustRead.objects.filter(version=version).exists():
        return no(_("This is a must-read already."))
    if MANAGER in roles_in(user, subject.topic) or is_accountable(user, subject):
        return YES
    return no(_("Only the owner and knowledge managers can make this a must-read."))


def may_see_readers(user: Any, must_read: MustRead) -> Verdict:
    """Who has read it and who has not, and remind them."""
    subject = must_read.version.subject
    if MANAGER in roles_in(user, subject.topic) or is_accountable(user, subject):
        return YES
    return no(_("Only the owner and knowledge managers can see who has read this."))


@act
def require_reading(
    version: Version, *, by: Any, question: Mapping[str, Any] | None = None, right: int | None = None, days: int = 7
) -> MustRead:
    """From its publication on the agents of the topic have `days` to acknowledge this version.

    `question`: `{language: {"text", "options"}}`, `right` the position of the right option.
    Raises Refused, Conflict, ContentError.
    """
    may_require_reading(by, version).require()
    if not 1 <= days <= MOST_DAYS:
        raise ContentError.one("days", "range", _("Give between 1 and %(most)s days.") % {"most": MOST_DAYS})
    asked = read_question(question or {}, right, version.typed)
    fields = {"question": asked, "right": right if asked else None, "days": days, "by": by, "created_at": timezone.now()}
    try:
        with transaction.atomic():
            must_read = MustRead.objects.create(version=version, **fields)
    except IntegrityError:
        raise Conflict(_("This is a must-read already.")) from None
    record("require_reading", version, by=by, after={"days": days, "question": asked, "right": fields["right"]})
    return must_read


@act
def acknowledge(must_read: MustRead, *, by: Any, choice: int | None = None) -> Acknowledgement | None:
    """The person has read it. A wrong answer is counted and gives None: read again, answer again.

    Harmless when acknowledged before. Raises Refused for who need not, Conflict when it is over.
    """
    version = must_read.version
    before = Acknowledgement.objects.filter(must_read=must_read, person=by).first()
    if before is not None:
        return before
    if AGENT not in roles_in(by, version.subject.topic):
        raise Refused(_("Only agents of this topic acknowledge this."))
    if not open_must_reads(now()).filter(pk=must_read.pk).exists():
        raise Conflict(_("This must-read is over: something newer holds."))
    attempts = attempts_of(must_read, by) + 1
    if must_read.question and choice != must_read.right:
        record(WRONG, version, by=by, choice=choice, attempt=attempts)
        return None
    done = Acknowledgement.objects.create(must_read=must_read, person=by, attempts=attempts, at=timezone.now())
    record("acknowledge", version, by=by, rows=[done], attempts=attempts)
    live = in_force(Subject.Kind.CARD, [version.subject.slug], now()).get(version.subject.slug)
    if live is not None and live.meaning_number == version.meaning_number:
        take_note(by, version.subject, live)
    Notice.objects.filter(person=by, key__startswith=f"must-read:{must_read.pk}:", seen_at=None).update(seen_at=timezone.now())
    return done


@act
def remind_readers(must_read: MustRead, *, by: Any) -> int:
    """Tell everybody who has not read it, once a day at most. Returns how many were told.

    Raises Refused, Conflict when it is over.
    """
    may_see_readers(by, must_read).require()
    if is_over(must_read, now()):
        raise Conflict(_("This must-read is over: something newer holds."))
    waiting = [reader.person for reader in readers_of(must_read) if reader.acknowledgement is None]
    today = timezone.localdate()
    cause = cause_of(must_read, "must_read_again", f"asked-{today:%Y%m%d}", by=by.get_full_name() or by.get_username())
    told = tell_all((person, cause) for person in waiting)
    record("remind_readers", must_read.version, by=by, told=told)
    return told


def is_over(must_read: MustRead, at: Moment) -> bool:
    """Was what has to be read withdrawn, or replaced by another meaning? Then nobody has to any more."""
    is_published = must_read.version.state == Version.State.PUBLISHED
    return is_published and not open_must_reads(at).filter(pk=must_read.pk).exists()


def open_must_reads(at: Moment) -> QuerySet[MustRead]:
    """Those whose change of meaning holds or will hold: not withdrawn, not superseded by another meaning; with `start`."""
    # By the versions themselves: SQLite would otherwise go through every version that was ever published.
    asked = list(MustRead.objects.order_by().values_list("version", flat=True))
    published = MustRead.objects.filter(version__in=asked, version__state=Version.State.PUBLISHED)
    found = list(published.select_related("version__subject__topic"))
    live = in_force(Subject.Kind.CARD, {must_read.version.subject.slug for must_read in found}, at)
    held = [must_read.pk for must_read in found if _holds(must_read.version, live, at)]
    rows = MustRead.objects.filter(pk__in=held).annotate(first=Min("version__publications__recorded_at"))
    return rows.select_related("version__subject__topic", "version__subject__owner", "version__based_on", "by")


def reading_queue(user: Any, at: Moment) -> list[MustRead]:
    """What this person still has to acknowledge, the oldest first."""
    done = Acknowledgement.objects.filter(person=user).values("must_read")
    waiting = open_must_reads(at).exclude(pk__in=done).order_by("created_at")
    return [must_read for must_read in waiting if AGENT in roles_in(user, must_read.version.subject.topic)]


def waiting_about(user: Any, subject: Subject, at: Moment) -> MustRead | None:
    """The one about this card that the person still has to acknowledge. One query for a card that nobody has to read."""
    if not MustRead.objects.filter(version__subject=subject.pk).exclude(acknowledgements__person=user).exists():
        return None
    return next((found for found in reading_queue(user, at) if found.version.subject_id == subject.pk), None)


def readers_of(must_read: MustRead) -> list[Reader]:
    """Every agent of the topic; those who have not read it first."""
    done = {row.person_id: row for row in must_read.acknowledgements.select_related("person")}
    readers = [Reader(person, done.get(person.pk)) for person in agents_of(must_read.version.subject.topic)]
    return sorted(readers, key=lambda reader: reader.acknowledgement is not None)


def attempts_of(must_read: MustRead, user: Any) -> int:
    """How often this person has answered wrongly."""
    return Event.objects.filter(action=WRONG, thing=name_of(must_read.version), by=user).count()


def start_of(must_read: MustRead) -> datetime:
    """From when on the days count: both published and made a must-read."""
    log = must_read.version.publications.filter(kind=Publication.Kind.PUBLISH)
    published = log.aggregate(first=Min("recorded_at"))["first"]
    return max(must_read.created_at, published or must_read.created_at)


def end_of(must_read: MustRead) -> datetime:
    return start_of(must_read) + timedelta(days=must_read.days)


def cause_of(must_read: MustRead, kind: str, step: str, until_at: datetime | None = None, **params: Any) -> Cause:
    """One step of the reminders; `step` makes its key."""
    version = must_read.version
    name = "must_read_readers" if kind == "must_read_missing" else "must_read"
    until = (until_at or end_of(must_read)).isoformat()
    said = {"titles": titles_of(version), "until_at": until, **params}
    return Cause(kind, f"must-read:{must_read.pk}:{step}", reverse(name, args=(must_read.pk,)), version.subject, said)


def waiting_for(must_read: MustRead) -> Sequence[Any]:
    """Who has not read it."""
    return [reader.person for reader in readers_of(must_read) if reader.acknowledgement is None]


def _holds(version: Version, live: Mapping[str, Version], at: Moment) -> bool:
    """A correction of the wording takes nothing back, so the must-read goes on with it."""
    current = live.get(version.subject.slug)
    if current is not None and current.meaning_number == version.meaning_number:
        return True
    return standing_of(version, at) == "scheduled"
