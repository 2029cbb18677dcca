"""What an agent's page shows of a search: each card with what it says and why it was found; how the list is narrowed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from policies.answers import INTERNAL, answers_for
from policies.arguments import require_choice
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.languages import match_language, read_language
from policies.manner import manner_of
from policies.models import Topic
from policies.reply import Reply
from policies.trust.basis import STATES
from policies.views.asked import Asked, language_of_interface
from search.analysis import words
from search.find import Filters, Hit, Hits, Reason, find
from search.recognise import language_of

MOST = 10
MOST_NEAR = 4  # Topics that stand beside "All topics"; the others are one press further.


@dataclass(frozen=True, slots=True)
class Result:
    """A card that was found, what it says in the customer's language, and why it is on the list."""

    reply: Reply
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list, with how many cards it leaves (None: nobody counts) and the address that does it.

    `name` is empty for a state of trust, which templates name.
    """

    value: str
    name: str
    count: int | None
    is_chosen: bool
    address: str


@dataclass(frozen=True)
class Results:
    """Best first. Looked for in the `spoken` language of the question, answered in the customer's; `query` is the address's.

    With `texts` only cards that have a text in this language, whichever of their languages the question was found in.
    """

    question: str
    spoken: str
    asked: Asked
    filters: Filters
    texts: str
    query: QueryDict
    hits: Hits

    @cached_property
    def all(self) -> Sequence[Result]:
        at = self.asked.at
        manner, customer = manner_of(AGENTS, INTERNAL, at), self.asked.customer
        cards = [hit.card for hit in self.hits]
        replies = answers_for(
            cards, self.asked.context, self.asked.language, at, audience=INTERNAL, customer=customer, **manner
        )
        found = [Result(reply, self._telling(hit)) for reply, hit in zip(replies, self.hits, strict=True)]
        return [result for result in found if not self.texts or match_language(self.texts, result.reply.languages)][:MOST]

    @property
    def sure(self) -> float:
        """How sure the first one is, 0 to 1."""
        return self.hits[0].confidence if self.hits else 0.0

    @property
    def is_narrowed(self) -> bool:
        return bool(self.texts) or self.filters != Filters()

    @property
    def has_choices(self) -> bool:
        """Is there a list to narrow, or one that was narrowed?"""
        return bool((self.hits or self.is_narrowed) and (self.topics or self.trusts or self.in_language))

    @cached_property
    def topics(self) -> Sequence[Choice]:
        """All, then those the cards belong to, the nearest first; empty where there is nothing to choose from."""
        if not (self.question or self.is_narrowed):
            return []
        language = language_of_interface()
        nearest = list(dict.fromkeys(hit.card.topic.slug for hit in self.hits))
        named = {topic.slug: topic.name(language) for topic in Topic.objects.all()}
        ordered = sorted(named, key=lambda slug: nearest.index(slug) if slug in nearest else len(nearest))
        return self._choices("topic", {slug: named[slug] for slug in ordered}, self.filters.topic, _("All topics"))

    @property
    def near_topics(self) -> Sequence[Choice]:
        return [choice for place, choice in enumerate(self.topics) if place <= MOST_NEAR or choice.is_chosen]

    @property
    def other_topics(self) -> Sequence[Choice]:
        return [choice for choice in self.topics if choice not in self.near_topics]

    @cached_property
    def trusts(self) -> Sequence[Choice]:
        return self._choices("trust", dict.fromkeys(STATES, ""), self.filters.trust, _("Checked or not"))

    @property
    def in_language(self) -> Choice | None:
        """Only cards with a text in the customer's language, where some have none; pressed again, all."""
        if not (self.texts or any(result.reply.fallback for result in self.all)):
            return None
        wanted = self.texts or self.asked.language
        name = _("Only in %(language)s") % {"language": settings.CONTENT_LANGUAGES.get(wanted, wanted)}
        return Choice(wanted, name, None, bool(self.texts), self._address("texts", "" if self.texts else wanted))

    def _choices(self, field: str, named: Mapping[str, str], chosen: str | None, every: str) -> Sequence[Choice]:
        counts = self.hits.counts[field]
        found = [
            Choice(value, name, counts.get(value, 0), value == chosen, self._address(field, value))
            for value, name in named.items()
            if counts.get(value) or value == chosen
        ]
        if not chosen and len(found) < 2:
            return []
        return [Choice("", every, None, chosen is None, self._address(field, "")), *found]

    def _address(self, field: str, value: str) -> str:
        query = self.query.copy()
        for name in (field, "card"):
            query.pop(name, None)
        if value:
            query[field] = value
        return f"?{query.urlencode()}"

    def _telling(self, hit: Hit) -> tuple[Reason, ...]:
        """Without the corrections that "did you mean" says for the whole list."""
        meant = set(words(self.hits.did_you_mean or ""))
        return tuple(reason for reason in hit.reasons if reason.kind != "corrected" or not meant & set(words(reason.found)))


def results_for(query: QueryDict, asked: Asked) -> Results:
    """What is found for an address. Raises ContentError naming what of it does not fit."""
    question, filters, texts = query.get("q", "").strip(), _filters(query), _last(query.getlist("texts"))
    texts = read_language(texts, "texts") if texts else ""
    spoken = language_of(question, list(settings.CONTENT_LANGUAGES))
    look: dict[str, Any] = {"audience": INTERNAL, "language": spoken, "at": asked.at, "filters": filters}
    is_asked = question or filters != Filters()
    hits = find(question, **look, limit=3 * MOST if texts else MOST) if is_asked else Hits()
    return Results(question, spoken, asked, filters, texts, query, hits)


def _filters(query: QueryDict) -> Filters:
    topic, trust = (_last(query.getlist(name)) for name in ("topic", "trust"))
    if topic and not Topic.objects.filter(slug=topic).exists():
        raise ContentError.one("topic", "unknown", _("There is no such topic. Choose one of the list."))
    if trust:
        require_choice("trust", trust, STATES)
    return Filters(topic or None, trust or None)


def _last(values: Iterable[str]) -> str:
    return next(filter(None, reversed(list(values))), "")
