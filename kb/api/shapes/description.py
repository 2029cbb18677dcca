"""The description describes itself."""

from typing import Any, Literal

from pydantic import BaseModel


class Description(BaseModel):
    """An OpenAPI document."""

    openapi: Literal["3.1.0"]
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]
