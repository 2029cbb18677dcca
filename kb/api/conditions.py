"""Writes that change an existing thing say which state of it they have seen: `If-Match`, a strong ETag (RFC 9110, 13.1.1)."""

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from kb.api.packing import plain


class ConditionMissing(APIException):
    """Source: RFC 6585, section 3."""

    status_code = 428
    default_code = "if_match_missing"
    default_detail = {"If-Match": [_("Say which state you have seen: send the ETag of your last read as If-Match.")]}


class Stale(APIException):
    status_code = 412
    default_code = "stale"
    default_detail = {"If-Match": [_("This changed since you read it. Read it again, and decide with what it is now.")]}


def require_match(request: Request, etag: str) -> None:
    """Raises ConditionMissing, or Stale when the thing is not as the caller has seen it. Weak tags never match."""
    given = request.headers.get("If-Match")
    if given is None:
        raise ConditionMissing
    tags = [plain(tag) for tag in parse_etags(given)]
    if etag not in tags and tags != ["*"]:
        raise Stale
