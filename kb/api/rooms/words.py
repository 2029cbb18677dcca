"""`/synonyms` and `/best-bets`: how knowledge managers have cards found."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, WithJsonSchema
from rest_framework import serializers

from kb.api.named import text_in
from kb.api.room import Act, Room, Visit, first_or_404
from kb.api.rooms.finding import Nothing
from kb.api.shown import instant, named
from policies.content.form import Form
from policies.content.problems import ContentError
from policies.models import Card
from policies.permissions import may_read_desk
from search.keeping import (
    add_synonyms,
    change_pin,
    change_synonyms,
    drop_synonyms,
    may_keep_words,
    pin,
    readable_words,
    unpin,
)
from search.kept import SynonymSet
from search.pins import Pinned, pinned_cards
from search.preview import Preview, preview

Words = Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=20)]
BETWEEN = re.compile(r"\s*,\s*")


def _card(given: Any) -> Card:
    found = Card.objects.filter(slug=text_in(given)).first()
    if found is None:
        raise ContentError.one("", "unknown", _("There is no card of this name."))
    return found


AnyCard = Annotated[Any, BeforeValidator(_card), WithJsonSchema({"type": "string", "description": "A card's slug."})]


class SynonymSetShown(serializers.Serializer[SynonymSet]):
    number = serializers.IntegerField(source="pk")
    language = serializers.CharField()
    words = serializers.ListField(child=serializers.CharField())
    changed_at = instant()
    changed_by = named("changed_by")


class SynonymsForm(Form):
    words: Words


class NewSynonyms(SynonymsForm):
    language: Annotated[str, Field(max_length=20)]


class SynonymSets(Room):
    """Words that mean the same: whoever looks for one of them also finds cards that say another."""

    address, key, shown, noun = "synonyms", "<int:number>", SynonymSetShown, "synonym_set"
    begin = Act("Keep words that mean the same", NewSynonyms, add_synonyms)
    save = Act("Change the words of a set", SynonymsForm, change_synonyms)
    acts = {"drop": Act("Drop a set", Nothing, drop_synonyms, vanishes=True)}

    def rows(self, visit: Visit, **place: Any) -> QuerySet[SynonymSet]:
        may_read_desk(visit.who).require()
        return SynonymSet.objects.select_related("changed_by").order_by("pk")


class EffectShown(serializers.Serializer[Any]):
    """A query, how often it was asked in the last 30 days, and the titles of its first results now and then."""

    query = serializers.CharField()
    count = serializers.IntegerField()
    now = serializers.ListField(child=serializers.CharField())
    then = serializers.ListField(child=serializers.CharField())


class SynonymPreviewShown(serializers.Serializer[Preview]):
    """The queries that would get other first results; `tried` is how many hold one of the words."""

    tried = serializers.IntegerField()
    effects = EffectShown(many=True)


class SynonymPreviews(Room):
    """What a set of words would change, for queries asked lately; `words` with commas between them, `instead_of` a set."""

    address, shown, noun = "synonyms/preview", SynonymPreviewShown, "synonym_preview"
    parameters = ("language", "words", "instead_of")

    def find(self, visit: Visit, **place: Any) -> Preview:
        may_keep_words(visit.who).require()
        number = visit.asked.get("instead_of", "")
        known = SynonymSet.objects.filter(pk=int(number)).first() if re.fullmatch("[0-9]{1,9}", number) else None
        if number and known is None:
            raise ContentError.one("instead_of", "unknown", _("There is no such set."))
        language = visit.asked.get("language", known.language if known else "")
        return preview(language, readable_words(language, BETWEEN.split(visit.asked.get("words", ""))), known)


class BestBetShown(serializers.Serializer[Pinned]):
    """`seen_by` are the audiences that see the card now; for others it comes first for nothing."""

    number = serializers.IntegerField(source="bet.pk")
    language = serializers.CharField(source="bet.language")
    query = serializers.CharField(source="bet.query")
    card = serializers.CharField(source="bet.card.slug")
    seen_by = serializers.ListField(child=serializers.CharField())
    changed_at = instant(source="bet.changed_at")
    changed_by = named("bet.changed_by")


class PinForm(Form):
    query: Annotated[str, Field(min_length=1, max_length=200)]
    card: AnyCard


class NewPin(PinForm):
    language: Annotated[str, Field(max_length=20)]


class BestBets(Room):
    """Cards that come first for some words, whatever else is found."""

    address, key, shown, field = "best-bets", "<int:number>", BestBetShown, "pk"
    begin = Act("Put a card first for some words", NewPin, pin)
    save = Act("Other words or another card", PinForm, lambda pinned, by, **form: change_pin(pinned.bet, by=by, **form))
    acts = {"drop": Act("Let the words decide again", Nothing, lambda pinned, by: unpin(pinned.bet, by=by), vanishes=True)}

    def rows(self, visit: Visit, **place: Any) -> Sequence[Pinned]:
        may_read_desk(visit.who).require()
        return pinned_cards()

    def find(self, visit: Visit, **place: Any) -> Pinned:
        found: Pinned = first_or_404(row for row in self.rows(visit) if row.bet.pk == place["number"])
        return found
