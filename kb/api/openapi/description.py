"""The whole description as JSON, made once in a process."""

from functools import lru_cache

from drf_spectacular.generators import SchemaGenerator

from kb.api.renderers import json_bytes
from kb.api.schema import Json


@lru_cache(maxsize=1)
def description() -> Json:
    """An OpenAPI 3.1 document."""
    schema: Json = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return schema


@lru_cache(maxsize=1)
def description_bytes() -> bytes:
    return json_bytes(description())
