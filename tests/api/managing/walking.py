"""Every address of the API with something filled in, and every POST of the desk's pages: for tests that leave nothing out."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

FILLED = {"kind": "cards", "slug": "contact-us", "card": "contact-us", "username": "marta", "risk": "low", "code": "STAYFREE"}
NAMED = re.compile(r"<(?:\w+:)?(\w+)>")
METHODS = ("get", "post", "put", "patch", "delete")


def api_calls() -> Iterator[tuple[str, str, type]]:
    """Address, method and view class of every call. Numbers are 2, everything unknown is `x`."""
    for route, view in _views(get_resolver("kb.api.urls"), "/api/v1/"):
        yield from ((filled(route), method, view.cls) for method in METHODS if hasattr(view.cls, method))


def filled(route: str) -> str:
    return NAMED.sub(lambda found: FILLED.get(found[1], "2" if f"int:{found[1]}" in route else "x"), route)


def _views(resolver: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _views(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback
