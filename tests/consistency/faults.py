"""Faults as a store could have them, each planted by replacing the one function that is responsible; in tests only.

`FAULTS` names them in a line each. Every one is a context manager: inside it the product has the fault.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db import connection
from rest_framework.response import Response

import kb.api.views.answers
import kb.api.views.ask
import kb.api.views.search
import kb.faq.views
import policies.answers
import policies.content.digest
import policies.guards
import policies.memory
import policies.publishing
import policies.reply
import policies.review.reviewing
import policies.views.cards
import policies.workflow
import search.engine
import search.sync
from policies.models import Version
from policies.moment import Moment
from policies.people.verdicts import YES
from policies.writing.drafting import fill
from search.folder import folder_of
from search.index import snapshot

Fault = Callable[[], AbstractContextManager[Any]]


def instead(module: Any, **functions: Any) -> AbstractContextManager[Any]:
    """Other functions in the place of these."""
    stack = ExitStack()
    for name, function in functions.items():
        stack.enter_context(patch.object(module, name, function))
    return stack


def stale_faq() -> AbstractContextManager[Any]:
    find, answer = kb.faq.views.find_card, kb.faq.views.answer_for
    cards: dict[str, Any] = {}
    replies: dict[Any, Any] = {}

    def found(slug: str, audience: str, at: Moment) -> Any:
        return find(slug, audience, at) or cards.get(slug)

    def answered(card: Any, context: Any, language: str, at: Moment, **who: Any) -> Any:
        cards[card.slug] = card
        key = (tuple(context), language)
        if find(card.slug, "public", at):
            replies[key] = answer(card, context, language, at, **who)
        return replies.get(key) or next(iter(replies.values()))

    return instead(kb.faq.views, find_card=found, answer_for=answered)


def keyed(*, by: Callable[..., Any]) -> AbstractContextManager[Any]:
    """A cache of replies that finds them by less than they depend on."""
    make, kept = policies.answers.reply_of, dict[Any, Any]()

    def reply(version: Version, context: Any, language: str, at: Moment, **who: Any) -> Any:
        key = by(version.subject.slug, tuple(sorted(context.items())), language, at, tuple(sorted(who.items())))
        if key not in kept:
            kept[key] = make(version, context, language, at, **who)
        return kept[key]

    return instead(policies.answers, reply_of=reply)


def text_from_the_index() -> AbstractContextManager[Any]:
    answer = policies.answers.answer_for

    def stored(card: Any, context: Any, language: str, at: Moment, *, audience: str, **who: Any) -> Any:
        reply = answer(card, context, language, at, audience=audience, **who)
        mirror = snapshot(folder_of(audience))
        for _, document in mirror.documents() if mirror else ():
            if (document.card, document.language) == (card.slug, reply.wording.language):
                wording = replace(reply.wording, title=document.title, short_text=document.short)
                return replace(reply, wording=wording)
        return reply

    def all_stored(cards: Any, *what: Any, **who: Any) -> Any:
        return [stored(card, *what, **who) for card in cards]

    return instead(kb.api.views.search, answers_for=all_stored)


def out_of_order_index() -> AbstractContextManager[Any]:
    """Tasks carry the card's text, and the one that arrives last wins: here the text before the newest."""
    documents = search.sync.documents_of_cards

    def older(slugs: Any, *, audience: str, at: Moment) -> Any:
        return documents(slugs, audience=audience, at=Moment(at.at, at.revision - 1))

    return instead(search.sync, documents_of_cards=older)


def self_approval() -> AbstractContextManager[Any]:
    return instead(policies.review.reviewing, may_review=lambda user, version: YES)


def notes_for_everybody() -> AbstractContextManager[Any]:
    answer, body = kb.api.views.answers.answer_for, kb.api.views.answers.reply_json
    return instead(
        kb.api.views.answers,
        answer_for=lambda *what, **who: answer(*what, **{**who, "audience": "internal"}),
        reply_json=lambda reply, **how: body(reply, **{**how, "is_internal": True}),
    )


def internal_cards_in_public() -> AbstractContextManager[Any]:
    return instead(kb.faq.views, find_card=lambda slug, audience, at: policies.answers.find_card(slug, "internal", at))


def schedule_ignored() -> AbstractContextManager[Any]:
    return instead(policies.memory, next_change_after=lambda at: None)


def order_by_number() -> AbstractContextManager[Any]:
    sql = policies.publishing.HOLDING.replace("ORDER BY p.effective_from DESC, p.number DESC", "ORDER BY p.number DESC")
    return instead(policies.publishing, HOLDING=sql)


def lost_nudge() -> AbstractContextManager[Any]:
    return instead(search.engine, follow=lambda *_: 0)


@contextmanager
def edit_after_approval() -> Iterator[None]:
    """The verb forgets the state, and the database has no triggers."""
    policies.guards.remove(connection)

    def save(version: Version, content: Any, *, by: Any, **_: Any) -> Version:
        if version.author != by:
            return honest(version, content, by=by)
        fill(version, content)
        version.save()
        return version

    honest = policies.workflow.save_draft
    try:
        with instead(policies.workflow, save_draft=save):
            yield
    finally:
        policies.guards.install(connection)


def missing_language() -> AbstractContextManager[Any]:
    served = policies.answers.language_served
    return instead(
        policies.answers, language_served=lambda version, wanted, *rest: served(version, wanted.replace("ru", "de"), *rest)
    )


def outdated_translation() -> AbstractContextManager[Any]:
    return instead(policies.answers, language_served=lambda version, wanted, *rest: (wanted, None))


def digest_without_language() -> AbstractContextManager[Any]:
    digest = policies.content.digest.digest_of

    def less(said: Mapping[str, Any]) -> str:
        return digest({name: value for name, value in said.items() if name != "language"})

    return instead(policies.reply, digest_of=less)


def etag_of_the_card() -> AbstractContextManager[Any]:
    """From when the card's own version was made; a fact that changes does not touch it."""
    read = kb.api.views.answers.read

    def by_version(request: Any, body: dict[str, Any], **how: Any) -> Any:
        answer = body["answer"] or {}
        tag = f'"{answer.get("version")}-{answer.get("rule")}-{answer.get("language")}"'
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        response = read(request, body, **how)
        response["ETag"] = tag
        return response

    return instead(kb.api.views.answers, read=by_version)


def clock_only_runs_forward() -> AbstractContextManager[Any]:
    """What was remembered of a later instant is said also after the clock was set back."""
    epoch = policies.memory._Epoch
    return instead(epoch, holds=lambda self, at: self.revision == at.revision and at.at < self.until)


def old_fact() -> AbstractContextManager[Any]:
    force = policies.answers.in_force

    def behind(kind: str, slugs: Any, at: Moment) -> Any:
        return force(kind, slugs, replace(at, at=at.at - timedelta(hours=2)) if kind == "fact" else at)

    return instead(policies.answers, in_force=behind)


def public_yesterday() -> AbstractContextManager[Any]:
    """A card that is internal today is shown to the public as of a day on which it was not."""
    return instead(policies.answers, now=lambda: Moment(policies.publishing.now().at - timedelta(days=400), 0))


def escaped_twice() -> AbstractContextManager[Any]:
    answer = policies.views.cards.answer_for

    def escaped(*what: Any, **who: Any) -> Any:
        reply = answer(*what, **who)
        return (
            replace(reply, answer=replace(reply.answer, html=reply.answer.html.replace("&", "&amp;")))
            if reply.answer
            else reply
        )

    return instead(policies.views.cards, answer_for=escaped)


def published_over_another() -> AbstractContextManager[Any]:
    return instead(policies.workflow, require_base=lambda version, start: None)


def offer_inside() -> AbstractContextManager[Any]:
    answer = kb.api.views.ask.ask

    def told(*what: Any, **how: Any) -> Any:
        asked = answer(*what, **how)
        if asked.reply is None or asked.reply.answer is None or asked.reply.offer is None:
            return asked
        said = replace(asked.reply.answer, text=f"{asked.reply.answer.text} {asked.reply.offer.text}")
        return replace(asked, reply=replace(asked.reply, answer=said))

    return instead(kb.api.views.ask, ask=told)


FAULTS: dict[str, Fault] = {
    "stale FAQ after withdrawal": stale_faq,
    "cache by slug": lambda: keyed(by=lambda slug, *_: slug),
    "cache without revision": lambda: keyed(by=lambda slug, context, language, at, rest: (slug, context, language, rest)),
    "search answering from stored text": text_from_the_index,
    "out-of-order index": out_of_order_index,
    "self-approval": self_approval,
    "internal notes in a public context": notes_for_everybody,
    "internal card in a public context": internal_cards_in_public,
    "schedule ignored": schedule_ignored,
    "order by number only": order_by_number,
    "lost nudge": lost_nudge,
    "edit after approval": edit_after_approval,
    "missing language": missing_language,
    "outdated translation served": outdated_translation,
    "digest without language": digest_without_language,
    "ETag from the card's time": etag_of_the_card,
    "clock only runs forward": clock_only_runs_forward,
    "old fact": old_fact,
    "public as of yesterday, internal today": public_yesterday,
    "escaped twice": escaped_twice,
    "published over another": published_over_another,
    "offer inside the answer": offer_inside,
}
