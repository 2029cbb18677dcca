"""The panel in a help desk's side bar: one box, the answer for the ticket's order, the reply into the ticket."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kb.frames import framed_by, framers_of
from kb.panel.entering import asks_for_part, for_readers
from policies.answers import INTERNAL, answers_for, find_card
from policies.channels import PANEL
from policies.errors import Refused
from policies.listed import AnyCard
from policies.manner import manner_of
from policies.publishing import now
from policies.receipts import plain_context
from policies.reply import Reply
from policies.terms import terms_of
from policies.trust.served import count_served
from policies.views.asked import Asked, read_asked, said_to
from search.find import find
from search.questions import Found, note_opened
from search.recognise import language_of

MOST = 8  # A side bar is narrow; who needs more writes another word.


@require_safe
@framed_by(PANEL, INTERNAL)
@for_readers
def panel(request: HttpRequest) -> HttpResponse:
    """`q` and `card` may stand in the address, with what the ticket knows of the order: `?q=…&order_stage=packed`."""
    if terms_of(PANEL, now()).is_disabled:
        raise Refused(_("This channel is switched off; ask an administrator."))
    question, asked = request.GET.get("q", "").strip(), read_asked(request.GET)
    card = next(filter(None, request.GET.getlist("card")), "")
    sure, replies = _replies(question, card, asked)
    opened = next((reply for reply in replies if reply.card == card), replies[0] if replies and not card else None)
    said = said_to(asked, opened, PANEL)
    is_part = asks_for_part(request)
    if opened is not None and (card or not is_part) and not asked.is_past:  # Not what is only passed by in typing.
        shown = Found(question, asked.language, [reply.card for reply in replies], sure, asked.at.revision)
        _count(request, shown, opened, said)
    found = {
        "question": question, "card": card, "asked": asked, "replies": replies, "opened": opened, **said,
        "kept": _beside(asked, opened), "languages": settings.CONTENT_LANGUAGES, "is_panel": True, "record_at": "panel_outcome",
        "framers": framers_of(PANEL, INTERNAL), "is_part": is_part,
    }  # fmt: skip
    status = 404 if card and opened is None else 200
    return render(request, "panel/found.html" if is_part else "panel/panel.html", found, status=status)


def _replies(question: str, card: str, asked: Asked) -> tuple[float, list[Reply]]:
    """As on the agents' page; a card that the ticket names stands first. With how sure the first result was."""
    spoken = language_of(question, list(settings.CONTENT_LANGUAGES))
    hits = find(question, audience=INTERNAL, language=spoken, at=asked.at)[:MOST] if question else []
    cards: list[AnyCard] = [hit.card for hit in hits]
    if card and card not in [found.slug for found in cards]:
        named = find_card(card, INTERNAL, asked.at)
        cards = [named, *cards] if named else cards
    known: dict[str, Any] = {"audience": INTERNAL, "customer": asked.customer, **manner_of(PANEL, INTERNAL, asked.at)}
    replies = answers_for(cards, asked.context, asked.language, asked.at, **known)
    return hits[0].confidence if hits else 0.0, replies


def _count(request: HttpRequest, found: Found, opened: Reply, said: dict[str, Any]) -> None:
    count_served(opened, PANEL)
    if found.question:
        is_chosen = "card" in request.GET
        note_opened(
            found, int(request.user.pk or 0), opened, is_chosen=is_chosen, receipt=said.get("receipt", ""), channel=PANEL
        )


def _beside(asked: Asked, opened: Reply | None) -> dict[str, Any]:
    """What the ticket knows and this card does not ask: kept for the next question."""
    shown = {pick.need.dimension for pick in opened.picks} if opened else set()
    return {name: value for name, value in plain_context(asked.context).items() if name not in shown}
