"""Every address of the API with something filled in, and every POST of the desk's pages: for tests that leave nothing out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from kb.api.authentication import scope_of

FILLED = {"kind": "cards", "slug": "contact-us", "card": "contact-us", "username": "marta", "risk": "low", "code": "STAYFREE"}
SLUGS = {"releases": "spring", "teams": "returns-desk", "topics": "cancellation", "dimensions": "order_stage"}
NAMED = re.compile(r"<(?:\w+:)?(\w+)>")
METHODS = ("get", "post", "put", "patch", "delete")


def api_calls(numbers: Mapping[str, int] | None = None) -> Iterator[tuple[str, str, str]]:
    """Address, method and scope of every call. `numbers` are by the first word of the address, else 2."""
    for route, view in _views(get_resolver("kb.api.urls"), "/api/v1/"):
        address = filled(route, numbers or {})
        cls = getattr(view, "cls", None)  # A page under the same address has none.
        yield from ((address, method, scope_of(cls, method.upper())) for method in METHODS if hasattr(cls, method))


def filled(route: str, numbers: Mapping[str, int]) -> str:
    first = route.removeprefix("/api/v1/").split("/")[0]

    def value(found: re.Match[str]) -> str:
        if f"int:{found[1]}" in route:
            return str(numbers.get(first, 2))
        return SLUGS.get(first, "contact-us") if found[1] == "slug" else FILLED.get(found[1], "x")

    return NAMED.sub(value, route)


def _views(resolver: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _views(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback
