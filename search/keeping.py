"""Keeping synonyms and best bets: each act one event, and found by at once."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.act import act
from policies.arguments import require_choice, require_text
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Card
from policies.people.accountable import whom_to_ask
from policies.people.roles import MANAGER, roles_of
from policies.people.verdicts import YES, Verdict, no
from search.analysis import field_language
from search.kept import BestBet, SynonymSet
from search.kept_now import changed, key_of
from search.synonyms import Expression

MOST_WORDS, MOST_IN_ONE, LONGEST, LONGEST_QUERY = 8, 3, 40, 200


def may_keep_words(user: Any) -> Verdict:
    """Keep synonyms and best bets."""
    if MANAGER in roles_of(user):
        return YES
    return no(gettext_lazy("Only knowledge managers can change how cards are found."), partial(whom_to_ask, None, user))


@act
def add_synonyms(language: str, words: Sequence[str], *, by: Any) -> SynonymSet:
    """Raises Refused, Conflict when a word stands in another set of this language, ContentError naming the field."""
    may_keep_words(by).require()
    wanted = readable_words(language, words)
    _require_new(language, wanted)
    made = SynonymSet.objects.create(language=language, words=wanted, changed_at=timezone.now(), changed_by=by)
    changed()
    record("add_synonyms", f"synonyms:{made.pk}", by=by, after=_said(made))
    return made


@act
def change_synonyms(kept: SynonymSet, words: Sequence[str], *, by: Any) -> SynonymSet:
    """Other words for the same set. Raises as `add_synonyms` does."""
    may_keep_words(by).require()
    wanted = readable_words(kept.language, words)
    _require_new(kept.language, wanted, but=kept)
    if wanted != kept.words:
        before = _said(kept)
        kept.words, kept.changed_at, kept.changed_by = wanted, timezone.now(), by
        SynonymSet.objects.filter(pk=kept.pk).update(words=wanted, changed_at=kept.changed_at, changed_by=by)
        changed()
        record("change_synonyms", f"synonyms:{kept.pk}", by=by, before=before, after=_said(kept))
    return kept


@act
def drop_synonyms(kept: SynonymSet, *, by: Any) -> None:
    """The words mean no longer the same. Raises Refused, Conflict when somebody dropped them before."""
    may_keep_words(by).require()
    _require_gone(SynonymSet.objects.filter(pk=kept.pk).delete()[0])
    changed()
    record("drop_synonyms", f"synonyms:{kept.pk}", by=by, before=_said(kept))


@act
def pin(language: str, query: str, card: Card, *, by: Any) -> BestBet:
    """Put the card first for these words. Raises Refused, Conflict when another one is, ContentError naming the field."""
    may_keep_words(by).require()
    key = _readable_query(language, query)
    _require_free(language, key)
    made = BestBet.objects.create(
        language=language, query=query.strip(), key=key, card=card, changed_at=timezone.now(), changed_by=by
    )
    changed()
    record("pin", f"best_bet:{made.pk}", by=by, after=_pinned(made))
    return made


@act
def change_pin(bet: BestBet, query: str, card: Card, *, by: Any) -> BestBet:
    """Other words or another card. Raises as `pin` does."""
    may_keep_words(by).require()
    key = _readable_query(bet.language, query)
    _require_free(bet.language, key, but=bet)
    if (query.strip(), card.pk) != (bet.query, bet.card_id):
        before = _pinned(bet)
        bet.query, bet.key, bet.card, bet.changed_at, bet.changed_by = query.strip(), key, card, timezone.now(), by
        fields = {"query": bet.query, "key": key, "card": card, "changed_at": bet.changed_at, "changed_by": by}
        BestBet.objects.filter(pk=bet.pk).update(**fields)
        changed()
        record("change_pin", f"best_bet:{bet.pk}", by=by, before=before, after=_pinned(bet))
    return bet


@act
def unpin(bet: BestBet, *, by: Any) -> None:
    """The words decide again. Raises Refused, Conflict when somebody took it away before."""
    may_keep_words(by).require()
    _require_gone(BestBet.objects.filter(pk=bet.pk).delete()[0])
    changed()
    record("unpin", f"best_bet:{bet.pk}", by=by, before=_pinned(bet))


def readable_words(language: str, words: Sequence[str]) -> list[str]:
    """As they are kept: each once, without blanks around. Raises ContentError naming the field."""
    require_choice("language", language, settings.CONTENT_LANGUAGES)
    wanted: dict[tuple[str, ...], str] = {}
    for text in (word.strip() for word in words):
        require_text("words", text, LONGEST)
        found = Expression.of(text, language)
        if text and not 1 <= len(found.words) <= MOST_IN_ONE:
            said = {"word": text, "most": MOST_IN_ONE}
            raise ContentError.one("words", "words", _("“%(word)s” must be one word, or up to %(most)s.") % said)
        if text:
            wanted.setdefault(found.stems, text)
    if not 2 <= len(wanted) <= MOST_WORDS:
        said = {"most": MOST_WORDS}
        raise ContentError.one("words", "range", _("Write at least two different words, and at most %(most)s.") % said)
    return list(wanted.values())


def _readable_query(language: str, query: str) -> str:
    require_choice("language", language, settings.CONTENT_LANGUAGES)
    require_text("query", query, LONGEST_QUERY)
    key = key_of(query, language)
    if not key:
        raise ContentError.one("query", "missing", _("Write the words that somebody looks for."))
    return key


def _require_new(language: str, words: Sequence[str], but: SynonymSet | None = None) -> None:
    """A word that stood in two sets would make them one without anybody having said so."""
    wanted = {Expression.of(word, language).stems: word for word in words}
    for other in SynonymSet.objects.exclude(pk=but.pk if but else None):
        if field_language(other.language) != field_language(language):
            continue
        for word in other.words:
            if Expression.of(word, language).stems in wanted:
                said = {"word": word, "words": ", ".join(other.words)}
                raise Conflict(_("“%(word)s” stands in another set already: %(words)s. Change that one.") % said)


def _require_free(language: str, key: str, but: BestBet | None = None) -> None:
    others = BestBet.objects.filter(key=key).exclude(pk=but.pk if but else None).select_related("card")
    for other in others:
        if field_language(other.language) == field_language(language):
            raise Conflict(_("For these words %(card)s comes first already. Change that one.") % {"card": other.card.slug})


def _require_gone(count: int) -> None:
    if not count:
        raise Conflict(_("Somebody has taken it away already."))


def _said(kept: SynonymSet) -> dict[str, Any]:
    return {"language": kept.language, "words": kept.words}


def _pinned(bet: BestBet) -> dict[str, Any]:
    return {"language": bet.language, "query": bet.query, "card": bet.card.slug}
