"""Learning from questions: each is looked at once, when it is known what came of it. Confirmed ones become proposed examples of
their card, unanswered ones join gaps. Masked texts only; by the worker, some at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.answers import INTERNAL, find_cards
from policies.content.document import CardContent
from policies.errors import Conflict
from policies.events import name_of, record
from policies.models import Card, Version
from policies.notices.telling import tell
from policies.publishing import now
from search import gaps
from search.adding import add_questions, key_of_words
from search.analysis import words
from search.checks import keep_check
from search.learned import ProposedExample
from search.meaning import SAME, vectors_of
from search.model.encoder import Vectors
from search.models import Question
from search.rights import may_decide_examples

# What came of a question is mostly said within minutes; what is said later makes it be looked at again.
SETTLED = timedelta(minutes=10)
AT_ONCE, FEWEST_WORDS = 100, 2
CONFIRMED, DENIED = ("helpful",), ("unhelpful", "wrong", "outdated", "unclear", "escalated")
State = ProposedExample.State


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A question of which somebody has said that this card answers it."""

    question: Question
    card: Card


def learn() -> int:
    """Look at all questions that are old enough and that nobody looked at. Returns how many."""
    looked_at = 0
    while some := list(Question.objects.filter(is_learned=False, asked_at__lt=timezone.now() - SETTLED)[:AT_ONCE]):
        looked_at += _learn_from(some)
    return looked_at


def _learn_from(questions: Sequence[Question]) -> int:
    """Vectors are made before anybody has to wait for the log's lock."""
    cards = find_cards({slug for question in questions if (slug := card_of(question))}, INTERNAL, now())
    confirmed = [Confirmed(question, cards[slug]) for question in questions if (slug := card_of(question)) in cards]
    confirmed = [item for item in confirmed if len(words(item.question.text)) >= FEWEST_WORDS]
    unanswered = [question for question in questions if is_unanswered(question)]
    placed = gaps.places_for(unanswered)
    vectors = vectors_of([(item.question.text, item.question.language) for item in confirmed])
    known = {card.pk: _known(card) for card in cards.values()}
    _keep(questions, list(zip(confirmed, vectors, strict=True)), known, placed)
    return len(questions)


def card_of(question: Question) -> str:
    """The slug of the card that people have confirmed; empty when nobody did, or somebody said that it does not answer."""
    if question.outcome in DENIED:
        return ""
    return question.chosen or (question.card if question.outcome in CONFIRMED else "")


def is_unanswered(question: Question) -> bool:
    """Asked in whole words, found nothing, or nothing but candidates that did not help."""
    if question.way == "search" or question.chosen or len(words(question.text)) < FEWEST_WORDS:
        return False
    return question.band == "escalate" or (question.band == "suggest" and question.outcome in DENIED)


@act
def _keep(
    questions: Sequence[Question],
    confirmed: Iterable[tuple[Confirmed, Vectors]],
    known: "Mapping[int, _Known]",
    placed: Sequence[gaps.Placed],
) -> None:
    """One act for the batch; a question of which more was said meanwhile is looked at again."""
    still = {
        question.pk
        for question in questions
        if Question.objects.filter(pk=question.pk, is_learned=False, chosen=question.chosen, outcome=question.outcome).update(
            is_learned=True
        )
    }
    new = [card for item, vector in confirmed if item.question.pk in still for card in _propose(item, vector, known)]
    joined = gaps.join([place for place in placed if place.question.pk in still])
    if new:
        record("propose_examples", "questions", by=None, proposed=len(new), cards=sorted({card.slug for card in new}))
    week, path = f"{timezone.localdate():%G-%V}", reverse("examples")
    for card in {card.pk: card for card in new}.values():
        tell(card.owner, "examples_proposed", f"examples:{card.slug}:{week}", path=f"{path}?card={card.slug}", title=card.slug)
    gaps.record_joined(joined)


@dataclass(slots=True)
class _Known:
    """What a card's examples and earlier proposals say: their words, and their vectors with the proposal, if it is one."""

    words: frozenset[str]
    vectors: Vectors
    proposals: list[ProposedExample | None]

    def nearest(self, vector: Vectors) -> tuple[bool, ProposedExample | None]:
        """Is something there that is nearly the same, and which proposal, if it is one?"""
        nearness = self.vectors @ vector
        best = int(nearness.argmax()) if len(nearness) else -1
        is_near = best >= 0 and float(nearness[best]) >= SAME
        return is_near, self.proposals[best] if is_near else None

    def add(self, proposal: ProposedExample, vector: Vectors) -> None:
        self.vectors = np.vstack([self.vectors, vector])
        self.proposals.append(proposal)


def _known(card: Card) -> _Known:
    content: CardContent = Version.objects.get(pk=card.live_version_id).typed
    said = [(text, tag) for tag, texts in content.languages.items() for text in (texts.title, *texts.questions)]
    proposals = list(ProposedExample.objects.filter(card=card).exclude(text=""))
    texts = [*said, *((proposal.text, proposal.language) for proposal in proposals)]
    words_said = frozenset(key_of_words(text, tag) for text, tag in said)
    return _Known(words_said, vectors_of(texts), [*([None] * len(said)), *proposals])


def _propose(item: Confirmed, vector: Vectors, known: Mapping[int, _Known]) -> list[Card]:
    """The card, if it has a new proposal now. What is there already, or nearly, is only counted."""
    question, card = item.question, item.card
    key, there = key_of_words(question.text, question.language), known[card.pk]
    is_near, near = there.nearest(vector)
    if key in there.words or (is_near and near is None):
        return []
    key = near.key if near else key
    if ProposedExample.objects.filter(card=card, key=key).update(count=F("count") + 1, last_at=question.asked_at):
        return []
    said: dict[str, Any] = {"language": question.language, "text": question.text[:1000], "first_at": question.asked_at}
    there.add(ProposedExample.objects.create(card=card, key=key, last_at=question.asked_at, **said), vector)
    return [card]


@act
def accept_example(proposal: ProposedExample, *, by: Any, text: str = "") -> Version:
    """Put the question (as it is, or reworded) into a draft of the person's, who hands it in as any other change of wording.

    It is also kept as a check question of the card. Raises Refused, Conflict when it was decided already, ContentError.
    """
    _decide(proposal, State.ACCEPTED, by)
    said = " ".join((text or proposal.text).split())
    draft = add_questions(proposal.card, [(proposal.language, said)], by=by)
    ProposedExample.objects.filter(pk=proposal.pk).update(version=draft)
    keep_check(said, proposal.language, proposal.card, by=by)
    record("accept_example", name_of(proposal.card), by=by, version=draft.number, language=proposal.language)
    return draft


@act
def decline_example(proposal: ProposedExample, *, by: Any) -> ProposedExample:
    """It is not proposed for this card again. Raises Refused, Conflict when it was decided already."""
    _decide(proposal, State.DECLINED, by)
    record("decline_example", name_of(proposal.card), by=by, proposal=proposal.pk)
    return ProposedExample.objects.get(pk=proposal.pk)


def _decide(proposal: ProposedExample, state: str, by: Any) -> None:
    may_decide_examples(by, proposal.card).require()
    decided = {"state": state, "decided_at": timezone.now(), "decided_by": by}
    if not ProposedExample.objects.filter(pk=proposal.pk, state=State.PROPOSED).update(**decided):
        raise Conflict(_("Somebody has decided this already."))


def proposals_for(person: Any) -> list[ProposedExample]:
    """Those that wait for this person's decision, card by card, the most confirmed first."""
    waiting = ProposedExample.objects.filter(state=State.PROPOSED).select_related("card__topic", "card__owner")
    allowed: dict[int, bool] = {}
    for proposal in waiting:
        if proposal.card_id not in allowed:
            allowed[proposal.card_id] = bool(may_decide_examples(person, proposal.card))
    return [proposal for proposal in waiting if allowed[proposal.card_id]]


def forget_proposals(before: datetime) -> int:
    """What nobody decided goes; of what was decided the words go, and only their hash stays."""
    old = ProposedExample.objects.filter(last_at__lt=before)
    undecided = old.filter(state=State.PROPOSED).values_list("pk", flat=True)[:AT_ONCE]
    gone: int = ProposedExample.objects.filter(pk__in=list(undecided)).delete()[0]
    said = old.exclude(state=State.PROPOSED).exclude(text="").values_list("pk", flat=True)[:AT_ONCE]
    return gone + ProposedExample.objects.filter(pk__in=list(said)).update(text="")
