"""Refusals in the server's log: who wanted what and may not. The history tells what was done, not what was not."""

import logging

from django.http import HttpRequest

logger = logging.getLogger("kb.refused")


def note_refused(request: HttpRequest, who: str, why: str) -> None:
    """`who` by number, never by name; `why` a word for the rule: what was asked for may hold what nobody should read here."""
    match = request.resolver_match
    view = match.view_name or "unnamed" if match is not None else "none"
    said = {"view": view, "method": request.method, "who": who, "why": why}
    logger.warning("Refused: %s to %s %s (%s)", who, request.method, view, why, extra=said)


def visitor_of(request: HttpRequest) -> str:
    """Whose session it is."""
    user = getattr(request, "user", None)
    return f"person {user.pk}" if user is not None and user.is_authenticated else "nobody"
