"""What can be set of a channel, as it arrives from a page, the API or a command."""

import re
from typing import Annotated, Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from policies.content.form import Form
from policies.content.problems import ContentError
from policies.languages import read_language
from policies.models.channel import MOST_REQUESTS

MOST_ORIGINS, ORIGIN_LENGTH = 50, 255
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN = re.compile(
    rf"https://(?:{LABEL}\.)*{LABEL}(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::(?P<local>[1-9][0-9]{0,4}))?"
)
USUAL_PORTS = {"port": 443, "local": 80}


def read_origin(text: str) -> str:
    """An origin as browsers send it (RFC 6454): compared letter by letter, so nothing is mended here.

    Raises ContentError for anything else: other schemes, a path, a joker, letters that are no ASCII, the usual port.
    """
    found = ORIGIN.fullmatch(text) if len(text) <= ORIGIN_LENGTH else None
    ports = {name: int(port) for name, port in found.groupdict().items() if port} if found else {}
    if found is None or any(port > 65535 or port == USUAL_PORTS[name] for name, port in ports.items()):
        message = _("%(given)s: write it as browsers send it, such as https://shop.example, without a path or a last slash.")
        raise ContentError.one("", "origin", message % {"given": text[:80]})
    return text


def _known_language(text: str) -> str:
    tag = read_language(text, "")
    if tag not in settings.CONTENT_LANGUAGES:
        known = ", ".join(settings.CONTENT_LANGUAGES)
        raise ContentError.one("", "choice", _("Choose one of %(choices)s.") % {"choices": known})
    return tag


def _once_each(entries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entries))


Kind = Literal["chatbot", "faq", "panel", "widget", "assistant", "desk", "other"]
Line = Annotated[str, Field(pattern="^[^\x00\r\n]*$")]
Languages = Annotated[tuple[Annotated[str, AfterValidator(_known_language)], ...], AfterValidator(_once_each)]
Rate = Annotated[int, Field(strict=True, ge=1, le=MOST_REQUESTS)]
Origins = Annotated[
    tuple[Annotated[str, AfterValidator(read_origin)], ...], Field(max_length=MOST_ORIGINS), AfterValidator(_once_each)
]


class ChannelSettings(Form):
    """`languages` the preferred one first, none for all; `requests_per_minute` of each key, null for what is usual."""

    kind: Kind = "other"
    title: Annotated[Line, Field(max_length=100)] = ""
    description: Annotated[Line, Field(max_length=500)] = ""
    languages: Languages = ()
    requests_per_minute: Rate | None = None
    allowed_origins: Origins = ()

    def given(self) -> dict[str, Any]:
        """Only what was said, as the database keeps it."""
        return self.model_dump(mode="json", include=set(self.model_fields_set))
