"""What a page's address asks for: language, context and moment. Every page that reads answers begins here."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.arguments import require_text
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.content.rules import Context
from policies.context import read_context
from policies.customers import MAX_REF
from policies.languages import match_language, read_language
from policies.models import Release
from policies.moment import Moment, read_instant
from policies.outcomes import open_offers
from policies.permissions import may_draft, may_preview
from policies.publishing import moment_at
from policies.receipts import issue
from policies.releases import preview_of
from policies.reply import Reply

RESERVED = frozenset({"q", "lang", "as_of", "card", "topic", "trust", "texts", "help", "release", "customer_ref"})


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_past` when the address names an instant, `release` when it is a preview of one; then the page says so."""

    language: str
    context: Context
    at: Moment
    is_past: bool
    release: Release | None = None
    customer: str = ""


def read_asked(query: QueryDict, language: str = "", *, may_preview: bool = False) -> Asked:
    """Raises ContentError for whatever does not fit. `language` stands when the address may not choose one.

    Only pages for colleagues may show what is not published yet.

    Of a field given more than once the first filled one counts: a button that answers stands before the picker it fills.
    """
    instant = read_instant(query.get("as_of") or None)
    release = _release(query.get("release", "")) if may_preview else None
    at = preview_of(release) if release else moment_at(instant)
    given = {name: next(filter(None, values), "") for name, values in query.lists() if name not in RESERVED}
    return Asked(
        language or _language(query.get("lang", "")),
        read_context(given, at=at),
        at,
        is_past=instant is not None,
        release=release,
        customer=_customer(query.get("customer_ref", "")),
    )


def asked_by(request: HttpRequest) -> Asked:
    """What a colleague's page is asked for. What is not published yet is for those who write."""
    if wanted := request.GET.get("release"):
        may_draft(request.user).require()
        release = _release(wanted)
        if release is not None:
            may_preview(request.user, release).require()
    return read_asked(request.GET, may_preview=True)


def _customer(given: str) -> str:
    require_text("customer_ref", given, MAX_REF)
    return given.strip()


def said_to(asked: Asked, reply: Reply | None, channel: str = AGENTS) -> dict[str, Any]:
    """What stands beside an answer that is said to a customer by a colleague: its receipt, and what she was offered before.

    Nothing of it on pages about another time: nobody is told those answers.
    """
    if reply is None or asked.is_past or asked.release:
        return {}
    before = open_offers(asked.customer, asked.at.at) if asked.customer else []
    made = reply.offer.offer if reply.offer else ""
    return {
        "receipt": issue(reply, asked.context, channel),
        "open_offers": [outcome for outcome in before if outcome.version.subject.slug != made],
    }


def _release(slug: str) -> Release | None:
    if not slug:
        return None
    found = Release.objects.filter(slug=slug).first()
    if found is None:
        raise ContentError.one("release", "unknown", _("There is no such release."))
    return found


def _language(given: str) -> str:
    """The language asked for, else that of the interface."""
    if given:
        return read_language(given)
    return language_of_interface()


def language_of_interface() -> str:
    """The language of content that reads like the interface."""
    return match_language(read_language(get_language() or "en"), settings.CONTENT_LANGUAGES) or "en"
