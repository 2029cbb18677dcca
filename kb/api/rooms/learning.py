"""`/gaps`, `/proposed-examples`, `/check-questions`, `/answer-models` and what they show: what questions teach."""

from collections.abc import Sequence
from typing import Annotated, Any

import django_filters
from django.db.models import QuerySet
from pydantic import Field
from rest_framework import serializers

from kb.api.named import AnyTopic, Person
from kb.api.room import Act, Room, Visit, first_or_404
from kb.api.rooms.finding import Name, Nothing
from kb.api.rooms.words import AnyCard
from kb.api.shown import instant, named, slug_of
from policies.content.form import Form
from search.checks import add_check, change_check, remove_check
from search.clashes import Clash, Left, look
from search.fit_lines import FitLine, fit_lines
from search.gap_lines import GapLine, lines_of
from search.gaps import Said, add_to_card, assign_gap, dismiss_gap, reopen_gap, start_card, visible_gaps
from search.learned import CheckQuestion, Fit, Gap, ProposedExample
from search.learning import accept_example, decline_example, proposals_for
from search.model.fits import publish_anyway
from search.rights import may_decide_examples, may_see_model

Question = Annotated[str, Field(max_length=1000)]


class SaidShown(serializers.Serializer[Said]):
    """A masked question."""

    language = serializers.CharField()
    text = serializers.CharField()


class GapShown(serializers.Serializer[GapLine]):
    """Questions that mean the same and find no answer; `this_week` and `last_week` count seven days each.

    `examples` are masked, and gone when they are kept no longer. `card` is the one that answers, or that is being written.
    """

    number = serializers.IntegerField(source="gap.pk")
    state = serializers.CharField(source="gap.state")
    topic = slug_of("gap.topic")
    owner = named("owner")
    card = slug_of("gap.card")
    reason = serializers.CharField(source="gap.reason")
    count = serializers.IntegerField()
    this_week = serializers.IntegerField()
    last_week = serializers.IntegerField()
    languages = serializers.ListField(child=serializers.CharField())
    examples = SaidShown(many=True)
    began_at = instant(source="gap.began_at")
    last_at = instant(source="gap.last_at")
    closed_at = instant(source="gap.closed_at", allow_null=True)
    closed_by = named("gap.closed_by")


class GapFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Gap.State.choices)
    topic = django_filters.CharFilter(field_name="topic__slug")
    card = django_filters.CharFilter(field_name="card__slug")

    class Meta:
        model = Gap
        fields: tuple[str, ...] = ()


class StartingCard(Form):
    """Its examples are the gap's questions in this language."""

    slug: Name
    title: Annotated[str, Field(max_length=300)]
    short: str
    language: Annotated[str, Field(max_length=20)]
    topic: AnyTopic
    owner: Person
    risk: str = "medium"


class AddingTo(Form):
    card: AnyCard


class Dismissing(Form):
    reason: str


class AssigningGap(Form):
    """Null is the owner of its topic."""

    person: Person | None = None


class Gaps(Room):
    """Questions that find no answer, grouped by what they mean, the latest first."""

    address, key, noun, shown = "gaps", "<int:number>", "gap", GapShown
    filters, ordering = GapFilter, ("-last_at", "-pk")
    acts = {
        "start-card": Act("Begin a card whose examples are its questions", StartingCard, start_card),
        "add-to-card": Act("Put its questions among the examples of a card, in a draft", AddingTo, add_to_card),
        "dismiss": Act("Say why no card is wanted", Dismissing, dismiss_gap),
        "assign": Act("Say who answers for it", AssigningGap, assign_gap),
        "reopen": Act("Open it again", Nothing, reopen_gap),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Gap]:
        return visible_gaps(visit.who)

    def find(self, visit: Visit, **place: Any) -> Gap:
        found: Gap = first_or_404(visible_gaps(visit.who).filter(pk=place["number"]))
        return found

    def prepare(self, visit: Visit, things: Sequence[Gap]) -> None:
        for gap, line in zip(things, lines_of(things), strict=True):
            gap.line = line  # type: ignore[attr-defined]

    def show(self, visit: Visit, thing: Gap) -> dict[str, Any]:
        (line,) = lines_of([thing])
        return super().show(visit, line)

    def show_line(self, visit: Visit, thing: Gap) -> dict[str, Any]:
        return super().show_line(visit, thing.line)  # type: ignore[attr-defined]


class ProposedExampleShown(serializers.Serializer[ProposedExample]):
    """A masked question that was confirmed `count` times to belong to a card. `version` is the draft it was put into."""

    number = serializers.IntegerField(source="pk")
    card = slug_of("card")
    language = serializers.CharField()
    text = serializers.CharField()
    count = serializers.IntegerField()
    state = serializers.CharField()
    first_at = instant()
    last_at = instant()
    decided_at = instant(allow_null=True)
    decided_by = named("decided_by")
    version = serializers.IntegerField(source="version.number", allow_null=True, default=None)


class Accepting(Form):
    """Reworded, if there is a text."""

    text: Question = ""


class ProposedExamples(Room):
    """An example that customers' questions propose for a card the person answers for."""

    address, key, noun, shown = "proposed-examples", "<int:number>", "proposed_example", ProposedExampleShown
    acts = {
        "accept": Act("Put it into the person's draft of the card", Accepting, accept_example),
        "decline": Act("Propose it for this card no more", Nothing, decline_example),
    }

    def rows(self, visit: Visit, **place: Any) -> list[ProposedExample]:
        return proposals_for(visit.who)

    def find(self, visit: Visit, **place: Any) -> ProposedExample:
        related = ProposedExample.objects.select_related("card__topic", "card__owner", "decided_by", "version")
        found: ProposedExample = first_or_404(related.filter(pk=place["number"]))
        may_decide_examples(visit.who, found.card).require()
        return found


class CheckQuestionShown(serializers.Serializer[CheckQuestion]):
    number = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    language = serializers.CharField()
    card = slug_of("card")
    changed_at = instant()
    changed_by = named("changed_by")


class Checking(Form):
    text: Question
    language: Annotated[str, Field(max_length=20)]
    card: AnyCard


class CheckQuestions(Room):
    """A question of which people have said which card answers it; a new answer model must not forget them."""

    address, key, noun, shown = "check-questions", "<int:number>", "check_question", CheckQuestionShown
    begin = Act("Keep a check question", Checking, add_check)
    save = Act("Change a check question", Checking, change_check)
    acts = {"remove": Act("Hold models against it no more", Nothing, remove_check, vanishes=True)}

    def rows(self, visit: Visit, **place: Any) -> QuerySet[CheckQuestion]:
        may_see_model(visit.who).require()
        return CheckQuestion.objects.select_related("card", "changed_by")


class WorseShown(serializers.Serializer[Any]):
    """A question that finds `card` with the model in use, and `now` with the new one."""

    text = serializers.CharField()
    language = serializers.CharField()
    card = serializers.CharField()
    now = serializers.CharField()
    is_check = serializers.BooleanField()


class AnswerModelShown(serializers.Serializer[FitLine]):
    """How the newest model of an audience did. `first` and `five` are percent of the examples left out, `worse` what is lost.

    `state` is published, held (worse than the one in use), allowed (a person has it published) or over (it is fitted anew).
    """

    audience = serializers.CharField(source="fit.audience")
    number = serializers.IntegerField(source="fit.pk")
    state = serializers.CharField(source="fit.state")
    revision = serializers.IntegerField(source="fit.revision")
    fitted_at = instant(source="fit.fitted_at")
    cards = serializers.IntegerField(source="fit.cards")
    examples = serializers.IntegerField(source="fit.examples")
    first = serializers.IntegerField(allow_null=True)
    five = serializers.IntegerField(allow_null=True)
    lost = serializers.IntegerField(source="fit.lost")
    gained = serializers.IntegerField(source="fit.gained")
    checks = serializers.IntegerField(source="fit.checks")
    checks_right = serializers.IntegerField(source="fit.checks_right")
    checks_lost = serializers.IntegerField(source="fit.checks_lost")
    checks_gained = serializers.IntegerField(source="fit.checks_gained")
    decided_by = named("fit.decided_by")
    worse = WorseShown(many=True)


def _publish(line: FitLine, *, by: Any) -> Fit:
    return publish_anyway(line.fit, by=by)


class AnswerModels(Room):
    """The answer model of an audience: how it does, and what is lost if it is held back."""

    address, key, noun, shown = "answer-models", "<slug:audience>", "answer_model", AnswerModelShown
    acts = {"publish": Act("Publish the one that is held back nevertheless", Nothing, _publish)}

    def rows(self, visit: Visit, **place: Any) -> list[FitLine]:
        may_see_model(visit.who).require()
        return fit_lines()

    def find(self, visit: Visit, **place: Any) -> FitLine:
        found: FitLine = first_or_404(line for line in self.rows(visit) if line.fit.audience == place["audience"])
        return found


class LeftShown(serializers.Serializer[Left]):
    """An example of `card` that looks like one of `other`; `lead` is by how much."""

    card = slug_of("card")
    other = slug_of("other")
    language = serializers.CharField()
    text = serializers.CharField()
    lead = serializers.FloatField()


class ClashingPairShown(serializers.Serializer[Clash]):
    """Two cards that are taken for each other: `taken` of the first's examples, `given` of the other's, `of` both together.

    `advice` is merge, move or reword.
    """

    card = slug_of("card")
    other = slug_of("other")
    taken = serializers.IntegerField()
    given = serializers.IntegerField()
    of = serializers.IntegerField()
    advice = serializers.CharField()
    examples = LeftShown(many=True)


class ClashingCards(Room):
    """Cards that are taken for each other when an example is left out, the worst first."""

    address, noun, shown = "clashes", "clashing_pair", ClashingPairShown

    def rows(self, visit: Visit, **place: Any) -> tuple[Clash, ...]:
        may_see_model(visit.who).require()
        return look().clashes


class MisplacedExamples(Room):
    """Examples that look as if they stood at another card."""

    address, noun, shown = "misplaced-examples", "misplaced_example", LeftShown

    def rows(self, visit: Visit, **place: Any) -> tuple[Left, ...]:
        may_see_model(visit.who).require()
        return look().misplaced
