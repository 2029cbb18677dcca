"""`/overview`: what is untrue, due, missing or waiting, with the figures behind it; and the lists that its numbers count."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework import serializers

from kb.api.room import Json, Room, Visit
from kb.api.shown import instant
from kb.overview.all import Sight, figures_for, keys_for
from policies.content.problems import ContentError
from policies.figures.coverage import holes
from policies.figures.figure import Figure
from policies.figures.offers import WHAT, outcomes_until, which
from policies.figures.period import read_period
from policies.models import OfferOutcome
from policies.people.oversight import may_see_questions
from policies.publishing import now
from policies.views.asked import language_of_interface
from search.models import Question
from search.unanswered import UNANSWERED, questions_in

DAYS = ("days", "since", "until")


class FirstNumberShown(serializers.Serializer[Any]):
    """A number that one should know before all others; `of` is what it is a part of."""

    name = serializers.CharField()
    count = serializers.IntegerField()
    of = serializers.IntegerField(allow_null=True)


class FigureRow(serializers.Serializer[Any]):
    """`values` by the keys of the columns; null where there is nothing to say."""

    key = serializers.CharField()
    title = serializers.CharField()
    group = serializers.CharField()
    values = serializers.SerializerMethodField()

    def get_values(self, row: Any) -> dict[str, int]:
        """How many; of a percentage, so many of a hundred."""
        return {name: cell.value for name, cell in row.cells.items()}


class FigureShown(serializers.Serializer[Figure]):
    """A table of numbers, as on the page and in its file."""

    columns = serializers.SerializerMethodField()
    rows = FigureRow(many=True)

    def get_columns(self, figure: Figure) -> list[str]:
        """The keys in the order of the page."""
        return [column.key for column in figure.columns]


class OverviewShown(serializers.Serializer[Any]):
    """`since` and `until` are the days that are counted, both included. Cards, open flags, what is covered and who waits are as
    of now.
    """

    since = serializers.DateField()
    until = serializers.DateField()
    keys = FirstNumberShown(many=True)
    figures = serializers.DictField(child=FigureShown())


class Overview(Room):
    """What is untrue, due, missing or waiting, as far as the person may see it; `days` is 7, 30 or 90."""

    address, shown, parameters = "overview", OverviewShown, DAYS

    def find(self, visit: Visit, **place: Any) -> Json:
        period = read_period(visit.asked)
        sight = Sight(visit.who, visit.at, period, language_of_interface())
        return {"keys": keys_for(sight), "figures": figures_for(sight), "since": period.since, "until": period.until}


class AskedShown(serializers.Serializer[Question]):
    """A question as it was asked, masked; `card` is the one that answered, if any."""

    text = serializers.CharField()
    language = serializers.CharField()
    channel = serializers.CharField()
    asked_at = instant()
    band = serializers.CharField()
    card = serializers.CharField()


class Questions(Room):
    """What was asked in these days and nothing was sure enough for; `band` is `other` for the rest, `all` for all of it."""

    address, shown, parameters, ordering = "overview/questions", AskedShown, (*DAYS, "language", "channel", "band"), ("-pk",)
    noun = "asked_question"

    def rows(self, visit: Visit, **place: Any) -> Any:
        may_see_questions(visit.who).require()
        found = questions_in(read_period(visit.asked)).filter(_chosen(visit, "band", {"": UNANSWERED, "other": ~UNANSWERED}))
        return found.filter(**_same(visit, "language", "channel"))


class OutcomeShown(serializers.Serializer[OfferOutcome]):
    """What became of an offer that was made; of nobody in particular."""

    offer = serializers.CharField(source="version.subject.slug")
    version = serializers.IntegerField(source="version.number")
    outcome = serializers.CharField(source="kind")
    channel = serializers.CharField()
    at = instant()


class Outcomes(Room):
    """What became of offers in these days; `what` is saved, lost, accepted, declined or shown."""

    address, shown, parameters, ordering = "overview/outcomes", OutcomeShown, (*DAYS, "offer", "what"), ("-pk",)
    noun = "offer_outcome"

    def rows(self, visit: Visit, **place: Any) -> Any:
        at, period = now(), read_period(visit.asked)
        said = Q(at__gte=period.start, at__lt=period.end)
        known = which(period, at)
        found = outcomes_until(at).filter(_chosen(visit, "what", {"": said, **{name: known[name] for name in WHAT}}))
        offer = visit.asked.get("offer", "")
        return (found.filter(offer__slug=offer) if offer else found).select_related("version__subject")


class HoleShown(serializers.Serializer[Any]):
    """A topic with no answer for a stage of an order in a language; `elsewhere` are the languages that have one."""

    topic = serializers.CharField(source="topic.slug")
    stage = serializers.CharField()
    language = serializers.CharField()
    elsewhere = serializers.ListField(child=serializers.CharField())


class Holes(Room):
    """Where a customer asks in vain."""

    address, shown = "overview/holes", HoleShown

    def rows(self, visit: Visit, **place: Any) -> Sequence[Any]:
        return holes(visit.at, language_of_interface())


def _chosen(visit: Visit, name: str, known: Mapping[str, Q]) -> Q:
    given = visit.asked.get(name, "")
    if given == "all":
        return Q()
    if given not in known:
        raise ContentError.one(name, "choice", _("Choose one of %(choices)s.") % {"choices": ", ".join(filter(None, known))})
    return known[given]


def _same(visit: Visit, *names: str) -> dict[str, str]:
    return {name: visit.asked[name] for name in names if visit.asked.get(name)}
