"""Looking again at verifications: some because of how they were made, some by chance; never by who made them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import SecondLook, Subject, Verification
from policies.people.oversight import may_look_again
from policies.publishing import in_force, now
from policies.trust.acts import MAX_REASON, doubt_now
from policies.trust.basis import last_verification
from policies.trust.suspicion import Made, chosen, lot, patterns

State = SecondLook.State
How = Verification.How
RECENT = timedelta(days=7)  # How far back a person's own verifications tell how this one was made.
SHOWN_DAYS = 30
REMEMBERED = 30  # Of the verifications before one; enough to see that there were many in a row.


def sample(rows: Sequence[Verification], *, is_bulk: bool) -> set[int]:
    """Have some of these, made by one person in one act, looked at again. Returns the primary keys of those."""
    verified = [row for row in rows if row.how == How.VERIFY]
    if not verified:
        return set()
    recent = _recent(verified[0])
    drawn = lot([row.pk for row in verified]) if is_bulk else set()
    looked_at = set()
    for row in verified:
        how = made(row)
        if row.pk in drawn or chosen(row.pk, how, recent):
            why = [*patterns(how, recent), *(["bulk"] if row.pk in drawn else [])]
            SecondLook.objects.create(verification=row, reasons=why or ["chance"], created_at=row.at)
            looked_at.add(row.pk)
        recent.append(made(row, is_looked_at=row.pk in looked_at))
    return looked_at


@act
def confirm(look: SecondLook, *, by: Any, note: str = "") -> SecondLook:
    """Say that the verification was right. Raises Refused, Conflict when somebody else was first."""
    return _close(look, State.CONFIRMED, by=by, note=note)


@act
def overturn(look: SecondLook, *, by: Any, note: str) -> SecondLook:
    """Say that it was not: the card is due from this instant, for the reason given.

    Unless somebody else has verified it since, or a change of meaning was published: then that counts. Raises as `confirm`
    does, ContentError without a reason.
    """
    if not note.strip():
        raise ContentError.one("note", "missing", _("Say what is not right."))
    closed = _close(look, State.OVERTURNED, by=by, note=note)
    row, at = closed.verification, now()
    slug = row.version.subject.slug
    live = in_force(Subject.Kind.CARD, [slug], at).get(slug)
    last = last_verification(live, at) if live is not None else None
    if live is not None and last is not None and _rests_on(last, row):
        doubt_now(live, by=by, reason=note, overturned=row.pk)
    return closed


def _rests_on(last: Verification, row: Verification) -> bool:
    """Is this what the person of `row` said, then or again later? Nobody outruns a second look by verifying once more.

    A mended word carries the verification to the next version, with its date.
    """
    if last.verified_at == row.verified_at:
        return True
    said = Verification.objects.filter(version__subject=row.version.subject_id, how=How.VERIFY, verified_at=last.verified_at)
    return last.how != How.DOUBT and said.filter(by=row.by_id).exists()


def _close(look: SecondLook, state: str, *, by: Any, note: str) -> SecondLook:
    require_text("note", note, MAX_REASON)
    may_look_again(by, look).require()
    closing = {"state": state, "by": by, "at": timezone.now(), "note": note.strip()}
    if not SecondLook.objects.filter(pk=look.pk, state=State.OPEN).update(**closing):
        raise Conflict(_("Somebody else has looked at this meanwhile."))
    closed = looks().get(pk=look.pk)
    what: dict[str, Any] = {"before": {"state": State.OPEN}, "after": {"state": state}}
    record("second_look", closed.verification.version, by=by, **what, verification=closed.verification_id, note=closed.note)
    return closed


def looks() -> QuerySet[SecondLook]:
    """With all that a page shows of them."""
    return SecondLook.objects.select_related("verification__version__subject", "verification__by", "by")


def made(row: Verification, *, is_looked_at: bool | None = None) -> Made:
    """How a verification was made, as far as the row tells."""
    content = row.version.typed
    texts = content.languages[content.source]
    letters = sum(len(text) for _name, text in (*texts.lines(), *texts.markdown()))
    looked_at = hasattr(row, "second_look") if is_looked_at is None else is_looked_at
    return Made(row.at, row.seconds, letters, frozenset(answer["source"] for answer in row.answers), looked_at)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a person verified lately: how many, how many of them odd in which way, looked at again, overturned."""

    person: Any
    verified: int
    odd: dict[str, int]
    looked_at: int
    overturned: int


def habits() -> list[Habit]:
    """Of everybody who verified in the last 30 days; who was overturned most often, then who was odd most often, first."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    rows = Verification.objects.filter(how=How.VERIFY, at__gt=since).order_by("at", "pk")
    by_person: dict[Any, list[Verification]] = {}
    for row in rows.select_related("by", "version__subject", "second_look"):
        by_person.setdefault(row.by, []).append(row)
    found = [_habit(person, done) for person, done in by_person.items()]
    return sorted(found, key=lambda habit: (-habit.overturned, -sum(habit.odd.values()), habit.person.username))


def _habit(person: Any, rows: Sequence[Verification]) -> Habit:
    done = [made(row) for row in rows]
    odd = Counter(
        name for position, how in enumerate(done) for name in patterns(how, done[max(position - REMEMBERED, 0) : position])
    )
    seen = [row.second_look for row in rows if hasattr(row, "second_look")]
    return Habit(person, len(rows), dict(odd), len(seen), sum(look.state == State.OVERTURNED for look in seen))


def _recent(first: Verification) -> list[Made]:
    before = Verification.objects.filter(by=first.by, how=How.VERIFY, at__gt=first.at - RECENT, pk__lt=first.pk)
    return [made(row) for row in before.select_related("version__subject", "second_look").order_by("at", "pk")]
