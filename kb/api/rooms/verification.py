"""`/verification`: what is due, and saying "still right" thing by thing, or of several cards at once."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Annotated, Any

from django.http import Http404
from django.utils.timezone import get_default_timezone
from pydantic import Field
from rest_framework import serializers

from kb.api.named import Day
from kb.api.room import Act, Json, Room, Visit
from kb.api.rooms.flags import FlagShown
from kb.api.shown import SpanShown, TrustShown, instant, named
from policies.content.form import Form
from policies.models import Subject, Verification
from policies.permissions import may_verify
from policies.publishing import in_force
from policies.trust.checking import Checking, checking_of
from policies.trust.due import standings, to_verify
from policies.trust.verifying import Checked, doubt, verify, verify_all
from policies.views.asked import language_of_interface


class LastShown(serializers.Serializer[Verification]):
    how = serializers.CharField()
    by = named("by")
    at = instant()
    reason = serializers.CharField()


class DifferenceShown(serializers.Serializer[Any]):
    name = serializers.CharField()
    spans = SpanShown(many=True)


class ChangedFactShown(serializers.Serializer[Any]):
    slug = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class QuestionShown(serializers.Serializer[Any]):
    """Something to say "still right" of: a rule, the text, or a fact; `source` is what was given for it the last time."""

    thing = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    html = serializers.CharField()
    outcome = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    is_changed = serializers.BooleanField()


class CheckingShown(serializers.Serializer[Checking]):
    """What a verifier has before them: what changed since the last time, and each thing to say something about."""

    card = serializers.CharField(source="version.subject.slug")
    version = serializers.IntegerField(source="version.number")
    state = serializers.SerializerMethodField()
    due_at = instant(source="basis.due_at")
    reason = serializers.CharField(source="basis.reason")
    last = LastShown(allow_null=True)
    differences = DifferenceShown(many=True)
    facts = ChangedFactShown(many=True)
    ended_offers = serializers.ListField(source="offers", child=serializers.CharField())
    flags = FlagShown(many=True)
    questions = QuestionShown(many=True)

    def get_state(self, checking: Checking) -> str:
        return checking.basis.state_at(self.context["visit"].at.at)


class Answered(Form):
    """`source` is what shows it; with `is_right` false, what is not right."""

    thing: str
    is_right: bool
    source: str = ""


Seconds = Annotated[int, Field(strict=True, ge=0, le=86_400)]


class Verifying(Form):
    """One answer for each of the `questions`; `due_on` is a day earlier or later than usual. `seconds` is how long the person
    had the card before them, where the caller knows: what was looked at too briefly is looked at again by somebody else.
    """

    answers: Annotated[tuple[Answered, ...], Field(max_length=500)]
    due_on: Day | None = None
    seconds: Seconds | None = None


class Doubting(Form):
    reason: str


class VerifyingSeveral(Form):
    """For each card the source that shows that all in it is still right; `seconds` for all of them together."""

    cards: Annotated[dict[str, str], Field(max_length=100)]
    seconds: Seconds | None = None


def _verify(found: Checking, *, by: Any, answers: Sequence[Answered], due_on: Any, seconds: int | None) -> Checked:
    due_at = datetime.combine(due_on, time.min, tzinfo=get_default_timezone()) if due_on else None
    said = [answer.model_dump() for answer in answers]
    return verify(found.version, by=by, answers=said, due_at=due_at, seconds=seconds)


class Verifications(Room):
    """What the person may verify and is due or will be soon."""

    address, key, noun = "verification", "<card:card>", "checking"
    shown, line = CheckingShown, TrustShown
    acts = {
        "verify": Act("Say of each thing in a card that it is still right, or that it is not", Verifying, _verify),
        "doubt": Act(
            "Say that a card is not right", Doubting, lambda found, by, reason: doubt(found.version, by=by, reason=reason)
        ),
    }

    def rows(self, visit: Visit, **place: Any) -> Sequence[Any]:
        return to_verify(visit.who, visit.at)

    def find(self, visit: Visit, **place: Any) -> Checking:
        version = in_force(Subject.Kind.CARD, [place["card"]], visit.at).get(place["card"])
        if version is None:
            raise Http404
        may_verify(visit.who, version.subject).require()
        return checking_of(version, visit.at, language_of_interface())


class SeveralShown(serializers.Serializer[Any]):
    """How each stands then."""

    cards = TrustShown(many=True)


class VerifySeveral(Room):
    """Several cards at once: all of them or none."""

    address, shown = "verify-several", SeveralShown
    noun = "verification_of_several"
    begin = Act(
        "Say of several cards that all in them is still right",
        VerifyingSeveral,
        lambda by, cards, seconds: verify_all(cards, by=by, seconds=seconds),
    )

    def begun(self, visit: Visit, made: Any, **place: Any) -> Json:
        return self.show(visit, {"cards": standings((done.row.version.subject.slug for done in made), visit.at)})
