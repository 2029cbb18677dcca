"""What an agent's page shows of a search: each card with what it says and why it was found, and how the list can be narrowed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from policies.answers import INTERNAL, answer_for
from policies.arguments import require_choice
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.languages import read_language
from policies.manner import manner_of
from policies.models import Topic
from policies.reply import Reply
from policies.trust.basis import STATES
from policies.views.asked import Asked, language_of_interface
from search.find import Filters, Hits, Reason, find
from search.recognise import language_of


@dataclass(frozen=True, slots=True)
class Result:
    """A card that was found, what it says in the customer's language, and why it is on the list."""

    reply: Reply
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list: the value in the address, its name (in templates: of a trust state), how many cards it leaves."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Results:
    """Best first. Looked for in the language of the question, answered in the customer's."""

    question: str
    asked: Asked
    filters: Filters
    hits: Hits

    @cached_property
    def all(self) -> Sequence[Result]:
        at, language = self.asked.at, self.asked.language
        manner = manner_of(AGENTS, INTERNAL, at)
        return [
            Result(
                answer_for(
                    hit.card, self.asked.context, language, at, audience=INTERNAL, customer=self.asked.customer, **manner
                ),
                hit.reasons,
            )
            for hit in self.hits
        ]

    @property
    def sure(self) -> float:
        """How sure the first one is, 0 to 1."""
        return self.hits[0].confidence if self.hits else 0.0

    @property
    def is_narrowed(self) -> bool:
        return self.filters != Filters()

    @property
    def lacks_language(self) -> bool:
        """Does the filter for the customer's language help: is some card answered in another one, or is it chosen?"""
        return bool(self.filters.language) or any(result.reply.fallback for result in self.all)

    @cached_property
    def topics(self) -> Sequence[Choice]:
        """Those that the cards found belong to, in the topics' order; none where there is nothing to choose from."""
        language = language_of_interface()
        topics = Topic.objects.all() if self.question or self.is_narrowed else []
        return _choices(((topic.slug, topic.name(language)) for topic in topics), self._counts("topic"), self.filters.topic)

    @cached_property
    def trusts(self) -> Sequence[Choice]:
        return _choices(((state, "") for state in STATES), self._counts("trust"), self.filters.trust)

    def _counts(self, name: str) -> Mapping[str, int]:
        return self.hits.counts[name]


def results_for(question: str, asked: Asked, filters: Filters) -> Results:
    spoken = language_of(question, list(settings.CONTENT_LANGUAGES))
    is_asked = question or filters != Filters()
    hits = find(question, audience=INTERNAL, language=spoken, at=asked.at, filters=filters) if is_asked else Hits()
    return Results(question, asked, filters, hits)


def read_filters(query: QueryDict) -> Filters:
    """`topic`, `trust` and `texts` (a language that the cards have to have). Raises ContentError naming the one that is none."""
    topic, trust, texts = (query.get(name, "") for name in ("topic", "trust", "texts"))
    if topic and not Topic.objects.filter(slug=topic).exists():
        raise ContentError.one("topic", "unknown", _("There is no such topic. Choose one of the list."))
    if trust:
        require_choice("trust", trust, STATES)
    return Filters(topic or None, trust or None, read_language(texts, "texts") if texts else None)


def _choices(named: Iterator[tuple[str, str]], counts: Mapping[str, int], chosen: str | None) -> Sequence[Choice]:
    found = [
        Choice(value, name, counts.get(value, 0), value == chosen)
        for value, name in named
        if counts.get(value) or value == chosen
    ]
    return found if chosen or len(found) > 1 else []
