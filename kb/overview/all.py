"""All that the overview says of a moment and a period: what is untrue, due, missing or waiting, and the figures behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kb.models import Comparison
from policies.figures.addresses import address
from policies.figures.answers import answers_by_channel
from policies.figures.coverage import HOLES, coverage, holes
from policies.figures.figure import Figure, percent
from policies.figures.flagged import most_flagged
from policies.figures.offers import save_rates
from policies.figures.period import Period
from policies.figures.trust import states_now, trust_by_owner, trust_by_topic
from policies.models import Escalation
from policies.moment import Moment
from policies.people.oversight import may_see_questions
from policies.queues.rights import visible_to
from policies.trust.flags import open_flags
from policies.trust.score import served, share_of_answers
from search.unanswered import LIST, UNANSWERED, questions_in, unanswered_by


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, at which moment, at which days, in which language of content."""

    who: Any
    at: Moment
    period: Period
    language: str


@dataclass(frozen=True, slots=True)
class Key:
    """A number that one should know before all others. `sign` says how bad it is: good, due, expired or nothing."""

    name: str
    title: str | Promise
    count: int
    url: str
    of: int | None = None
    sign: str = ""

    @property
    def percent(self) -> int | None:
        return percent(self.count, self.of) if self.of else None


Maker = Callable[[Sight], Figure]
FIGURES: Mapping[str, Maker] = {
    "trust-by-topic": lambda sight: trust_by_topic(sight.at, sight.language),
    "trust-by-owner": lambda sight: trust_by_owner(sight.at),
    "answers": lambda sight: answers_by_channel(sight.period),
    "questions-by-language": lambda sight: unanswered_by("language", sight.period),
    "questions-by-channel": lambda sight: unanswered_by("channel", sight.period),
    "flagged": lambda sight: most_flagged(sight.period, sight.at),
    "offers": lambda sight: save_rates(sight.period, sight.at),
    "coverage": lambda sight: coverage(sight.at, sight.language),
}
ABOUT_QUESTIONS = frozenset({"questions-by-language", "questions-by-channel"})


def figures_for(sight: Sight) -> dict[str, Figure]:
    """Those that this person may see."""
    hidden = frozenset() if may_see_questions(sight.who) else ABOUT_QUESTIONS
    return {name: make(sight) for name, make in FIGURES.items() if name not in hidden}


def figure_for(sight: Sight, name: str) -> Figure:
    """Raises KeyError for one that is not there, Refused for one that this person may not see."""
    if name in ABOUT_QUESTIONS:
        may_see_questions(sight.who).require()
    return FIGURES[name](sight)


def keys_for(sight: Sight) -> list[Key]:
    """What is untrue, due, missing and waiting, in this order."""
    states = states_now(sight.at)
    cards, period = states.total(), sight.period
    answers = share_of_answers(served(since=period.since, until=period.until))
    missing = len(holes(sight.at, sight.language))
    found = [
        Key("expired", _("Cards overdue"), states["expired"], address("trust_cards", state="expired"), cards, "expired"),
        Key("due", _("Cards due"), states["due"], address("trust_cards", state="due"), cards, "due"),
        Key("late", _("Answers not verified"), answers.late, address("trust_answers", period, late=1), answers.all, "expired"),
        Key("flags", _("Flags not answered"), open_flags().count(), address("flags"), sign="due"),
        Key("holes", _("Places without an answer"), missing, address(HOLES), sign="expired"),
        Key("customers", _("Customers who wait"), _waiting(sight.who), address("escalations", state="open"), sign="due"),
    ]
    if may_see_questions(sight.who):
        asked = questions_in(period)
        none = asked.filter(UNANSWERED).count()
        found.insert(
            4, Key("questions", _("Questions without an answer"), none, address(LIST, period), asked.count(), "expired")
        )
    return found


def last_comparison() -> Comparison | None:
    """None before the first night."""
    return Comparison.objects.order_by("-pk").first()


def _waiting(user: Any) -> int:
    return visible_to(user).filter(state=Escalation.State.OPEN).count()
