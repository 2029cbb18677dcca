"""JSON as it arrives, from anybody."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from policies.content.problems import ContentError

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class JSONParser(BaseParser):
    """Reads one JSON object.

    orjson refuses by itself what would hurt later: nesting deeper than 1,024, lone surrogates, NaN, numbers beyond a double,
    anything that is not UTF-8. PostgreSQL cannot hold NUL, so it is refused here. Of equal keys the last counts (RFC 8259
    leaves it open).
    """

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Raises ParseError for what is not JSON, ContentError for JSON that is not an object or holds NUL."""
        assert parser_context is not None
        body = parser_context["request"].body  # Not `stream`, which knows nothing of DATA_UPLOAD_MAX_MEMORY_SIZE.
        try:
            form = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("This is not JSON: %(why)s.") % {"why": error}, "malformed_json") from None
        if not isinstance(form, dict):
            raise ContentError.one("", "not_an_object", _("Send one JSON object."))
        if NUL.search(body):
            raise ContentError.one(_field_with_nul(form), "nul", _("Text must not contain the NUL character."))
        return form


def _field_with_nul(form: Mapping[str, Any]) -> str:
    """The field on the first level; empty when it is the name of a field that holds it."""
    return next((name for name, value in form.items() if NUL.search(orjson.dumps(value)) and "\0" not in name), "")
