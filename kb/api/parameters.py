"""What stands in a request's address and headers. All of it from anybody."""

import re
from collections.abc import Collection, Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request

from kb.api.revisions import require_revision
from policies.arguments import require_text
from policies.content.problems import ContentError, Problem
from policies.customers import MAX_REF
from policies.languages import match_language, read_language

DEFAULT_LANGUAGE = "en"
MIN_REVISION = "min_revision"


def query_of(request: Request, known: Collection[str] | None = None) -> dict[str, str]:
    """The query parameters, each given once. With `known`, ContentError names every other one.

    `min_revision` is for every call: it is seen to here and not among those returned.
    """
    problems = []
    for name, values in request.query_params.lists():
        if known is not None and name not in known and name != MIN_REVISION:
            problems.append(Problem(name, "unknown_parameter", _("There is no such parameter here.")))
        elif len(values) > 1:
            problems.append(Problem(name, "repeated", _("Give this once.")))
        elif "\0" in name + values[0]:
            problems.append(Problem(name.replace("\0", ""), "nul", _("Text must not contain the NUL character.")))
    if problems:
        raise ContentError(problems)
    given = {name: str(value) for name, value in request.query_params.items()}
    if MIN_REVISION in given:
        require_revision(given.pop(MIN_REVISION))
    return given


def language_of(request: Request, given: str | None, offered: Sequence[str] = ()) -> str:
    """The language given, else the first of Accept-Language that the store writes in, else the first that is `offered` on
    this channel, else English.
    """
    return language_asked(request, given) or (offered[0] if offered else DEFAULT_LANGUAGE)


def language_asked(request: Request, given: str | None) -> str | None:
    """The same, but None when the request says nothing of a language. Raises ContentError for what is no language tag."""
    if given is not None:
        return read_language(given)
    for tag, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if weight > 0 and tag != "*" and match_language(_cased(tag), settings.CONTENT_LANGUAGES):
            return _cased(tag)
    return None


def choice(query: Mapping[str, str], name: str, choices: Collection[str]) -> str | None:
    """One of the choices, or None when the parameter is not given."""
    value = query.get(name)
    if value is not None and value not in choices:
        raise ContentError.one(name, "unknown_option", _("Choose one of %(choices)s.") % {"choices": ", ".join(choices)})
    return value


def whole_number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise ContentError.one(name, "out_of_range", _("Write a whole number from 1 to %(most)s.") % {"most": most})
    return int(text)


def customer_of(query: Mapping[str, str]) -> str:
    """The store's name for the customer, if the channel knows it."""
    customer = query.get("customer_ref", "")
    require_text("customer_ref", customer, MAX_REF)
    return customer


def _cased(tag: str) -> str:
    """Accept-Language in the usual case; what is not a plain tag stays as it is and matches nothing."""
    try:
        return read_language(tag)
    except ContentError:
        return tag
