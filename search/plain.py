"""Looking in the database itself, for when there is no index: about another day, or until the index is there again.

A small store is read whole, once for the moment. Of a large one only cards are read whose titles hold one of the
words, the likeliest first: bounded work for every request, and found less well.
"""

from collections.abc import Iterator
from functools import reduce
from operator import add, or_

from django.conf import settings
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from policies.answers import visible_cards
from policies.memory import recall
from policies.models import Card, Version
from policies.moment import Moment
from search.analysis import field_language, stop_words, words
from search.documents import documents_for
from search.memory_corpus import MemoryCorpus

READ_WHOLE, MOST_READ = 500, 60
MOST_WORDS, SHORTEST, BEGINNING = 6, 3, 6  # A word is looked for by its beginning: what is bent differently begins alike.


def plain_corpus(text: str, audience: str, at: Moment) -> MemoryCorpus:
    """What to look in for this text, of what the audience may see at this moment."""
    known, key = recall(at), ("search.corpus", audience)
    if key not in known:
        cards = visible_cards(audience, at)
        is_small = len(cards.order_by().values_list("pk", flat=True)[: READ_WHOLE + 1]) <= READ_WHOLE
        known[key] = MemoryCorpus(documents_for(cards, audience=audience, at=at)) if is_small else None
    corpus: MemoryCorpus | None = known[key]
    return corpus or MemoryCorpus(documents_for(_fitting(text, audience, at), audience=audience, at=at))


def _fitting(text: str, audience: str, at: Moment) -> QuerySet[Card]:
    """The cards in which most of the words stand, in any language; none for a text without words."""
    cards = visible_cards(audience, at)
    looked_for = list(dict.fromkeys(_telling(text)))[:MOST_WORDS]
    if not looked_for:
        return cards.none()
    live = dict(cards.order_by().values_list("live_version_id", "pk"))
    stands = [reduce(or_, _stands(word)) for word in looked_for]
    points: list[Combinable] = [Case(When(one, then=Value(1)), default=Value(0), output_field=IntegerField()) for one in stands]
    found = Version.objects.filter(state=Version.State.PUBLISHED, subject__kind="card").filter(reduce(or_, stands))
    ordered = found.annotate(points=reduce(add, points)).order_by("-points", "pk").values_list("pk", flat=True)
    shown = [live[pk] for pk in ordered.iterator() if pk in live][:MOST_READ]
    return cards.filter(pk__in=shown)


def _telling(text: str) -> Iterator[str]:
    empty = {word for tag in settings.CONTENT_LANGUAGES for word in stop_words(field_language(tag))}
    yield from (word[:BEGINNING] for word in words(text) if len(word) >= SHORTEST and word not in empty)


def _stands(word: str) -> Iterator[Q]:
    """SQLite tells capitals from small letters outside of ASCII, so both are looked for."""
    for tag in settings.CONTENT_LANGUAGES:
        yield Q(**{f"content__languages__{tag}__title__icontains": word})
        if not word.isascii():
            yield Q(**{f"content__languages__{tag}__title__icontains": word.capitalize()})
