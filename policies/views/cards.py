"""One card, for colleagues."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from policies.answers import INTERNAL, PUBLIC, answer_for, find_card
from policies.channels import AGENTS
from policies.feedback import feedback_of
from policies.happened import Happened
from policies.manner import manner_of
from policies.models import Card, Involvement
from policies.notices.looks import change_for
from policies.notices.must_reads import waiting_about
from policies.on_channels import on_channels
from policies.permissions import may_verify
from policies.receipts import issue
from policies.reply import Reply
from policies.timeline import timeline_of
from policies.trust.due import standings
from policies.trust.served import count_served
from policies.views.asked import Asked, asked_by, said_to
from policies.views.colleagues import for_colleagues
from policies.views.kept_for_one import Keeping, keep


class HtmxRequest(HttpRequest):
    """What django-htmx's middleware makes of a request."""

    htmx: HtmxDetails


@require_safe
@for_colleagues
def card(request: HtmxRequest, slug: str) -> HttpResponse:
    """While somebody picks, only what depends on it is sent."""
    asked = asked_by(request)
    found = find_card(slug, INTERNAL, asked.at)
    if found is None:
        raise Http404
    manner = manner_of(AGENTS, INTERNAL, asked.at)
    reply = answer_for(found, asked.context, asked.language, asked.at, audience=INTERNAL, customer=asked.customer, **manner)
    is_now = not (asked.is_past or asked.release)
    if request.method == "GET" and is_now:
        count_served(reply, AGENTS)
    shown = {
        "asked": asked,
        "card": found,
        "topic": found.topic.name(asked.language),
        "reply": reply,
        **said_to(asked, reply),
        "is_public": find_card(slug, PUBLIC, asked.at) is not None,
        "channels": on_channels(found, asked.context, asked.language, asked.at, beside=reply),
        "day": localdate(asked.at.at) if asked.is_past else None,
    }
    if is_now and not (asked.customer or reply.depends_on_customer):
        keep(request, Keeping(shown.get("receipt", ""), partial(_said_again, reply, asked)))
    if request.htmx and not request.htmx.history_restore_request:
        return _varied(render(request, "cards/fragment.html", shown))
    return _varied(render(request, "cards/card.html", {**shown, **(_around(request, found, asked) if is_now else {})}))


def _said_again(reply: Reply, asked: Asked, so_far: Happened) -> str:
    """The same answer, given at another instant: counted, and with a receipt of its own."""
    count_served(reply, AGENTS)
    return issue(reply, asked.context, AGENTS, at=so_far.at.at)


def _around(request: HttpRequest, found: Card, asked: Asked) -> dict[str, Any]:
    """What holds of the card now, whatever is picked: what is new to this person, who watches it, and whether it is right."""
    user, at = request.user, asked.at
    (standing,) = standings([found.slug], at)
    return {
        "must_read": waiting_about(user, found, at),
        "change": change_for(user, found, asked.language, at),
        "watches": Involvement.objects.filter(subject=found.pk, part=Involvement.Part.INFORMED, person=user.pk).exists(),
        "standing": standing,
        "may_verify": may_verify(user, found),
        "helped": feedback_of(standing.version),
        "line": timeline_of(standing.subject, at),
    }


def _varied(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response
