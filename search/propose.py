"""Which cards a question may be about: by the answer model where there is one, else as the index ranks them."""

from django.db.models import Max

from policies.answers import find_cards
from policies.memory import recall
from policies.models import Publication
from policies.moment import Moment
from search.analysis import words
from search.find import Hit, find
from search.model import shelf
from search.model.answers import Judgement
from search.model.encoder import encoder
from search.model.shelf import Volume
from search.query import QUESTION


def propose(question: str, *, audience: str, language: str, at: Moment, limit: int) -> list[Hit]:
    """Visible cards, best first; the first one's confidence says whether it may answer."""
    by, volume = encoder(), _volume(audience, at)
    model = volume.model if volume else None
    if by is None or volume is None or model is None or not words(question[: QUESTION.letters]):
        return find(question, audience=audience, language=language, at=at, limit=limit, limits=QUESTION)
    judgement = model.judge(question, language, by, visible=lambda slugs: find_cards(slugs, audience, at), limit=limit)
    hits = _hits(judgement, audience, language, at)
    if volume.edition.revision >= _content_revision(at):
        return hits
    # The model has not seen the newest cards yet; the index has.
    others = find(question, audience=audience, language=language, at=at, limit=limit, limits=QUESTION)
    unknown = [hit for hit in others if hit.card.slug not in model.cards]
    if unknown and (not hits or unknown[0].confidence > hits[0].confidence):
        return [*unknown[:1], *hits, *unknown[1:]][:limit]
    return [*hits[: limit - len(unknown[:1])], *unknown][:limit]


def _volume(audience: str, at: Moment) -> Volume | None:
    """The model knows the present only."""
    is_now = at.release is None and at.is_now
    return shelf.current(audience) if is_now else None


def _content_revision(at: Moment) -> int:
    """The last number of the log that may have changed a text: verifications and doubts change none."""
    known, key = recall(at), "search.content_revision"
    if key not in known:
        log = Publication.objects.filter(number__lte=at.revision).exclude(kind=Publication.Kind.TRUST)
        known[key] = log.aggregate(last=Max("number"))["last"] or 0
    found: int = known[key]
    return found


def _hits(judgement: Judgement, audience: str, language: str, at: Moment) -> list[Hit]:
    """Only the first has a confidence: that of the others is not known."""
    cards = find_cards([slug for slug, _ in judgement.cards], audience, at)
    first = judgement.cards[0][0] if judgement.cards else ""
    return [
        Hit(cards[slug], score, judgement.confidence if slug == first else 0.0, language) for slug, score in judgement.cards
    ]
