"""JSON as it leaves: UTF-8, instants in UTC with `Z`."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

OPTIONS = orjson.OPT_UTC_Z


def json_bytes(data: Any) -> bytes:
    written: bytes = orjson.dumps(data, option=OPTIONS)
    return written


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Empty for a response without a body, such as 304."""
        return b"" if data is None else json_bytes(data)
