"""Gaps: questions that mean the same and find no answer, with somebody who answers for them. See decision 36.

A question joins the gap whose first question it is nearest to, or begins one; first questions never move, so gaps stay the same
as questions come, in whatever batches. A gap closes by itself once its questions find an answer.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.answers import INTERNAL
from policies.arguments import require_text
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Card, Channel, Topic, Version
from policies.publishing import now
from policies.workflow import create_card
from search.adding import add_questions
from search.ask import band_of
from search.learned import Gap
from search.meaning import NEAR, space, vectors_of
from search.model.encoder import Vectors
from search.models import Question
from search.propose import propose
from search.rights import may_see_gaps, may_settle

State = Gap.State
ASKED_AGAIN, EXAMPLES, AT_ONCE = 5, 8, 100


@dataclass(frozen=True, slots=True)
class Placed:
    """An unanswered question, its vector, and the topic it is nearest to."""

    question: Question
    vector: Vectors
    topic: Topic | None


class Said(NamedTuple):
    """A masked question in its language."""

    language: str
    text: str


@dataclass(slots=True)
class Joined:
    """What became of the questions of a batch."""

    begun: list[int]
    reopened: list[int]
    questions: int = 0


def places_for(questions: Sequence[Question]) -> list[Placed]:
    """Reads only, so that nobody waits for it."""
    vectors = vectors_of([(question.text, question.language) for question in questions])
    return [Placed(question, vector, _topic(question)) for question, vector in zip(questions, vectors, strict=True)]


def join(placed: Iterable[Placed]) -> Joined:
    """Put each question to its gap, in their order. Call inside an act."""
    joined, here = Joined([], []), space()
    known = list(Gap.objects.filter(space=here).exclude(centre=b"").order_by("pk"))
    centres = [np.frombuffer(bytes(gap.centre), np.float32) for gap in known]
    for place in placed:
        question = place.question
        if question.gap_id is not None:
            continue
        nearness = np.stack(centres) @ place.vector if centres else np.empty(0)
        best = int(nearness.argmax()) if len(nearness) else -1
        if best >= 0 and round(float(nearness[best]), 4) >= NEAR:
            gap = known[best]
            if gap.state == State.ANSWERED:
                _reopen(gap, by=None)
                joined.reopened.append(gap.pk)
            Gap.objects.filter(pk=gap.pk, last_at__lt=question.asked_at).update(last_at=question.asked_at)
        else:
            instants = {"began_at": question.asked_at, "last_at": question.asked_at}
            gap = Gap.objects.create(topic=place.topic, space=here, centre=place.vector.tobytes(), **instants)
            known.append(gap)
            centres.append(place.vector)
            joined.begun.append(gap.pk)
        Question.objects.filter(pk=question.pk).update(gap=gap)
        joined.questions += 1
    return joined


def record_joined(joined: Joined) -> None:
    """One event for a batch. Call inside the act that joined them."""
    if joined.questions:
        counted: dict[str, Any] = {"begun": joined.begun, "reopened": joined.reopened, "questions": joined.questions}
        record("find_gaps", "questions", by=None, **counted)


def open_gaps(person: Any) -> QuerySet[Gap]:
    """Those that wait for this person: theirs, those of their topics, and, of a manager, those that nobody answers for."""
    if not may_see_gaps(person):
        return Gap.objects.none()
    theirs = Q(owner=person) | Q(owner=None, topic__owner=person)
    if may_settle(person, Gap()):
        theirs |= Q(owner=None, topic__owner=None)
    return Gap.objects.filter(theirs, state=State.OPEN)


def visible_gaps(person: Any) -> QuerySet[Gap]:
    """All of them, to who may write. Raises Refused for anybody else."""
    may_see_gaps(person).require()
    return Gap.objects.select_related("topic__owner", "owner", "card", "closed_by")


@act
def start_card(
    gap: Gap, *, slug: str, topic: Topic, title: str, short: str, language: str, owner: Any, risk: str, by: Any
) -> Version:
    """Begin a card whose examples are the gap's questions. The gap stays open until they find an answer.

    Raises as `create_card` does, and Refused for who may not settle the gap.
    """
    may_settle(by, gap).require()
    texts = {"title": title, "short": short, "questions": [text for tag, text in examples_of(gap) if tag == language]}
    content = {"source": language, "languages": {language: texts}}
    draft = create_card(slug, topic=topic, owner=owner, risk=risk, content=content, by=by)
    _set_card(gap, draft, by=by)
    return draft


@act
def add_to_card(gap: Gap, card: Card, *, by: Any) -> Version:
    """Put the gap's questions among a card's examples, in a draft. Raises Refused, ContentError."""
    may_settle(by, gap).require()
    draft = add_questions(card, examples_of(gap), by=by)
    _set_card(gap, draft, by=by)
    return draft


@act
def dismiss_gap(gap: Gap, *, by: Any, reason: str) -> Gap:
    """No card is wanted for it; questions that come later join it in silence. Raises Refused, ContentError, Conflict."""
    may_settle(by, gap).require()
    said = " ".join(reason.split())
    require_text("reason", said, 300)
    if not said:
        raise ContentError.one("reason", "missing", _("Say why no card is wanted, so that others understand."))
    _move(gap, State.OPEN, {"state": State.DISMISSED, "reason": said, "closed_at": timezone.now(), "closed_by": by})
    record("dismiss_gap", _name(gap), by=by, before={"state": State.OPEN}, after={"state": State.DISMISSED}, reason=said)
    return _again(gap)


@act
def reopen_gap(gap: Gap, *, by: Any) -> Gap:
    """Raises Refused, Conflict when it is open."""
    may_settle(by, gap).require()
    _reopen(gap, by=by)
    return _again(gap)


@act
def assign_gap(gap: Gap, *, by: Any, person: Any) -> Gap:
    """Somebody else answers for it; nobody in particular is the owner of its topic. Raises Refused, ContentError."""
    may_settle(by, gap).require()
    if person is not None and not may_see_gaps(person):
        raise ContentError.one("person", "cannot", _("Choose somebody who writes cards."))
    former: Any = gap.owner
    before = former.get_username() if former else None
    Gap.objects.filter(pk=gap.pk).update(owner=person)
    after = person.get_username() if person else None
    record("assign_gap", _name(gap), by=by, before={"owner": before}, after={"owner": after})
    return _again(gap)


def close_answered() -> int:
    """Close the open gaps whose latest questions now find an answer, most of them. Returns how many."""
    audiences = {channel.slug: channel.audience for channel in Channel.objects.all()} | {AGENTS: INTERNAL}
    closed = 0
    for gap in Gap.objects.filter(state=State.OPEN).order_by("pk"):
        latest = list(gap.questions.order_by("-asked_at", "-pk")[:ASKED_AGAIN])
        found = Counter(slug for question in latest if (slug := _answering(question, audiences)))
        if latest and found.total() * 2 > len(latest):
            _close(gap, found.most_common(1)[0][0], found.total())
            closed += 1
    return closed


def examples_of(gap: Gap) -> list[Said]:
    """Language and text of its questions, the latest first, each wording once."""
    said = gap.questions.order_by("-asked_at", "-pk").values_list("language", "text")[: EXAMPLES * 5]
    different = {
        " ".join(text.split()).casefold(): Said(language, " ".join(text.split())[:300])
        for language, text in reversed(list(said))
    }
    return list(reversed(different.values()))[:EXAMPLES]


def forget_gaps(before: datetime) -> int:
    """A gap whose questions are all gone is gone too; of one that people decided, what stood for its first question."""
    over = Gap.objects.filter(last_at__lt=before, questions=None)
    undecided = over.filter(state=State.OPEN).values_list("pk", flat=True)[:AT_ONCE]
    gone: int = Gap.objects.filter(pk__in=list(undecided)).delete()[0]
    kept = over.exclude(centre=b"").values_list("pk", flat=True)[:AT_ONCE]
    return gone + Gap.objects.filter(pk__in=list(kept)).update(centre=b"")


def _answering(question: Question, audiences: dict[str, str]) -> str:
    """The card that answers it now where it was asked; empty when none does."""
    who = {"audience": audiences.get(question.channel, Channel.Audience.PUBLIC), "language": question.language}
    hits = propose(question.text, at=now(), limit=1, **who)
    return hits[0].card.slug if hits and band_of(hits[0].confidence) == "answer" else ""


@act
def _close(gap: Gap, slug: str, count: int) -> None:
    card = Card.objects.get(slug=slug)
    changes = {"state": State.ANSWERED, "card": card, "closed_at": timezone.now(), "closed_by": None}
    if Gap.objects.filter(pk=gap.pk, state=State.OPEN).update(**changes):
        after = {"state": State.ANSWERED, "card": slug}
        record("close_gap", _name(gap), by=None, before={"state": State.OPEN}, after=after, questions=count)


def _reopen(gap: Gap, *, by: Any) -> None:
    state = gap.state
    if state == State.OPEN:
        raise Conflict(_("It is open already."))
    _move(gap, state, {"state": State.OPEN, "reason": "", "closed_at": None, "closed_by": None})
    gap.state = State.OPEN
    record("reopen_gap", _name(gap), by=by, before={"state": state}, after={"state": State.OPEN})


def _move(gap: Gap, state: str, changes: dict[str, Any]) -> None:
    if not Gap.objects.filter(pk=gap.pk, state=state).update(**changes):
        raise Conflict(_("Somebody has decided this already."))


def _set_card(gap: Gap, draft: Version, *, by: Any) -> None:
    card = Card.objects.get(pk=draft.subject_id)
    before = {"card": gap.card.slug if gap.card else None}
    Gap.objects.filter(pk=gap.pk).update(card=card)
    record("fill_gap", _name(gap), by=by, before=before, after={"card": card.slug}, version=draft.number)


def _topic(question: Question) -> Topic | None:
    """Of the card it is nearest to, among all that colleagues see; else the first."""
    hits = propose(question.text, audience=INTERNAL, language=question.language, at=now(), limit=1)
    return hits[0].card.topic if hits else Topic.objects.select_related("owner").first()


def _again(gap: Gap) -> Gap:
    return Gap.objects.select_related("topic__owner", "owner", "card", "closed_by").get(pk=gap.pk)


def _name(gap: Gap) -> str:
    return f"gap:{gap.pk}"
